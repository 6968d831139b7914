"""The SVG of a screen, without anything that belongs to one machine."""

import re
from html import unescape

from rich.cells import cell_len

MONOSPACE = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
CELL, ROW, FIRST_ROW = 12.2, 24.4, 1.5
"""The width and the height of a cell in Rich's SVG, and where the first row begins."""

_TEXT = re.compile(
    r'(<text class="[^"]*-r\d+") x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"( clip-path="[^"]*")>([^<]*)</text>'
)
_BARS = re.compile("[\u2581-\u2588]")


def clean(text: str) -> str:
    """The SVG without addresses: fonts are those of the reader's machine, whose cells have the same shape."""
    text = re.sub(r"\s*@font-face \{.*?\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"\bterminal-\d+-", "m-", text)  # a number made of all there is, links to the folder included
    text = _TEXT.sub(_begin_at_ink, text)
    text = text.replace("font-family: Fira Code, monospace;", f"font-family: {MONOSPACE};")
    text = text.replace("font-family: arial;", "font-family: sans-serif;")
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _begin_at_ink(match: re.Match[str]) -> str:
    """A text without the blanks around it, which not every program draws as wide as they are."""
    head, x, y, _, clip, text = match.groups()
    if _BARS.search(text):
        return _bars(head, float(x), clip, text.replace("&#160;", " "))
    begun = text.replace("&#160;", " ").lstrip()
    inked = begun.rstrip()
    if not inked:
        return ""
    start = float(x) + CELL * (len(text.replace("&#160;", " ")) - len(begun))
    length = CELL * cell_len(unescape(inked))
    inked = inked.replace(" ", "&#160;")
    return f'{head} x="{start:.1f}" y="{y}" textLength="{length:.1f}"{clip}>{inked}</text>'


def _bars(head: str, x: float, clip: str, text: str) -> str:
    """The eighths of a block as rectangles: of all signs, fonts agree least on these."""
    row = int(clip.rpartition("-")[2].rstrip(')"'))
    style = head.removeprefix("<text ")
    made = []
    for found in re.finditer(r"([\u2581-\u2588])\1*|[^\u2581-\u2588\s]+", text):
        at, cells = x + CELL * found.start(), len(found[0])
        if found[1]:
            height = ROW * (ord(found[1]) - 0x2580) / 8
            top = FIRST_ROW + ROW * (row + 1) - height
            made.append(f'<rect {style} x="{at:.1f}" y="{top:.2f}" width="{CELL * cells:.1f}" height="{height:.2f}"/>')
        else:
            y = FIRST_ROW + ROW * row + 18.5
            made.append(f'{head} x="{at:.1f}" y="{y:.1f}" textLength="{CELL * cells:.1f}"{clip}>{found[0]}</text>')
    return "".join(made)
