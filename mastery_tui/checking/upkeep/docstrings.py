"""Which public things of a module could have a docstring, and which have one.

What counts as public is what pydocstyle and interrogate count, in the narrow sense of both:

- the module, unless its name begins with an underscore (a package's `__init__.py` is the package) or it has no code;
- classes, functions and methods whose own name, and that of every class around them, begins without an underscore, so
  no `__init__` and no other special method;
- wherever they stand in the module or a class (also below `if` or `try`), never inside a function.

Not counted, since the docstring stands elsewhere: what is decorated with `overload` or `override`, and setters and
deleters of a property. Not read at all: stubs, and files of tests, whose names say what they do.
"""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_ELSEWHERE = frozenset({"overload", "override", "setter", "deleter"})
_TEST_FOLDERS = frozenset({"test", "tests", "testing"})


class Documentable(NamedTuple):
    """A public thing; `line` is 1 for a module, whose `name` is its file's."""

    line: int
    name: str
    documented: bool


def documentable(path: str, tree: ast.Module) -> Iterator[Documentable]:
    """The public things of the module at `path`."""
    *folders, file = path.split("/")
    stem = file.removesuffix(".py")
    if file.endswith(".pyi") or is_test(folders, stem):
        return
    if tree.body and (stem == "__init__" or not stem.startswith("_")):
        yield Documentable(1, file, ast.get_docstring(tree, clean=False) is not None)
    yield from _below(tree.body, "")


def is_test(folders: Iterable[str], stem: str) -> bool:
    """Whether a module in these folders holds tests, by its name."""
    by_name = stem.startswith("test_") or stem.endswith("_test") or stem in ("conftest", "tests")
    return by_name or not _TEST_FOLDERS.isdisjoint(folders)


def _below(body: Iterable[ast.stmt], owner: str) -> Iterator[Documentable]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_") or not _ELSEWHERE.isdisjoint(map(_last_name, node.decorator_list)):
                continue
            name = f"{owner}.{node.name}" if owner else node.name
            yield Documentable(node.lineno, name, ast.get_docstring(node, clean=False) is not None)
            if isinstance(node, ast.ClassDef):
                yield from _below(node.body, name)
        else:
            for inner in blocks(node):
                yield from _below(inner, owner)


def blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The lists of statements in a statement, in the order of the file."""
    for field in ("body", "handlers", "cases", "orelse", "finalbody"):
        inner = getattr(node, field, None)
        if inner and field in ("handlers", "cases"):
            for part in inner:
                yield part.body
        elif inner:
            yield inner


def _last_name(decorator: ast.expr) -> str:
    if isinstance(decorator, ast.Attribute):
        return decorator.attr
    return decorator.id if isinstance(decorator, ast.Name) else ""
