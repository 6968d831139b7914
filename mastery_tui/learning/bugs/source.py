"""Python source as text that is changed in places: where its syntax stands, counted in characters of the text."""

import ast
import re
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")
_COOKIE = re.compile(r"\A(?:[^\r\n]*(?:\r\n|\r|\n))?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BOM = "\ufeff"


def decoded(content: bytes) -> str:
    """The text of a file; a byte order mark stays as its first character. Raises ValueError where it has none."""
    try:
        return content.decode(_encoding(content))
    except LookupError as error:
        raise ValueError(str(error)) from None


def encoded(text: str) -> bytes:
    """The file that a text came from: the opposite of `decoded`."""
    return text.encode(_encoding(text.encode("utf-8", "surrogatepass")))


def _encoding(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    cookie = _COOKIE.match(content[:400].decode("latin-1"))
    return cookie.group(1) if cookie else "utf-8"


class Source:
    """A text and its syntax tree. Raises SyntaxError where it has none.

    Offsets count characters of the text, a byte order mark included.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = parse(text)
        mark = text.startswith(_BOM)
        self._starts = [int(mark), *(end.end() for end in _LINE_END.finditer(text))]
        self._plain = text.isascii()

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def dump(self) -> str:
        """What the text says, whatever its layout."""
        return ast.dump(self.tree)

    @cached_property
    def undefined(self) -> set[str]:
        """The names that are read and bound nowhere in the file."""
        return _undefined(self.tree)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place as syntax trees have it: line from 1, column in bytes of UTF-8 from 0."""
        start = self._starts[line - 1]
        if self._plain:
            return start + column
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return start + len(self.text[start:end].encode()[:column].decode(errors="ignore"))

    def line(self, offset: int) -> int:
        """The line, from 1, that an offset is in."""
        from bisect import bisect_right

        return max(1, bisect_right(self._starts, offset))

    def line_start(self, line: int) -> int:
        return self._starts[line - 1]

    def line_end(self, line: int) -> int:
        """The offset after a line, its line end included."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def span(self, node: ast.AST) -> tuple[int, int]:
        """From where to where a statement or an expression stands, without parentheses around it or decorators."""
        at = node.lineno, node.col_offset  # type: ignore[attr-defined]
        end = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return self.offset(*at), self.offset(*end)

    def of(self, node: ast.AST) -> str:
        """The text of a statement or an expression."""
        start, end = self.span(node)
        return self.text[start:end]

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement that holds a node, or None for the module."""
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.stmt):
            at = self.parents.get(at)
        return at

    def head(self, statement: ast.stmt) -> tuple[int, int]:
        """From where to where a statement stands; of one with a body, what comes before the body."""
        start, end = self.span(statement)
        body = getattr(statement, "body", None) or getattr(statement, "cases", None)
        if body:
            first = body[0]
            if isinstance(first, ast.match_case):
                end = self.text.rfind("case", start, self.span(first.pattern)[0])
            else:
                end = self._first(first)
        return start, end

    def _first(self, statement: ast.stmt) -> int:
        decorators = getattr(statement, "decorator_list", ())
        if not decorators:
            return self.span(statement)[0]
        return self.text.rfind("@", 0, self.span(decorators[0])[0])


def _undefined(tree: ast.Module) -> set[str]:
    import builtins

    read: set[str] = set()
    bound = set(dir(builtins)) | {"__file__", "__path__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            bound.add(node.name)
    return read - bound


def parse(text: str) -> ast.Module:
    """The syntax tree of a text, with or without a byte order mark. Raises SyntaxError."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in somebody's text is not ours to tell
        try:
            return ast.parse(text.removeprefix(_BOM))
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error)) from None


def parsed(text: str) -> ast.Module | None:
    """The syntax tree, or None where there is none."""
    try:
        return parse(text)
    except SyntaxError:
        return None
