"""What the pages of the Learn screen are written with: headings, paragraphs behind a sign, values of several lines."""

import re
import sys

from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Line, cut_at, folded, one_line, width_of
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.markdown_lines import markdown_lines

WIDEST = 100
"""Columns of running text: longer lines are hard to read."""


_COMMAND = re.compile(r"`mastery learn (\w+) ([\w/-]+)([^`]*)`")
_KEYS = {
    "start": "learn-begin",
    "validate": "learn-check",
    "justify": "learn-justify",
    "harden": "learn-bug",
    "diagnose": "learn-name",
}


def step(text: str, module: str, keys: Keys) -> str:
    """The next step as it is done here: by the key that does what the command would, where it is about this module."""

    def key(found: re.Match[str]) -> str:
        verb, name, more = found.groups()
        if name.rpartition("/")[2] != module or verb not in _KEYS:
            return f"mastery learn {verb} {name}{more}"
        return keys["learn-practise" if "--practice" in more else _KEYS[verb]]

    return _COMMAND.sub(key, text)


def heading(text: str, note: str = "") -> list[Line]:
    """A heading, with a blank line above it."""
    return [[], [(f" {text}", "accent+bold"), (f"  {note}" if note else "", "muted")]]


def told(text: str, width: int, role: str = "text", sign: str = "", sign_role: str = "muted") -> list[Line]:
    """A paragraph, behind a sign of one cell where it has one."""
    room = max(8, min(width, WIDEST) - 5)
    first, *rest = folded(one_line(text), room, room, sys.maxsize)
    return [[(f" {sign or ' '} ", sign_role), (first, role)], *([("   ", ""), (part, role)] for part in rest)]


def value(label: str, text: str, width: int, role: str = "text", most: int = 8) -> list[Line]:
    """Text of several lines as it is, behind a label; of more than `most` lines, how many more there are."""
    indent = 14
    room = max(8, width - indent - 1)
    parts = [p for row in text.expandtabs(4).split("\n") for p in folded(printable(row.rstrip()), room, room, most)]
    while parts and not parts[-1]:
        parts.pop()
    if len(parts) > most:
        parts = [*parts[: most - 1], f"and {len(parts) - most + 1} more lines"]
    names = [label, *[""] * len(parts)]
    return [[(f"     {name:<9}", "muted"), (part, role)] for name, part in zip(names, parts, strict=False)]


def plain(text: str, width: int, role: str = "text") -> list[Line]:
    """What a person wrote: its own lines, folded between words."""
    room = max(8, width - 4)
    lines: list[Line] = []
    for row in text.expandtabs(4).splitlines():
        lines += [[("   ", ""), (part, role)] for part in folded(printable(row.rstrip()), room, room, sys.maxsize)]
    return lines


def beside(left: list[Line], right: list[Line], width: int) -> list[Line]:
    """Two texts in two columns, each made for `half(width)` cells."""
    first = half(width)
    lines: list[Line] = []
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else []
        other = right[number] if number < len(right) else []
        lines.append([*one, (" " * max(0, first - width_of(one)), ""), *other])
    return lines


def half(width: int) -> int:
    """The cells of one of two columns."""
    return width // 2


def indented(text: str, width: int) -> list[Line]:
    """Markdown, in lines that can be read; of code, too, all is shown."""
    made = markdown_lines(text, min(width - 3, WIDEST))
    return [[(" ", ""), *part] for line in made for part in _whole(line, width - 2)]


def _whole(line: Line, room: int) -> list[Line]:
    """A line of code that is wider than the page goes on below."""
    if len(line) != 2 or width_of(line) <= room:
        return [line]
    (indent, role), (text, of) = line
    parts: list[Line] = []
    while text:
        fits = len(text) if width_of([(indent + text, "")]) <= room else cut_at(text, max(1, room - len(indent)))
        parts.append([(indent, role), (text[:fits], of)])
        text, indent = text[fits:], "    "
    return parts
