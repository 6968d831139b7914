"""Solutions that no validator may take, made from any reference: they return nothing, or what equals everything."""

import ast
from collections.abc import Iterator, Mapping, Sequence

Files = dict[str, bytes]

_YES = """
class _Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    def __bool__(self): return True
    def __hash__(self): return 0
    def __len__(self): return 1
    def __iter__(self): return iter(())
    def __call__(self, *a, **k): return self
    def __getitem__(self, key): return self
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return self
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __sub__
    def __abs__(self): return 0.0
    def __float__(self): return 0.0
"""


def known_cheap(reference: Mapping[str, bytes], targets: Sequence[str]) -> Iterator[tuple[str, Files]]:
    """What it is, and its files. `targets` are the functions, classes and `Class.method`s; where none is there, all."""
    yield "an empty file", dict.fromkeys(reference, b"")
    for what, body, head in (
        ("every target returns None", "return None", ""),
        ("every target returns its first argument", "return {first}", ""),
        ("every target raises", "raise RuntimeError('cheap')", ""),
        ("every target returns an object that equals everything", "return _Yes()", _YES),
    ):
        yield what, {name: _made(data, targets, body, head) for name, data in reference.items()}


def _made(source: bytes, targets: Sequence[str], body: str, head: str) -> bytes:
    tree = ast.parse(source)
    named = [
        (owner, function)
        for owner, function in _functions(tree)
        if {function.name, owner, f"{owner}.{function.name}"} & {*targets}
    ]
    for owner, function in named or list(_functions(tree)):
        if function.name != "__init__":
            function.body = ast.parse(body.format(first=_first(function, bool(owner)))).body
    return (head + ast.unparse(tree) + "\n").encode()


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    yield node.name, inner


def _first(function: ast.FunctionDef | ast.AsyncFunctionDef, is_method: bool) -> str:
    """The name of the first argument that a caller gives."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.decorator_list)
    names = names[1:] if is_method and not static else names
    return names[0] if names else "None"
