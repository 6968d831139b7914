"""vulture's visitor, a third quicker: what it decides by the kind of a node is looked up once for each kind.

What it does with a node is its own. That both see the same is held by tests on installed packages.
"""

import ast
from functools import cache
from typing import Any


@cache
def visitor() -> Any:
    """The class; made on first use, since vulture takes its time to load."""
    from vulture import Vulture

    class Quick(Vulture):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.kinds: dict[type[ast.AST], tuple[tuple[str, ...], bool, Any]] = {}

        def visit(self, node: ast.AST) -> None:
            if getattr(node, "type_comment", None) is not None:
                super().visit(node)
                return
            kind = type(node)
            known = self.kinds.get(kind)
            if known is None:
                flows = issubclass(kind, (ast.stmt, ast.mod, ast.IfExp))  # only where these lead can be out of reach
                known = self.kinds[kind] = kind._fields, flows, getattr(self, f"visit_{kind.__name__}", None)
            fields, flows, own = known
            for name in fields:
                value = getattr(node, name, None)
                if isinstance(value, list):
                    for item in value:
                        if isinstance(item, ast.AST):
                            self.visit(item)
                elif isinstance(value, ast.AST):
                    self.visit(value)
            if flows:
                self.reachability.visit(node)
            if own:
                own(node)

    return Quick
