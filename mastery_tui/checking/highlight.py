"""Read and highlight one file for the source pane; runs in a worker, so the dashboard never lexes."""

from pathlib import Path

from mastery_tui.model.blob import blob_id
from mastery_tui.model.state import SourceView
from mastery_tui.workspace.content import content

MAX_LINES = 20_000
MAX_LINE = 2_000
Span = tuple[int, int, str]


def show(root: Path, path: str, max_bytes: int) -> SourceView:
    """The file's lines and token spans. `note` says what is missing and why."""
    data = content(root / path, max_bytes)
    if data is None:
        return SourceView(path, note="this file cannot be read: it is gone, too large, or not a regular file")
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    note = ""
    if len(lines) > MAX_LINES:
        lines, note = lines[:MAX_LINES], f"only the first {MAX_LINES:,} lines are shown"
    if any(len(line) > MAX_LINE for line in lines):
        lines = [line[:MAX_LINE] for line in lines]
        note = note or f"lines are cut at {MAX_LINE:,} characters"
    return SourceView(path, blob_id(data), tuple(lines), spans_of(lines, path), note)


def spans_of(lines: list[str], path: str) -> tuple[tuple[Span, ...], ...]:
    """Token spans per line: (start, end, token class) in characters."""
    from pygments.lexers import get_lexer_for_filename
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ()
    rows: list[list[Span]] = [[] for _ in lines]
    row = column = 0
    for kind, value in lexer.get_tokens("\n".join(lines)):
        name = token_class(str(kind))
        for index, part in enumerate(value.split("\n")):
            if index:
                row, column = row + 1, 0
            if part:
                if name and row < len(rows):
                    rows[row].append((column, column + len(part), name))
                column += len(part)
    return tuple(tuple(spans) for spans in rows)


CLASSES = (
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Name.Function", "function"),
    ("Token.Name.Class", "class"),
    ("Token.Name.Decorator", "decorator"),
    ("Token.Name.Builtin", "builtin"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Comment", "comment"),
    ("Token.Operator", "operator"),
)


def token_class(kind: str) -> str:
    """The class of State.TOKENS for a Pygments token type; "" for plain text."""
    return next((name for prefix, name in CLASSES if kind.startswith(prefix)), "")
