"""What the session says of a check: what it is, when it ran, how long it took and what its tool printed."""

import time
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from mastery_tui.checking.interface import Check, file_check
from mastery_tui.checking.keys import key_of
from mastery_tui.config import trust
from mastery_tui.model.text import LOG_LINES, LOG_WIDTH, log_lines
from mastery_tui.session.about import about_of
from tests.session.live import Live


class Options(msgspec.Struct, frozen=True):
    most: int = 3
    words: tuple[str, ...] = ("a", 'b"')
    other: str | None = None


def a_check(tool: str = "msgspec") -> Check:
    def run(source, options):
        yield from ()

    return file_check(name="x", title="X", options=Options, tool=lambda: f"{tool} {version(tool)}")(run)


def test_a_check_is_told_with_its_tool_and_its_options() -> None:
    about = about_of(a_check(), Options(most=4), "user")
    assert about.tool == f"msgspec {version('msgspec')}"
    assert about.options == (("most", "4"), ("words", '["a", "b\\""]'), ("other", "not set"))
    assert (about.shape, about.origin, about.install) == ("file", "user", "")


def test_a_missing_package_is_named_with_the_line_that_installs_it(tmp_path: Path) -> None:
    missing = a_check("no-such-package-here")
    about = about_of(missing, None, "built-in")
    assert about.tool == ""
    assert about.install.endswith(" -m pip install no-such-package-here")
    assert key_of(missing, None, {}, tmp_path), "the session goes on"


def test_a_log_is_bounded_and_safe() -> None:
    lines = log_lines("\n\n" + "\n".join(f"{n} " + "x" * 900 for n in range(900)) + "\n\x1b[31mred\n\n")
    assert len(lines) == LOG_LINES
    assert max(map(len, lines)) <= LOG_WIDTH
    assert lines[-1] == "\\x1b[31mred"
    assert log_lines("") == log_lines("\n \n") == ()


def test_a_run_of_the_tests_leaves_its_log_and_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    root = tmp_path / "tree"
    root.mkdir()
    (root / "test_a.py").write_text("def test_bad():\n    print('a word of its own')\n    assert 1 == 2\n")
    trust.grant(root)
    began = time.time()
    live = Live(root, run_tests=True)
    try:
        state = live.until(lambda state: state.settled > 0 and state.checks["tests"].status == "findings")
        tests = state.checks["tests"]
        assert began <= tests.ran_at <= time.time()
        assert len(tests.durations) == 1 and tests.durations[0] > 0
        assert any("a word of its own" in line for line in tests.log)
        assert any("1 failed" in line for line in tests.log)
        assert tests.about.needs_trust and tests.about.origin == "built-in"
        assert dict(tests.about.options)["timeout_s"] == "600.0"
        (root / "n.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
        later = live.until(lambda now: now.settled == now.generation > state.generation and "n.ipynb" in now.files)
        assert later.checks["tests"].generation == later.generation
        assert later.checks["tests"].durations == tests.durations, "what still holds did not run again"
        assert later.checks["tests"].log == tests.log
        assert len(later.checks["ruff"].durations) > len(state.checks["ruff"].durations)
    finally:
        live.close()


def test_what_a_tool_that_cannot_run_prints_is_its_log(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "ruff.toml").write_text("line-length = 'wide'\n")
    live = Live(tmp_path)
    try:
        ruff = live.until(lambda state: state.checks["ruff"].status == "failed").checks["ruff"]
        assert "mend the configuration" in ruff.reason
        assert any("line-length" in line for line in ruff.log)
        (tmp_path / "ruff.toml").write_text("line-length = 100\n")
        live.until(lambda state: state.checks["ruff"].status == "passed" and state.checks["ruff"].log == ())
    finally:
        live.close()
