"""Which parts of a learner's files a bug may go into: the targets, and what they call."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from mastery_tui.learning.bugs.source import Source


class Region(msgspec.Struct, frozen=True):
    """A definition: a function, a class, or an assignment (`softmax = lambda x: …`, `softmax = _impl`, `EPS = 1e-6`).

    `depth` is 0 for a target itself, 1 for what it names, and so on.
    """

    file: str
    name: str
    node: ast.stmt
    depth: int

    def __hash__(self) -> int:
        return hash((self.file, self.node))


def regions(sources: Mapping[str, Source], targets: Sequence[str], *, file: str = "") -> Iterator[Region]:
    """The targets, and by depth what they use of the same files. With `file`, targets are looked for only there.

    Without targets, or where none is found, all of the files' definitions are targets.
    """
    first = [r for path in ([file] if file else sources) for name in targets for r in _found(sources, path, name)]
    if not first:
        first = [
            Region(path, name, node, 0)
            for path in ([file] if file else sources)
            for name, node in _defined(sources[path].tree.body)
        ]
    seen: set[ast.stmt] = set()
    level = first
    while level:
        fresh = []
        for region in level:
            if region.node not in seen:
                seen.add(region.node)
                fresh.append(region)
        yield from fresh
        level = [r for region in fresh for r in _used(sources, region)]


def _found(sources: Mapping[str, Source], path: str, target: str) -> Iterator[Region]:
    tree = sources[path].tree
    level: list[ast.stmt] = list(tree.body)
    found: list[ast.stmt] = []
    parts = target.split(".")
    for at, part in enumerate(parts):
        found = [node for name, node in _defined(level) if name == part]
        if not found:
            # A method that is inherited or assigned elsewhere: the class, and through it what it is made of.
            yield from _found(sources, path, ".".join(parts[:at])) if at else _anywhere(tree, path, target)
            return
        level = [child for node in found for child in getattr(node, "body", ()) if isinstance(child, ast.stmt)]
    yield from (Region(path, target, node, 0) for node in found)


def _anywhere(tree: ast.Module, path: str, name: str) -> Iterator[Region]:
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and any(found == name for found, _ in _defined([node])):
            yield Region(path, name, node, 0)


def _defined(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """What statements define by name, also inside of if, try and with, but not inside of functions and classes."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                (name.id, node) for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
            )
        else:
            for field in ("body", "orelse", "finalbody"):
                yield from _defined(getattr(node, field, ()))
            for handler in getattr(node, "handlers", ()):
                yield from _defined(handler.body)


def _used(sources: Mapping[str, Source], region: Region) -> Iterator[Region]:
    """The definitions that a region names: of its own class, of its file, of the other files that it imports."""
    tree = sources[region.file].tree
    named = {n.id for n in ast.walk(region.node) if isinstance(n, ast.Name)}
    owner = sources[region.file].parents.get(region.node)
    of_self = {n.attr for n in ast.walk(region.node) if isinstance(n, ast.Attribute)}
    if isinstance(owner, ast.ClassDef):
        for name, node in _defined(owner.body):
            if name in of_self or name in named:
                yield Region(region.file, name, node, region.depth + 1)
        named |= {n.id for base in owner.bases for n in ast.walk(base) if isinstance(n, ast.Name)}
    for name, node in _defined(tree.body):
        if name in named:
            yield Region(region.file, name, node, region.depth + 1)
    for imported in ast.walk(tree):
        if isinstance(imported, ast.ImportFrom):
            for path in _files(sources, imported.module or ""):
                for alias in imported.names:
                    if (alias.asname or alias.name) in named:
                        for name, node in _defined(sources[path].tree.body):
                            if name == alias.name:
                                yield Region(path, name, node, region.depth + 1)
        elif isinstance(imported, ast.Import):
            for alias in imported.names:
                if (alias.asname or alias.name) in named:
                    for path in _files(sources, alias.name):
                        for name, node in _defined(sources[path].tree.body):
                            if name in of_self:
                                yield Region(path, name, node, region.depth + 1)


def _files(sources: Mapping[str, Source], module: str) -> list[str]:
    return [path for path in sources if module and PurePosixPath(path).stem == module.rpartition(".")[2]]
