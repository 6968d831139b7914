"""Which of bandit's rules on calls have something to say on a call.

bandit asks some 35 rules about each call; nearly all look at the qualified name and say no. A rule is a pure function
of what it reads from its context, so a rule that said no having read nothing but the name (and, of keywords and
positional arguments, only that there are none) says no for that name every time. Rules are watched once per name while
they answer, and only those that read more are asked again.
"""

import ast
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from mastery_tui.checking.analyzers.bandit_load import load

Rule = tuple[Any, tuple[Any, ...]]
"""A rule of bandit, and what it takes besides the context: nothing, or its settings."""

Known = dict[Any, tuple[list[Rule], list[Rule]]]
"""For a call as `Rules.for_call` sees it: the rules that must be asked, and those that depend on the imports."""

_MOST = 50_000  # names remembered, over all files, before starting anew: bounds memory

LEAVES = frozenset({ast.Name, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal, ast.alias})
"""Nodes without children that a walk need not visit."""


def drivable(tests: Mapping[str, Sequence[Rule]]) -> bool:
    """Whether our walk serves all rules: they are bandit's own, and ask for nodes that the walk visits."""
    return all(rule.__module__.startswith("bandit.") for rules in tests.values() for rule, _ in rules) and all(
        kind in _SPECIAL or (kind not in _NOT_VISITED and issubclass(getattr(ast, kind), _VISITED)) for kind in tests
    )


_SPECIAL = frozenset({"Call", "Str", "File", "Import", "ImportFrom"})
_VISITED = (ast.stmt, ast.expr, ast.excepthandler)
_NOT_VISITED = frozenset({"Bytes", "Num", "NameConstant", "Ellipsis", "Constant"}) | {kind.__name__ for kind in LEAVES}


class Call:
    """Makes bandit's context of a call, which computes keywords and arguments once however many rules ask."""

    @staticmethod
    def of(raw: dict[str, Any], node: ast.Call, qualname: str) -> Any:
        context = _context_class()(raw)
        context.call_function_name_qual = qualname
        context.call_function_name = raw["name"] = qualname.rpartition(".")[2]
        context.node = node
        return context


@cache
def _context_class() -> Any:
    base: Any = load().context.Context

    class CallContext(base):  # type: ignore[misc]
        call_function_name_qual: Any = None
        call_function_name: Any = None
        node: Any = None
        call_args = cached_property(base.call_args.fget)
        call_keywords = cached_property(base.call_keywords.fget)

    return CallContext


class _Watch:
    """A context that notes what a rule reads beyond the name: the call itself (`_Deep`), imports (`asked`)."""

    def __init__(self, node: ast.Call, qualname: str, imports: "_Imports") -> None:
        self.asked = False
        self._node = node
        self._qualname = qualname
        self._imports = imports
        self.stand_in: ast.Call | None = None

    @property
    def call_function_name_qual(self) -> str:
        return self._qualname

    @property
    def call_function_name(self) -> str:
        return self._qualname.rpartition(".")[2]

    def is_module_imported_exact(self, module: str) -> bool:
        self.asked = True
        return module in self._imports.names

    def is_module_imported_like(self, module: str) -> bool:
        self.asked = True
        return self._imports.like(module)

    @property
    def node(self) -> Any:
        return self.stand_in or _WatchedNode(self._node)

    def __getattr__(self, name: str) -> Any:
        if not self._node.keywords:
            if name == "call_keywords":
                return {}
            if name in ("check_call_arg_value", "get_call_arg_value"):
                return lambda *_: None
        if not self._node.args:
            if name == "call_args":
                return []
            if name == "call_args_count":
                return 0
        raise _Deep


class _WatchedNode:
    """The call as a rule may see it without reading deep: no keywords, no arguments."""

    def __init__(self, node: ast.Call) -> None:
        self._node = node

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":  # `isinstance` asks for it too
            raise _Deep
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        if name in ("keywords", "args") and not getattr(self._node, name):
            return []
        raise _Deep


class _Imports:
    """What the file has imported so far, with the answers to "anything like this module?" kept."""

    def __init__(self, names: set[str]) -> None:
        self.names = names
        self._like: dict[str, bool] = {}

    def like(self, module: str) -> bool:
        answer = self._like.get(module)
        if answer is None:
            answer = self._like[module] = any(module in name for name in self.names)
        return answer

    def forget(self) -> None:
        self._like.clear()


class _Deep(BaseException):
    """A rule reads more than the name. Not an Exception: rules may catch those."""


class Rules:
    """The rules on calls of one profile, for the walk over one file."""

    def __init__(self, rules: Sequence[Rule], imports: set[str], known: Known) -> None:
        self._all = rules
        self._imports = _Imports(imports)
        self._known = known
        self._here: dict[Any, list[Rule]] = {}

    def forget(self) -> None:
        """The imports of the file have changed."""
        self._here.clear()
        self._imports.forget()

    def for_call(self, node: ast.Call, qualname: str) -> list[Rule]:
        """The rules to ask about this call; the others are known to say no."""
        key = (qualname, not node.keywords, not node.args, _dunder_import(node))
        found = self._here.get(key)
        if found is None:
            always, by_import = self._sorted(key, node, qualname)
            found = list(always)
            for rule in by_import:
                if not self._says_no(rule, node, qualname)[0]:
                    found.append(rule)
            self._here[key] = found
        return found

    def _sorted(self, key: Any, node: ast.Call, qualname: str) -> tuple[list[Rule], list[Rule]]:
        known = self._known.get(key)
        if known is None:
            always: list[Rule] = []
            by_import: list[Rule] = []
            for rule in self._all:
                no, asked = self._says_no(rule, node, qualname)
                if asked:
                    by_import.append(rule)
                elif not no:
                    always.append(rule)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = known = (always, by_import)
        return known

    def _says_no(self, rule: Rule, node: ast.Call, qualname: str) -> tuple[bool, bool]:
        """Whether the rule says no on the name alone, and whether it asked about imports."""
        test, settings = rule
        watch = _Watch(node, qualname, self._imports)
        if test is load().blacklisting.blacklist and not _dunder_import(node):
            # It reads the node only to tell `__import__(...)`; any other call it knows by its name.
            watch.stand_in = _SOME_CALL
        try:
            result = test(watch, *settings)
        except _Deep:
            return False, watch.asked
        except Exception:  # an answer that bandit drops, for this call at least: ask again each time
            return False, watch.asked
        return result is None, watch.asked


_SOME_CALL = ast.Call(func=ast.Attribute(value=ast.Name(id=""), attr=""), args=[], keywords=[])


def _dunder_import(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "__import__"
