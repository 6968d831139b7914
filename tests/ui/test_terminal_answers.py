"""What a terminal answers, found in the middle of what is typed: nothing is lost, nothing shows up as keys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from mastery_tui.ui.terminal_colour import Terminal, by_environment, few_colours, heard, is_dark

DIGITS = st.text("0123456789abcdefABCDEF", min_size=1, max_size=4)
COLOURS = st.builds("rgb:{}/{}/{}".format, DIGITS, DIGITS, DIGITS)
ENDS = st.sampled_from([b"\x07", b"\x1b\\"])
TYPED = st.lists(
    st.sampled_from(
        [b"j", b"q", b"?", b"\x1b[A", b"\x1b[<0;3;4M", b"\x1b[?2026;2$y", b"\x1b[?1u", "é".encode(), b"\x1bOP"]
    ),
    max_size=6,
).map(b"".join)


def listening() -> Terminal:
    terminal = Terminal()
    terminal._answered = False
    return terminal


@given(TYPED, COLOURS, ENDS, TYPED, st.booleans(), TYPED, st.data())
def test_keys_are_kept_in_order_and_answers_taken_out_however_the_input_is_cut(
    before, colour, end, between, attributes, after, data
) -> None:
    answer = b"\x1b]11;" + colour.encode() + end
    whole = before + answer + between + (b"\x1b[?62;22c" if attributes else b"") + after
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=5)))
    terminal = listening()
    keys = b"".join(terminal.hear(whole[a:b]) for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True))
    assert keys + terminal.quiet() == before + between + after
    assert terminal.dark is is_dark(colour)


@given(st.binary(max_size=60), st.booleans())
def test_any_input_is_keys_but_for_whole_answers_and_what_may_become_one(data: bytes, answered: bool) -> None:
    found = heard(data, answered)
    assert len(found.keys) + len(found.begun) <= len(data)
    if not re.search(rb"\x1b\]11;|\x1b\[\?[0-9;]*c", data):
        assert found.keys + found.begun == data


def test_the_escape_key_is_held_back_no_longer_than_until_it_is_quiet() -> None:
    terminal = listening()
    assert (terminal.hear(b"\x1b"), terminal.quiet(), terminal.quiet()) == (b"", b"\x1b", b"")
    terminal.hear(b"\x1b[?62c")
    assert terminal.hear(b"\x1b") == b"\x1b"  # all is answered: nobody waits


def test_a_slow_answer_is_waited_for_even_after_all_is_answered() -> None:
    terminal = listening()
    assert terminal.hear(b"\x1b[?62c\x1b]11;rgb:ff") == b""
    assert terminal.quiet() == b""
    assert terminal.hear(b"ff/ffff/ffff\x1b\\j") == b"j"
    assert terminal.dark is False


@pytest.mark.parametrize(
    ("colour", "dark"),
    [
        ("rgb:1414/1616/1b1b", True),
        ("rgb:fafa/fbfb/fcfc", False),
        ("rgb:0/0/0", True),
        ("rgb:f/f/f", False),
        ("rgb:fd/f6/e3", False),  # Solarized light
        ("rgb:00/2b/36", True),  # Solarized dark
        ("rgba:ffff/ffff/ffff/8080", False),
        ("rgb:zz/00/00", None),
        ("", None),
    ],
)
def test_a_background_is_dark_or_light(colour: str, dark: bool | None) -> None:
    assert is_dark(colour) is dark


@pytest.mark.parametrize(
    ("value", "dark"),
    [
        ("15;0", True),
        ("0;15", False),
        ("0;default;15", False),
        ("12;8", True),
        ("0;7", False),
        ("15;default", None),
        ("", None),
    ],
)
def test_the_environment_may_say_it(value: str, dark: bool | None) -> None:
    assert by_environment({"COLORFGBG": value}) is dark
    assert by_environment({}) is None


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "xterm-16color", "xterm-kitty", "screen", "linux", "foot"])
@pytest.mark.parametrize("colorterm", ["", "truecolor", "24bit", "yes"])
def test_few_colours_are_those_that_rich_draws_few_of(term: str, colorterm: str) -> None:
    environ = {"TERM": term, "COLORTERM": colorterm}
    system = Console(force_terminal=True, _environ=environ).color_system
    assert few_colours(environ) == (system == "standard")
