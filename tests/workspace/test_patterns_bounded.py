"""Patterns come from files of the tree: none may take long, and none may say anything else for being quick."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.workspace import patterns

PIECES = st.lists(st.sampled_from(["a", "b", "/", "*", "**", "**/", "?", "[ab]", "."]), min_size=1, max_size=9)
PATHS = st.lists(st.text("ab.", min_size=1, max_size=4), min_size=1, max_size=4).map("/".join)


def plainly(pattern: str, path: str) -> bool:
    """The same wildcards, all of them free to give back what they took."""
    body = pattern.rstrip("/")
    parts = [] if "/" in body else [patterns._FOLDERS]
    parts += patterns._parts(body.removeprefix("/"))
    text = "".join(part if isinstance(part, str) else part.last for part in parts)
    return re.fullmatch(f"{text}(?:/.*)?", path, re.DOTALL) is not None


@given(PIECES.map("".join).filter(lambda pattern: pattern.strip("/")), PATHS)
def test_without_going_back_a_pattern_matches_what_it_would_have(pattern: str, path: str) -> None:
    assert patterns.matcher([pattern])(path) is plainly(pattern, path)


@pytest.mark.parametrize("path", ["a" * 400, "a/" * 200 + "a", "ab" * 200, "a" * 200 + "/" + "a" * 200])
@pytest.mark.parametrize(
    "pattern",
    ["*a" * 9 + "*b", "**/a" * 9 + "**/b", "*a/" * 9 + "*b", "**a*b" * 5 + "c", "a**/" * 9 + "c", "?*" * 20 + "c"],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    matches = patterns.matcher([pattern])
    began = time.process_time()
    matches(path)
    assert time.process_time() - began < 5.0, "ways to share a name between wildcards are tried one after the other"


@pytest.mark.parametrize("pattern", ["[z-a]", "[z-a]*.py", "x[9-0]"])
def test_brackets_that_are_no_set_stand_for_themselves(pattern: str) -> None:
    matches = patterns.matcher([pattern])
    assert matches(pattern.replace("*", "y")) and not matches("m")
