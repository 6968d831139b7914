"""Semantic mutations: small changes of meaning in a learner's own code, for any correct solution."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mastery_tui.learning.bugs import fit
from mastery_tui.learning.bugs.declared import read
from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.mutants.arrays import arrays
from mastery_tui.learning.bugs.mutants.calls import calls
from mastery_tui.learning.bugs.mutants.change import Change, bracketed, names
from mastery_tui.learning.bugs.mutants.counting import counting
from mastery_tui.learning.bugs.mutants.operators import operators
from mastery_tui.learning.bugs.mutants.steps import steps
from mastery_tui.learning.bugs.mutants.variables import variables
from mastery_tui.learning.bugs.mutants.words import KINDS
from mastery_tui.learning.bugs.regions import Region, regions
from mastery_tui.learning.bugs.source import Source
from mastery_tui.learning.bugs.touched import touched

_FAMILIES = (operators, arrays, counting, steps, calls, variables)
_ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call)
_SKIPPED = (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)


class Candidate(NamedTuple):
    """A change that nobody has tried yet; `id` tells it from every other one of these files."""

    id: str
    change: Change
    region: Region
    source: Source


def mutations(files: Mapping[str, bytes], targets: Sequence[str]) -> Iterator[Injected]:
    """Every small change of meaning in the targets and in what they call. Raises ValueError for what is no Python."""
    return made(candidates(files, targets))


def candidates(files: Mapping[str, bytes], targets: Sequence[str]) -> Iterator[Candidate]:
    """The changes that `made` tries: cheap to list, some of them the same as others or not to be written."""
    sources = read(files)
    counted: Counter[str] = Counter()
    visited: set[ast.AST] = set()
    for region in regions(sources, targets):
        source = sources[region.file]
        for node in _nodes(region.node, source, visited):
            for family in _FAMILIES:
                for change in family(node, source):
                    what = _what(change, region, source)
                    counted[what] += 1
                    digest = hashlib.sha256(f"{what}\0{counted[what]}".encode("utf-8", "replace")).hexdigest()[:10]
                    yield Candidate(f"{change.kind}-{digest}", change, region, source)


def made(some: Iterable[Candidate]) -> Iterator[Injected]:
    """The candidates that can be written and say something else than the text before and than those before them."""
    seen: set[tuple[str, str]] = set()
    for candidate in some:
        written = _written_out(candidate.source, candidate.change)
        if written and (key := (candidate.region.file, written[0].dump)) not in seen:
            seen.add(key)
            yield _injected(candidate, *written)


def _nodes(root: ast.AST, source: Source, visited: set[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a definition that do the work: no annotations, no messages, not the progress of a loop."""
    if root in visited or isinstance(root, _SKIPPED):
        return
    visited.add(root)
    yield root
    for field, child in ast.iter_fields(root):
        if field in ("annotation", "returns", "decorator_list", "bases", "keywords") and not isinstance(root, ast.Call):
            continue
        for node in child if isinstance(child, list) else [child]:
            if isinstance(node, ast.AST) and not _is_doc(node) and not _is_progress(node, source):
                yield from _nodes(node, source, visited)


def _is_doc(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_progress(node: ast.AST, source: Source) -> bool:
    """Whether a loop may never end if this changes: what a `while` looks at, and the statements that move it."""
    parent = source.parents.get(node)
    if isinstance(parent, ast.While) and node is parent.test:
        return True
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr, ast.Break)):
        loop = parent
        while loop is not None and not isinstance(loop, (ast.While, ast.FunctionDef, ast.Lambda)):
            loop = source.parents.get(loop)
        if isinstance(loop, ast.While):
            if isinstance(node, ast.Break):
                return True
            return bool(set(names(loop.test)) & set(_written(node)))
    return False


def _written(node: ast.AST) -> Iterator[str]:
    """The names that a statement may give another value."""
    if isinstance(node, ast.Expr):
        yield from names(node.value.func if isinstance(node.value, ast.Call) else node.value)
    elif isinstance(node, ast.Assign):
        yield from (name for target in node.targets for name in names(target))
    elif isinstance(node, ast.AugAssign):
        yield from names(node.target)


def _written_out(source: Source, change: Change) -> tuple[Source, fit.Edit] | None:
    if isinstance(change.node, ast.stmt):
        edit: fit.Edit | None = fit.statement(source, change.node, change.new)
        if edit and edit.new == "pass":
            return None  # nobody writes that: it shows where the bug is
    else:
        edit = fit.expression(source, change.node, _whole(source, change), change.new)
    after = edit and fit.changed(source, edit)
    return (after, edit) if edit and after else None


def _whole(source: Source, change: Change) -> fit.Span:
    """Where an operand stands: parentheses around it go when one name or number is left in them."""
    operand = isinstance(source.parents.get(change.node), (ast.BinOp, ast.UnaryOp, ast.Compare))
    if operand and isinstance(
        fit.value_of(change.new), (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call)
    ):
        return bracketed(source, change.node)
    return source.span(change.node)


def _injected(candidate: Candidate, after: Source, edit: fit.Edit) -> Injected:
    source, region = candidate.source, candidate.region
    words = KINDS[candidate.change.kind]
    lines = touched(source, after, edit)
    where = _where(after, _name(region, candidate.change.node, source), lines[0])
    return Injected(
        id=candidate.id,
        source="searched",
        file=region.file,
        before=source.text,
        after=after.text,
        lines=lines,
        symptom=words.symptom,
        title=words.title,
        misconception=words.misconception,
        hints=(words.hint, where, f"Look closely at line {lines[len(lines) // 2]}."),
    )


def _what(change: Change, region: Region, source: Source) -> str:
    """What makes a change this one, wherever in the file it moves."""
    return "\0".join((region.file, _name(region, change.node, source), change.kind, source.of(change.node), change.new))


def _name(region: Region, node: ast.AST, source: Source) -> str:
    """The function or class that a node is in, with its dots."""
    parts: list[str] = []
    at: ast.AST | None = node
    while at is not None:
        if isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            parts.append(at.name)
        at = source.parents.get(at)
    return ".".join(reversed(parts)) or region.name


def _where(after: Source, name: str, line: int) -> str:
    last = name.rpartition(".")[2]
    for node in ast.walk(after.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == last:
            first, end = node.lineno, node.end_lineno or node.lineno
            if first <= line <= end and end - first > 1:
                half = "first" if line <= (first + end) // 2 else "second"
                return f"It is in the {half} half of {name}."
    return f"It is in {name}."
