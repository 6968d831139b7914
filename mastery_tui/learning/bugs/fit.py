"""Replacing an expression or a statement in a text so that the rest of it means what it meant, byte for byte."""

import ast
import re
from collections.abc import Mapping
from typing import NamedTuple

from mastery_tui.learning.bugs.source import Source, parsed

HERE = "__here__"
_WORD = re.compile(r"\w")

Span = tuple[int, int]


class Edit(NamedTuple):
    """From where to where a text changes, and into what; `dropped` where whole lines go."""

    start: int
    end: int
    new: str
    dropped: bool = False


def spliced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def replaced(text: str, offset: int, parts: Mapping[Span, str]) -> str:
    """A text that begins at `offset`, with other text in place of some spans that do not overlap."""
    for (start, end), new in sorted(parts.items(), reverse=True):
        text = spliced(text, start - offset, end - offset, new)
    return text


def expression(source: Source, node: ast.AST, span: Span, new: str) -> Edit | None:
    """Another expression at `span`, where one stands in the statement that holds `node`.

    In parentheses where it needs them; None where it cannot stand there.
    """
    start, end = span
    piece = _piece(source, node, span)
    if piece is None:
        return None
    head, offset = piece
    value = value_of(new)
    if value is None:
        return None
    if dropped := _without_effect(source, node, span, value):
        return dropped
    at = start - offset, end - offset
    before, after = head[: at[0]], head[at[1] :]
    template = parsed(_padded(before, HERE, after))
    expected = template and substituted(template, {HERE: value})
    if expected is None:
        return None
    for form in (new, f"({new})"):
        written = _padded(before, form, after)
        tree = parsed(written)
        if tree is not None and ast.dump(tree) == expected:
            return Edit(start, end, written[len(before) : len(written) - len(after)])
    return None


def _without_effect(source: Source, node: ast.AST, span: Span, value: ast.expr) -> Edit | None:
    """`x = x` shows where something is missing: such a statement goes altogether."""
    holder = source.statement(node)
    if not isinstance(holder, ast.Assign) or len(holder.targets) != 1 or source.span(holder.value) != span:
        return None
    if ast.unparse(value) != ast.unparse(holder.targets[0]):
        return None
    edit = statement(source, holder, "")
    return edit if edit and edit.dropped else None


def statement(source: Source, node: ast.stmt, new: str) -> Edit | None:
    """Another statement where one stands; with "" it is dropped, and its block stays one."""
    start, end = source.span(node)
    if new:
        return Edit(start, end, new)
    block = _block(source.parents.get(node), node)
    line_start = source.line_start(source.line(start))
    line_end = source.line_end(source.line(max(start, end - 1)))
    before, after = source.text[line_start:start], source.text[end:line_end]
    if len(block) < 2 or before.strip(" \t\f") or after.strip().startswith(";"):
        return Edit(start, end, "pass")
    if getattr(node, "decorator_list", None):
        return None
    if after.strip().startswith("#"):
        return Edit(start, end + len(after) - len(after.lstrip(" \t")), "", dropped=True)
    return Edit(line_start, line_end, "", dropped=True) if not after.strip() else None


def value_of(text: str) -> ast.expr | None:
    """The expression that a text is, or None where it is none."""
    tree = parsed(f"(\n{text}\n)")
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    return tree.body[0].value


def substituted(tree: ast.Module, values: Mapping[str, ast.expr]) -> str | None:
    """A tree as ast.dump has it, with expressions in place of names; None where one of the names is not there."""
    seen: set[str] = set()

    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            if node.id not in values:
                return node
            seen.add(node.id)
            return _in_context(values[node.id], node.ctx)

    put = Put().visit(tree)
    return ast.dump(put) if seen == set(values) else None


def _in_context(value: ast.expr, context: ast.expr_context) -> ast.expr:
    if isinstance(context, ast.Load) or not hasattr(value, "ctx"):
        return value
    import copy

    value = copy.copy(value)
    value.ctx = context
    return value


def _padded(before: str, new: str, after: str) -> str:
    left = " " if before and new and _WORD.match(before[-1]) and _WORD.match(new[0]) else ""
    right = " " if after and new and _WORD.match(after[0]) and _WORD.match(new[-1]) else ""
    return before + left + new + right + after


def _piece(source: Source, node: ast.AST, span: Span) -> tuple[str, int] | None:
    """The statement around a node as a text that is one by itself, and where it begins: cheaper to parse than a file.

    Of a statement with a body it is the part before it.
    """
    holder = source.statement(node)
    if holder is None:
        return None
    start, end = source.head(holder)
    if not start <= span[0] <= span[1] <= end:
        mark = int(source.text.startswith("\ufeff"))
        return source.text[mark:], mark
    text = source.text[start:end]
    if isinstance(holder, ast.If) and text.startswith("elif"):
        text, start = text[2:], start + 2
    if isinstance(holder, ast.Match):
        text += "case _: pass"
    elif hasattr(holder, "body"):
        text += "pass"
    return (text, start) if parsed(text) is not None else None


def _block(parent: ast.AST | None, node: ast.stmt) -> list[ast.stmt]:
    for field in ("body", "orelse", "finalbody"):
        block = getattr(parent, field, None)
        if isinstance(block, list) and node in block:
            return block
    return []


def changed(source: Source, edit: Edit) -> Source | None:
    """The text after an edit; None where it is no Python, says the same as before, or names what nobody defines."""
    try:
        after = Source(spliced(source.text, edit.start, edit.end, edit.new))
    except SyntaxError:
        return None
    if after.dump == source.dump:
        return None
    return after if after.undefined <= source.undefined else None
