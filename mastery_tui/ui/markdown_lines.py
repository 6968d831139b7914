"""Markdown as lines of a pane: what rules and tasks are explained in, drawn without a widget for each paragraph.

Headings, paragraphs, lists, quotes, tables, code, formulas (as they are written), and inline code, strong, emphasis and
links are known; all else is shown as it was written. Links are inert: their text is shown, their address is not opened.
"""

import re
from collections.abc import Container, Iterator, Sequence

from rich.cells import cell_len

from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Line, Piece, cut_at
from mastery_tui.ui.markdown_table import begins_table, cells, joined, widths

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$")
_QUOTE = re.compile(r"^ {0,3}>\s?(.*)$")
_REFERENCE = re.compile(r"^ {0,3}\[([^\]]+)\]:\s+\S+.*$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}([-*_])(\s*\1){2,}\s*$")
_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)"
    r"|\$(?P<math>[^\s$](?:[^$]*[^\s$\\])?)\$(?![\d$])"
    r"|\*\*(?P<strong>\S(?:.*?\S)?)\*\*"
    r"|(?<![\w*])\*(?P<em>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<low>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
    r"|\[(?P<link>[^\[\]]+)\](?P<to>\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])?"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
)
_LEAST = 16


def markdown_lines(text: str, width: int) -> list[Line]:
    """The text as lines of at most `width` cells; blocks are parted by one empty line."""
    known = {name.casefold() for name in _REFERENCE.findall(text)}
    lines: list[Line] = []
    for block in _blocks(text):
        kind, parts = block[0], block[1:]
        made: list[Line]
        if kind == "code":
            made = [[("  ", ""), (printable(part.expandtabs(4)), "string")] for part in parts]
        elif kind == "math":
            rows = [row.strip() for row in parts if row.strip()]
            made = [[("  ", ""), *line] for row in rows for line in _wrapped([(row, "strong")], width - 2, "")]
        elif kind == "table":
            made = _table(parts, width - 2, known)
        elif kind == "heading":
            made = _wrapped(_inline(parts[0], "accent+bold", known), width, "")
        else:
            first, indent = parts[1], " " * len(parts[1])
            role = "muted" if kind == "quote" else "text"
            made = [
                [(indent if number else first, "muted"), *line]
                for number, line in enumerate(_wrapped(_inline(parts[0], role, known), width - len(first), ""))
            ]
        tight = kind == "item" and lines and block[3] == "tight"
        if lines and not tight:
            lines.append([])
        lines += made
    return lines


def _blocks(text: str) -> Iterator[tuple[str, ...]]:
    """Kind and parts: ("code", "math" or "table", line…), ("heading", text, ""), ("quote" or "text", text, prefix),
    ("item", text, prefix, tightness).
    """
    words: list[str] = []
    kind, prefix, tight = "text", "", ""
    rows = text.expandtabs(4).splitlines()
    at, listed = 0, False

    def done() -> Iterator[tuple[str, ...]]:
        if words:
            yield (kind, " ".join(words), prefix, tight)
            words.clear()

    while at < len(rows):
        row = rows[at]
        at += 1
        if fence := _FENCE.match(row):
            yield from done()
            code = []
            while at < len(rows) and not rows[at].strip().startswith(fence[1]):
                code.append(rows[at])
                at += 1
            at += 1
            listed = False
            yield ("code", *code)
        elif row.strip().startswith("$$"):
            yield from done()
            math = [row.strip().removeprefix("$$")]
            while not math[-1].endswith("$$") and at < len(rows):
                math.append(rows[at].strip())
                at += 1
            math[-1] = math[-1].removesuffix("$$")
            listed = False
            yield ("math", *math)
        elif at < len(rows) and begins_table(row, rows[at]):
            yield from done()
            table = [row]
            at += 1
            while at < len(rows) and "|" in rows[at]:
                table.append(rows[at])
                at += 1
            listed = False
            yield ("table", *table)
        elif not row.strip():
            yield from done()
            kind, prefix = "text", ""
            listed = listed and at < len(rows) and bool(_ITEM.match(rows[at]))
        elif _RULE.match(row) or _REFERENCE.match(row):
            yield from done()
            listed = False
        elif heading := _HEADING.match(row):
            yield from done()
            listed = False
            yield ("heading", heading[1], "")
        elif not words and not listed and row.startswith("    "):
            code = [row[4:]]
            while at < len(rows) and rows[at].startswith("    "):
                code.append(rows[at][4:])
                at += 1
            yield ("code", *code)
        elif item := _ITEM.match(row):
            yield from done()
            sign = "·" if item[2] in "-*+" else item[2]
            kind, prefix, tight = "item", f"{' ' * min(len(item[1]), 8)}  {sign} ", "tight" if listed else ""
            words.append(item[3])
            listed = True
        elif quote := _QUOTE.match(row):
            if kind != "quote":
                yield from done()
            kind, prefix = "quote", "  "
            words.append(quote[1])
        else:
            if not words:
                kind, prefix, tight = "text", "", ""
                listed = False
            words.append(row.strip())
    yield from done()


