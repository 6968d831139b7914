"""Lines as pieces: (text, role) pairs that are cut and padded to an exact number of terminal cells."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mastery_tui.model.text import printable
from mastery_tui.ui.links import Linked
from mastery_tui.ui.theme import Ink

Piece = tuple[str, str]
Line = Sequence[Piece]


def width_of(line: Iterable[Piece]) -> int:
    """The cells that the pieces take."""
    return sum(cell_len(text) for text, _ in line)


def one_line(text: str) -> str:
    """Text from outside as one safe line: runs of white space are one blank, the rest is made printable."""
    return printable(" ".join(text.split()))


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with … where its end is missing."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"


def cut_left(text: str, width: int) -> str:
    """The text in at most `width` cells, with … where its start is missing."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    kept, taken = 0, 1
    for char in reversed(text):
        taken += cell_len(char)
        if taken > width:
            break
        kept += 1
    return "…" + (text[-kept:] if kept else "")


def folded(text: str, first: int, rest: int, most: int) -> list[str]:
    """The text in at most `most` lines, the first of `first` cells, the others of `rest`; long words are split."""
    lines: list[str] = []
    left = text
    while left:
        room = max(1, rest if lines else first)
        if len(lines) == most - 1 or cell_len(left) <= room:
            return [*lines, cut(left, room)]
        fits = cut_at(left, room)
        at = left.rfind(" ", 0, fits + 1)
        lines.append(left[: at if at > 0 else fits].rstrip())
        left = left[at if at > 0 else fits :].lstrip()
    return lines or [""]


def cut_at(text: str, width: int) -> int:
    """How many characters fit into `width` cells: at least one."""
    taken = 0
    for number, char in enumerate(text):
        taken += cell_len(char)
        if taken > width:
            return max(1, number)
    return len(text)


def place(path: str, line: int, width: int) -> str:
    """`path:line` in at most `width` cells: whole leading folders go first, the name and line last."""
    end = f":{line}" if line else ""
    safe = printable(path)
    text = safe + end
    if cell_len(text) <= width:
        return text
    parts = safe.split("/")
    while len(parts) > 1:
        parts.pop(0)
        short = "…/" + "/".join(parts) + end
        if cell_len(short) <= width:
            return short
    room = width - len(end)
    return cut(parts[-1], room) + end if room >= 4 else cut_left(text, width)


def column(text: str, width: int, role: str = "") -> Piece:
    """A piece of exactly `width` cells."""
    return set_cell_size(cut(text, width), width), role


def clip(line: Line, width: int) -> list[Piece]:
    """The pieces in at most `width` cells, … at the cut."""
    if width_of(line) <= width:
        return list(line)
    kept: list[Piece] = []
    room = width
    for text, role in line:
        size = cell_len(text)
        if size >= room:
            kept.append((cut(text + " …", room), role))
            break
        kept.append((text, role))
        room -= size
    return kept


def two_ends(left: Line, right: Line, width: int) -> list[Piece]:
    """`left` and `right` at the two ends of a line; where both do not fit, the left one is cut."""
    room = width - width_of(right)
    kept = clip(left, max(0, room - 1)) if right else clip(left, width)
    gap = width - width_of(kept) - width_of(right)
    return [*kept, (" " * max(0, gap), ""), *right]


def between(text: str, start: int, end: int | None) -> str:
    """The characters that stand in the cells `start` to `end` (None: to the end), wholly or in part."""
    if text.isascii():
        return text[start:end]
    kept, at = [], 0
    for char in text:
        after = at + cell_len(char)
        if after > start and (end is None or at < end):
            kept.append(char)
        at = after
    return "".join(kept)


def highlighted(line: Strip, start: int, end: int | None, ink: Ink) -> Strip:
    """The strip with the cells `start` to `end` shown as selected: one even bar."""
    width = line.cell_length
    end = width if end is None else min(end, width)
    if start >= end:
        return line
    bar = ink.over("accent", "background") + Style(reverse=True)
    selected = Segment(line.crop(start, end).text, bar)
    return Strip.join([line.crop(0, start), Strip([selected], end - start), line.crop(end, width)])


@lru_cache(1024)
def _link(style: Style, url: str) -> Style:
    return style.update_link(url)


def strip(line: Line, width: int, ink: Ink, back: str = "background") -> Strip:
    """The pieces as a strip of exactly `width` cells, over the background `back`."""
    segments: list[Segment] = []
    for text, role in line:
        if type(role) is Linked:
            place = text.rstrip()
            segments.append(Segment(place, _link(ink.over(role, back), role.url)))
            text = text[len(place) :]  # what only fills the column is no link
        if text:
            segments.append(Segment(text, ink.over(role, back)))
    return Strip(segments).adjust_cell_length(width, ink[back])
