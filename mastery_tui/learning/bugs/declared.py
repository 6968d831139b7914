"""Declared bugs: every way in which a module's patterns fit a learner's own code."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mastery_tui.learning.bugs import fit
from mastery_tui.learning.bugs.imported import Imports, spelled
from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.metavariables import Captured, filled
from mastery_tui.learning.bugs.regions import regions
from mastery_tui.learning.bugs.source import Source, decoded
from mastery_tui.learning.bugs.touched import touched
from mastery_tui.learning.curriculum import Bug, Module, Pattern

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_BOM = "\ufeff"
_REST = re.compile(r",\s*\$\$\$[A-Z_][A-Z0-9_]*(?=\s*[)\]])")


def declared(module: Module, files: Mapping[str, bytes]) -> Iterator[Injected]:
    """Every place in these files that a declared bug of the module fits, each as a candidate of its own.

    Raises ValueError for a pattern that ast-grep does not know, and for files that are no Python.
    """
    sources = read(files)
    for bug in module.bugs:
        yield from _placed(bug, sources)


def read(files: Mapping[str, bytes]) -> dict[str, Source]:
    """The Python files among these. Raises ValueError where one cannot be parsed."""
    sources = {}
    for path, content in files.items():
        if path.endswith(".py"):
            try:
                sources[path] = Source(decoded(content))
            except (SyntaxError, ValueError) as error:
                raise ValueError(f"{path} is no Python: {error}") from None
    return sources


def _placed(bug: Bug, sources: Mapping[str, Source]) -> Iterator[Injected]:
    seen: set[tuple[str, str]] = set()
    for path, after, edit in _nearest(bug, sources):
        key = path, after.dump
        if key not in seen:
            seen.add(key)
            yield Injected(
                id=bug.id if len(seen) == 1 else f"{bug.id}@{len(seen)}",
                source="declared",
                file=path,
                before=sources[path].text,
                after=after.text,
                lines=touched(sources[path], after, edit),
                symptom=bug.symptom,
                title=bug.title,
                misconception=bug.misconception,
                hints=bug.hints,
            )


def _nearest(bug: Bug, sources: Mapping[str, Source]) -> Iterator[tuple[str, Source, fit.Edit]]:
    """What the patterns make of the target; where it has none of them, of what it calls, and so on."""
    reached: int | None = None
    for region in regions(sources, (bug.target,), file=bug.file if bug.file in sources else ""):
        if reached is not None and region.depth > reached:
            return
        for pattern in bug.patterns:
            for after, edit in _made(sources[region.file], region.node, pattern):
                reached = region.depth
                yield region.file, after, edit


def _made(source: Source, region: ast.stmt, pattern: Pattern) -> Iterator[tuple[Source, fit.Edit]]:
    start, end = source.span(region)
    shift = int(source.text.startswith(_BOM))
    imports = Imports(source.tree)
    rewrites = [str(rewrite) for rewrite in spelled(pattern.rewrite, imports)]
    finds = [form for find in _with_or_without(pattern) for form in spelled(find, imports)]
    for at, find in enumerate(finds):
        for match in _matches(source, find):
            place = match.range()
            span = place.start.index + shift, place.end.index + shift
            if not (start <= span[0] and span[1] <= end):
                continue
            captured = Captured(match, source.text, shift)
            if all(
                (text := captured.text(name)) is not None and re.fullmatch(regex, text)
                for name, regex in pattern.where.items()
            ):
                # The spelling that was found comes first: who imports exp by itself gets exp back.
                for rewrite in rewrites[at % len(rewrites) :] + rewrites[: at % len(rewrites)]:
                    edit = _edit(source, span, rewrite, captured)
                    after = edit and fit.changed(source, edit)
                    if edit and after:
                        yield after, edit
                        break


def _with_or_without(pattern: Pattern) -> list[object]:
    """`f($X, $$$A)` is meant for `f(x)` as well, where ast-grep wants the comma."""
    if not pattern.find:
        return [pattern.rule]
    return list(dict.fromkeys((pattern.find, _REST.sub("", pattern.find))))


def _matches(source: Source, find: object) -> "list[SgNode]":
    from ast_grep_py import SgRoot

    root = SgRoot(source.text.removeprefix(_BOM), "python").root()
    try:
        if isinstance(find, str):
            return root.find_all(pattern=find)
        rule = find if isinstance(find, dict) and "rule" in find else {"rule": find}
        return root.find_all(rule)  # type: ignore[call-overload,no-any-return]
    except Exception as error:  # ast-grep raises plain exceptions for what it cannot read
        raise ValueError(f"ast-grep does not know this pattern: {error}") from None


def _edit(source: Source, span: fit.Span, rewrite: str, captured: Captured) -> fit.Edit | None:
    # Indented before it is filled: what the learner wrote goes in byte for byte.
    text = filled(_indented(source, span[0], rewrite), captured)
    if text is None:
        return None
    node = _at(source, span)
    if isinstance(node, ast.stmt) and (not isinstance(node, ast.Expr) or not text.strip()):
        return fit.statement(source, node, text)
    holder = node or _around(source, span)
    if holder is None:
        return None
    if fit.value_of(text) is None:
        return fit.Edit(*span, text)  # no expression: an argument with its name, or a statement in place of a call
    return fit.expression(source, holder, span, text)


def _at(source: Source, span: fit.Span) -> ast.AST | None:
    """The statement or the expression that stands exactly there; a statement before the expression that it is."""
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.stmt, ast.expr)) and source.span(node) == span:
            return node
    return None


def _around(source: Source, span: fit.Span) -> ast.AST | None:
    """The smallest statement around a place."""
    around = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.stmt) and source.span(node)[0] <= span[0] and span[1] <= source.span(node)[1]
    ]
    return min(around, key=lambda node: source.span(node)[1] - source.span(node)[0], default=None)


def _indented(source: Source, offset: int, text: str) -> str:
    """More lines of a statement, as deep as its first and with the line ends of the file."""
    if "\n" not in text.strip("\n"):
        return text.strip("\n")
    line = source.text[source.line_start(source.line(offset)) : offset]
    margin = line[: len(line) - len(line.lstrip())]
    end = "\r\n" if "\r\n" in source.text else "\n"
    first, *others = text.strip("\n").replace("\r\n", "\n").split("\n")
    return end.join((first, *(margin + other if other.strip() else other for other in others)))
