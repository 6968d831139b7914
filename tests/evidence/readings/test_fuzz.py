"""Whatever a file holds, there is a reading: never an exception, never a number that cannot be."""

import math
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mastery_tui.config.goals_read import NAME
from mastery_tui.evidence.readings import Reading
from mastery_tui.evidence.readings.reading import attempt
from mastery_tui.evidence.readings.registry import ADAPTERS
from tests.evidence.readings import book

PATHS = {
    "coverage-json": ("coverage.json", book.COVERAGE_JSON),
    "coverage-xml": ("coverage.xml", book.COBERTURA),
    "junit": ("junit.xml", book.JUNIT),
    "sarif": ("a.sarif", book.SARIF),
    "benchmark": ("benchmark.json", book.BENCHMARK),
    "ci": (".github/workflows/a.yml", book.WORKFLOW),
    "gitlab": (".gitlab-ci.yml", book.GITLAB),
    "docs": ("README.md", "# T\n\n[a](b.md) `c`\n\n```\nx\n```\n"),
    "docs-rst": ("README.rst", "T\n=\n\n`a <b>`_\n\n.. image:: x\n"),
    "pins": ("requirements.txt", "a==1\nb>=2 ; python_version > '3'\n"),
    "pins-toml": ("pyproject.toml", '[project]\ndependencies = ["a==1"]\n[tool.poetry.dependencies]\nb = "^1"\n'),
    "pins-lock": ("uv.lock", '[[package]]\nname = "a"\n'),
}
BY_NAME = {adapter.name: adapter for adapter in ADAPTERS}
WORDS = "- |*a|&a |!x |<<: |1e999|-1|null|true|NaN|on|jobs|run: |testcase|(((|```|\ufeff|\\\n"
PIECES = st.sampled_from([*"<>/&\"'{}[]:,\n\0é", "  ", "|| true", *WORDS.split("|")])


def read(name: str, data: bytes) -> Reading:
    """What the adapter says of the content; and what holds for all that it may say."""
    path = PATHS[name][0]
    adapter = BY_NAME[name.partition("-")[0] if name.startswith(("docs", "pins")) else name.replace("gitlab", "ci")]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        reading = attempt(adapter, Path(folder), (path,))
    assert not (reading.values and reading.problem)
    assert reading.problem.isprintable()
    assert len(reading.problem) < 250
    for metric, (value, unit) in reading.values.items():
        assert NAME.fullmatch(metric)
        assert math.isfinite(value)
        assert value >= 0
        assert unit != "%" or value <= 100
    return reading


def mutated(text: str) -> st.SearchStrategy[bytes]:
    """The text with pieces of it cut out, doubled or replaced."""

    def made(edits: list[tuple[int, int, str]]) -> bytes:
        found = text
        for at, length, piece in edits:
            place = at % (len(found) + 1)
            found = found[:place] + piece + found[place + length :]
        return found.encode()

    edit = st.tuples(st.integers(0, 2_000), st.integers(0, 20), PIECES | st.text(max_size=3).filter(_encodes))
    return st.lists(edit, min_size=1, max_size=6).map(made)


def _encodes(text: str) -> bool:
    return text.isprintable() or text.isascii()


@pytest.mark.parametrize("name", PATHS)
@settings(max_examples=40)
@given(st.data())
def test_mutations(name: str, data: st.DataObject):
    read(name, data.draw(mutated(PATHS[name][1])))


@pytest.mark.parametrize("name", PATHS)
@settings(max_examples=15)
@given(st.binary(max_size=60))
@example(b"\xff\xfe<\0")
@example(b"\xef\xbb\xbf{}")
@example(b"\r\n" * 10)
def test_bytes(name: str, data: bytes):
    read(name, data)


@pytest.mark.parametrize("name", PATHS)
def test_the_samples_are_read(name: str):
    reading = read(name, PATHS[name][1].encode())
    assert reading.values
    assert reading.problem == ""


@pytest.mark.long
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("name", PATHS)
@settings(max_examples=4_000)
@given(st.data())
def test_mutations_in_the_long_run(name: str, data: st.DataObject):
    read(name, data.draw(mutated(PATHS[name][1])))