def _inline(text: str, role: str, known: Container[str]) -> list[Piece]:
    """The text without its marks; `known` are the names of the links that are given at the end of the text."""
    pieces: list[Piece] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            pieces.append((text[at : match.start()], role))
        at = match.end()
        if match["code"] is not None:
            pieces.append((match["code"].strip() or match["code"], "string"))
        elif match["math"] is not None:
            pieces.append((match["math"], "strong"))
        elif match["strong"] is not None:
            pieces += _inline(match["strong"], "strong+bold", known)
        elif match["em"] is not None:
            pieces += _inline(match["em"], "strong", known)
        elif match["low"] is not None:
            pieces += _inline(match["low"], "strong", known)
        elif match["link"] is not None:
            name = match["link"]
            if match["to"] is not None or name.casefold() in known or name[0] == name[-1] == "`":
                pieces += _inline(name, "accent", known)
            else:
                pieces += [("[", role), *_inline(name, role, known), ("]", role)]
        else:
            pieces.append((match["escaped"], role))
    if at < len(text):
        pieces.append((text[at:], role))
    return pieces


def _table(rows: Sequence[str], width: int, known: Container[str]) -> list[Line]:
    """Its columns, each text within its own; the head stands out."""
    rows = rows if any(cells(rows[0])) else rows[1:]  # a head without words
    texts = [
        [_inline(text, "text" if number else "accent", known) for text in cells(row)] for number, row in enumerate(rows)
    ]
    plain = [[[(printable(text), role) for text, role in cell] for cell in row] for row in texts]
    wanted = widths(plain, width)
    lines: list[Line] = []
    for row in texts:
        parts = [_wrapped(cell, wide, "", 1) for cell, wide in zip(row, wanted, strict=False)]
        lines += [[("  ", ""), *line] for line in joined(parts, wanted)]
    return lines


def _wrapped(pieces: list[Piece], width: int, indent: str, least: int = _LEAST) -> list[Line]:
    """The pieces broken between words; a word that is longer than a line is broken within."""
    room = max(least, width - len(indent))
    lines: list[list[Piece]] = [[]]
    taken = 0
    for word in _words(pieces):
        size = sum(cell_len(text) for text, _ in word)
        if taken and taken + 1 + size > room:
            lines.append([])
            taken = 0
        if taken:
            lines[-1].append((" ", word[0][1]))
            taken += 1
        for text, role in word:
            left = text
            while cell_len(left) > room - taken:
                fits = cut_at(left, room - taken) if room > taken else 0
                if fits:
                    lines[-1].append((left[:fits], role))
                lines.append([])
                left, taken = left[fits:], 0
            lines[-1].append((left, role))
            taken += cell_len(left)
    return [[(indent, ""), *line] if indent else line for line in lines]


def _words(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Words are what blanks part; one may run over several pieces."""
    word: list[Piece] = []
    for text, role in pieces:
        for number, part in enumerate(re.split(r"\s+", text)):
            if number and word:
                yield word
                word = []
            if part:
                word.append((printable(part), role))
    if word:
        yield word
