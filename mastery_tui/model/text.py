"""Text from outside made safe to show: a file name or message may hold anything."""

import unicodedata

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


LOG_LINES, LOG_WIDTH = 200, 500
"""How much of a log is kept: its last lines, and so many characters of each."""


def log_lines(text: str) -> tuple[str, ...]:
    """The last lines of what a tool printed, each bounded and safe to show; empty lines at both ends are left out."""
    kept = text.strip("\n").split("\n")[-LOG_LINES:] if text.strip() else []
    return tuple(printable(line.expandtabs()[:LOG_WIDTH].rstrip()) for line in kept)


def printable(text: str) -> str:
    """The text with every control, format, surrogate or separator character as an escape like `\\x1b` or `\\u202e`.

    So no terminal escape sequence, line break or reversal of direction from outside reaches the screen.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c == " " or unicodedata.category(c) not in _UNSAFE else _escape(c) for c in text)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as os.fsdecode hands it on
        return f"\\x{code - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")
