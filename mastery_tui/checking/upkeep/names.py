"""What a file defines and which names it uses: vulture's own visitor, one file at a time.

vulture calls code dead when its name is used in no file. So what it sees of one file can be kept with that file, and
only the last step, looking each name up, needs the whole tree.
"""

import ast
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from mastery_tui.checking.upkeep.visitor import visitor
from mastery_tui.model.facts import Definition, Names

_KINDS = ("attrs", "classes", "funcs", "imports", "methods", "props", "vars")


class _Place(PurePosixPath):
    """A path within the tree. vulture resolves it for every definition, to see whether it is a test: where the tree
    itself lies must not matter to that, and the disk need not be asked."""

    def resolve(self) -> "_Place":
        return self


def names(path: str, text: str, tree: ast.Module) -> Names:
    """Definitions and uses of the module at `path`. Raises RecursionError for a module nested too deeply."""
    try:
        seen = _visited(path, text, _with_type_comments(text) or tree)
    except SyntaxError:  # a type comment that is none: Python does not mind
        seen = _visited(path, text, tree)
    used: set[str] = set(seen.used_names)
    for module in {item.name for item in seen.defined_imports}:
        used |= _whitelisted(module)
    defined: list[Definition] = []
    for kind in _KINDS:
        items = set(getattr(seen, f"defined_{kind}"))
        defined += (_definition(item) for item in items if item.name not in used)
    defined += (_definition(item)._replace(name="") for item in set(seen.unreachable_code))
    defined.sort(key=lambda one: (one.line, one))
    return Names(text.count("\n") + (not text.endswith("\n")), tuple(defined), tuple(sorted(used)))


def _definition(item: Any) -> Definition:
    return Definition(item.name, item.typ, item.first_lineno, item.last_lineno, item.confidence, item.message)


def _visited(path: str, text: str, tree: ast.Module) -> Any:
    from vulture import noqa

    seen = visitor()()
    seen.filename = _Place(f"/{path}")
    seen.code = text.splitlines()
    seen.noqa_lines = noqa.parse_noqa(seen.code)
    seen.visit(tree)
    return seen


def _with_type_comments(text: str) -> ast.Module | None:
    """The tree with `# type:` comments, whose names count as used; None where there are none, or bad ones."""
    if "# type:" not in text:
        return None
    try:
        return ast.parse(text, type_comments=True)
    except SyntaxError:
        return None


@cache
def _whitelisted(module: str) -> frozenset[str]:
    """The names that vulture knows to be used by a module that is imported."""
    import pkgutil

    if not module.isidentifier():
        return frozenset()
    try:
        text = pkgutil.get_data("vulture", f"whitelists/{module}_whitelist.py")
    except OSError:
        return frozenset()
    whitelist = (text or b"").decode("utf-8")
    return frozenset(_visited(f"{module}_whitelist.py", whitelist, ast.parse(whitelist)).used_names)
