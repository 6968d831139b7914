"""Comments as Python's own tokeniser sees them, and the notes in them."""

import io
import sysconfig
import tokenize
from pathlib import Path

import pytest

from mastery_tui.checking.upkeep.comments import comments, notes


def by_tokenize(text: str) -> list[tuple[int, int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(*token.start, token.string) for token in tokens if token.type == tokenize.COMMENT]


def test_as_tokenize_on_the_standard_library() -> None:
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("[a-d]*.py"))
    assert len(files) > 20
    seen = 0
    for file in files:
        with tokenize.open(file) as opened:
            text = opened.read()
        found = [tuple(one) for one in comments(text)]
        assert found == by_tokenize(text), file
        seen += len(found)
    assert seen > 1000


@pytest.mark.parametrize(
    ("line", "noted"),
    [
        ("x = 1  # TODO: later", True),
        ("# FIXME", True),
        ("# a HACK(name) for now", True),
        ("# XXX", True),
        ("# todo, in small letters, is a word of other languages", False),
        ("# TODOS are listed elsewhere", False),
        ("x = 'TODO'  # a string", False),
        ("x = '# TODO'", False),
        ("# TODO and FIXME", True),
    ],
)
def test_notes(line: str, noted: bool) -> None:
    assert notes(comments(f"a = 1\n{line}\n")) == ((2,) if noted else ())
