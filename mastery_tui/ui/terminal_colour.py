"""Whether the terminal's background is dark: asked at the very start, and heard when the answer is there.

The question (OSC 11, then DA1, which every terminal answers) costs nothing, since nobody waits. The answer comes as
input, in the middle of what a person types: it is taken out, whenever it comes, and all else goes on as keys.
Imported before textual: standard library only.
"""

import os
import re
import signal
import sys
from collections.abc import Mapping
from types import FrameType
from typing import NamedTuple

QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_MOST = 64
"""The longest answer."""
_COLOUR = re.compile(rb"\x1b\]11;([^\x07\x1b]{0,%d})(?:\x07|\x1b\\)" % _MOST)
_ATTRIBUTES = re.compile(rb"\x1b\[\?[0-9;]{0,%d}c" % _MOST)
_EITHER = re.compile(_COLOUR.pattern + b"|" + _ATTRIBUTES.pattern)
_BEGUN = re.compile(rb"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,%d}\x1b?)?)?)?|\[(?:\?[0-9;]{0,%d})?)?\Z" % (_MOST, _MOST))
_BEGUN_LATE = re.compile(rb"\x1b\]11;[^\x07\x1b]{0,%d}\x1b?\Z" % _MOST)
"""Once the terminal has said all that it will, only what can be nothing else is waited for."""
_RGB = re.compile(r"rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?", re.IGNORECASE)
_MIDDLE = 0.179
"""The relative luminance at which black and white text are equally readable."""
_UNTOLD = frozenset({"", "dumb", "unknown"})
_LEFT_ALONE = _UNTOLD | {"linux"}
"""Terminals that do not know the question, and may print it."""


class Heard(NamedTuple):
    """What some input holds: the background's colour as told, whether the terminal has answered all, the keys, and an
    answer's beginning whose rest is still on its way."""

    colour: str
    answered: bool
    keys: bytes
    begun: bytes


def heard(data: bytes, answered: bool = False) -> Heard:
    """Take the answers out of the input."""
    colour, keys, at = "", b"", 0
    for found in _EITHER.finditer(data):
        keys += data[at : found.start()]
        at = found.end()
        if found[1] is None:
            answered = True
        else:
            colour = found[1].decode("ascii", "replace")
    rest = data[at:]
    begun = (_BEGUN_LATE if answered else _BEGUN).search(rest)
    if begun is None:
        return Heard(colour, answered, keys + rest, b"")
    return Heard(colour, answered, keys + rest[: begun.start()], begun[0])


def is_dark(colour: str) -> bool | None:
    """Whether a colour as a terminal tells it (`rgb:1e1e/1e1e/2e2e`, any number of digits) is dark; None: no colour."""
    found = _RGB.fullmatch(colour.strip())
    if found is None:
        return None
    parts = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return bool(0.2126 * red + 0.7152 * green + 0.0722 * blue < _MIDDLE)


def by_environment(environ: Mapping[str, str]) -> bool | None:
    """What COLORFGBG says ("15;0": the last number is the background's), None when it says nothing."""
    last = environ.get("COLORFGBG", "").rpartition(";")[2]
    return int(last) in (0, 1, 2, 3, 4, 5, 6, 8) if last.isascii() and last.isdigit() and int(last) < 16 else None


def few_colours(environ: Mapping[str, str]) -> bool:
    """Whether no more than sixteen colours will be drawn: as Rich reads it from the environment, who draws them."""
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return False
    term = environ.get("TERM", "").strip().lower()
    return term not in _UNTOLD and term.rpartition("-")[2] not in ("256color", "kitty")


class Terminal:
    """The terminal while the dashboard has it. `dark` is None until it is known; `few`: sixteen colours at most."""

    def __init__(self, dark: bool | None = None, few: bool = False) -> None:
        self.dark = dark
        self.few = few
        self.waiting = b""
        """Keys that were pressed while the dashboard started."""
        self.before: list[object] | None = None
        """The terminal's modes as they were found."""
        self._answered = True
        self._begun = b""

    @classmethod
    def ask(cls) -> "Terminal":
        """Ask, if this is a terminal that answers. Its echo is off from here to `restore`: the answer is not for the
        screen."""
        terminal = cls(by_environment(os.environ), sys.platform != "win32" and few_colours(os.environ))
        if sys.platform == "win32" or os.environ.get("TERM", "") in _LEFT_ALONE or os.environ.get("NO_COLOR"):
            return terminal
        import termios

        fd = sys.stdin.fileno()
        try:
            terminal.before = termios.tcgetattr(fd)
            modes = termios.tcgetattr(fd)
            modes[0] &= ~termios.ICRNL  # enter stays the key that it is
            modes[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
            for number in (signal.SIGTERM, signal.SIGHUP):  # until the app takes care of them
                signal.signal(number, _leave)
            termios.tcsetattr(fd, termios.TCSANOW, modes)
            os.write(sys.stdout.fileno(), QUESTION)
        except (OSError, termios.error):  # no terminal after all: nothing is asked, nothing will be heard
            terminal.restore()
            return terminal
        terminal._answered = False
        return terminal

    def listen(self) -> None:
        """Take what is there by now; nobody waits."""
        if self.before is None:
            return
        import select

        fd = sys.stdin.fileno()
        while select.select([fd], [], [], 0)[0]:
            data = os.read(fd, 4096)
            if not data:
                return
            self.waiting += self.hear(data)

    def hear(self, data: bytes) -> bytes:
        """Input without the answers: the keys."""
        if not (self._begun or b"\x1b" in data):
            return data
        found = heard(self._begun + data, self._answered)
        self._answered, self._begun = found.answered, found.begun
        dark = is_dark(found.colour)
        if dark is not None:
            self.dark = dark
        return found.keys

    def quiet(self) -> bytes:
        """Nothing came for a while: what may be the beginning of an answer, but is a key as well, was the key."""
        if self._begun in (b"\x1b", b"\x1b[", b"\x1b]"):
            key, self._begun = self._begun, b""
            return key
        return b""

    def restore(self) -> None:
        """Give the terminal back as it was found."""
        if self.before is not None:
            import termios

            try:
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self.before)  # type: ignore[arg-type]
            except termios.error:  # the terminal is gone: there is nothing to give back
                return


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
