"""Which lines of which files a patch adds or changes."""

import os
import re

Ranges = dict[str, list[tuple[int, int]]]
"""Path to ranges of lines, first and last, counted from 1."""

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb'\\([abtnvfr"\\]|[0-3][0-7]{2})')
_PLAIN = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13, b'"': 34, b"\\": 92}
_NO_FILE = b"/dev/null"
_PREFIX = b"b/"


def changed_lines(patch: bytes) -> Ranges:
    """The new side of a patch that `git diff -U0 --dst-prefix=b/` made. Files that only lose lines are left out."""
    found: Ranges = {}
    path = ""
    left = 0  # lines of the hunk still to come: they may look like anything
    for line in patch.split(b"\n"):
        if left:
            left -= not line.startswith(b"\\")  # "\ No newline at end of file"
        elif line.startswith(b"+++ "):
            path = _path(line[4:])
        elif hunk := _HUNK.match(line):
            first, count = int(hunk[2]), int(hunk[3] or 1)
            left = int(hunk[1] or 1) + count
            if count and path:
                found.setdefault(path, []).append((first, first + count - 1))
    return found


def _path(named: bytes) -> str:
    named = named.removesuffix(b"\t")  # git ends a name with a space in it like that
    if named == _NO_FILE:
        return ""
    if named.startswith(b'"'):
        named = _ESCAPE.sub(_byte, named[1:-1])
    return os.fsdecode(named.removeprefix(_PREFIX))


def _byte(escape: "re.Match[bytes]") -> bytes:
    return bytes([_PLAIN[escape[1]] if escape[1] in _PLAIN else int(escape[1], 8)])
