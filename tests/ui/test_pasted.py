"""A paste is text: however it is cut into reads, nothing in it is a key, and keys around it stay keys."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste

from mastery_tui.ui.pasted import BEGIN, END, Pastes

PIECES = st.lists(
    st.sampled_from(
        [b"q", b"T", b"\x1b", b"[15~", b"\x1b[A", b"\x03", b"\r", b"\n", b"\t", b"\x00", "日".encode(), b" x" * 40]
    ),
    max_size=30,
).map(b"".join)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    at = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(at)]


@given(PIECES, st.lists(st.integers(0, 500)))
def test_a_paste_is_one_text_without_controls(inner, places):
    inner = inner.replace(END, b"").replace(BEGIN, b"")
    pastes = Pastes()
    got = b"".join(pastes.harmless(part) for part in cut(b"a" + BEGIN + inner + END + b"\x1b[Bz", places))
    text = bytes(byte for byte in inner if (byte >= 32 and byte != 127) or byte in b"\t\r\n")
    assert got == b"a" + BEGIN + text + END + b"\x1b[Bz"
    parser = XTermParser()
    events = list(parser.feed(got.decode()))
    assert [e.key for e in events if isinstance(e, Key)] == ["a", "down", "z"]
    assert [e.text for e in events if isinstance(e, Paste)] == [text.decode()]


@given(PIECES, st.lists(st.integers(0, 500)))
def test_what_is_not_pasted_passes_at_once_and_as_it_is(data, places):
    data = data.replace(BEGIN, b"")
    pastes = Pastes()
    for part in cut(data, places):
        assert pastes.harmless(part) == part
