"""What the upkeep check knows of one Python file that means something only beside all others.

Names are used in other files and blocks are repeated in other files, so each file's result carries these facts, packed,
and `evidence.whole_tree` folds them.
"""

from typing import NamedTuple

import msgspec

DEAD, WINDOWS, PLACES = "dead", "windows", "places"
"""The names of the facts in `Result.facts`."""

WINDOW = 6
"""Significant lines that must be equal, one after the other, to count as repeated."""


class Definition(NamedTuple):
    """What a file defines, or code that cannot be reached, as vulture sees it; `kind` and `message` are vulture's.

    `confidence` is in percent; lines count from 1, both inclusive. `name` is "" for code that cannot be reached: no
    use anywhere could make that live.
    """

    name: str
    kind: str
    line: int
    end_line: int
    confidence: int
    message: str


class Names(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file defines and does not use itself, which names it uses, and how many lines it has."""

    lines: int
    defined: tuple[Definition, ...] = ()
    used: tuple[str, ...] = ()


class Windows(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The significant lines of a file by number, and of every `WINDOW` of them in a row a hash of eight bytes.

    `lines` are unsigned numbers of four bytes, `hashes` of eight, in the machine's order: window `i` begins at line
    `lines[i]` and ends at `lines[i + WINDOW - 1]`.
    """

    lines: bytes = b""
    hashes: bytes = b""


class Places(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The lines of notes to oneself, and what is public and has no docstring: (line, name)."""

    todos: tuple[int, ...] = ()
    undocumented: tuple[tuple[int, str], ...] = ()


pack = msgspec.msgpack.Encoder().encode
names = msgspec.msgpack.Decoder(Names).decode
windows = msgspec.msgpack.Decoder(Windows).decode
places = msgspec.msgpack.Decoder(Places).decode
