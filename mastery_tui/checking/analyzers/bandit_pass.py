"""bandit's rules on a syntax tree that is already there: same findings, a fraction of the walking.

Every rule is bandit's own function; only the driver is ours. bandit's copies a context for each rule and node, logs
each node, computes a line range for each and tokenises each file; here only nodes that a rule is registered for get a
context, line ranges are computed for findings alone, and files without "nosec" are not tokenised. Rules from other
packages may lean on anything that bandit's own driver leaves on the nodes: with such rules installed it runs instead.
"""

import ast
import io
import tokenize
from collections.abc import Iterable
from typing import Any

import msgspec

from mastery_tui.checking.analyzers.bandit_config import Profile
from mastery_tui.checking.analyzers.bandit_load import load
from mastery_tui.checking.analyzers.bandit_rules import LEAVES, Call, Rule, Rules
from mastery_tui.checking.interface import Source, Unreadable

SYNTAX = "syntax error while parsing AST from file"
FAILED = "exception while scanning file"
"""bandit's own words for files that it leaves out."""

_NO_NODES = frozenset(
    {"id", "attr", "name", "asname", "arg", "module", "level", "ctx", "op", "ops", "type_comment", "kind", "simple"}
    | {"is_async", "conversion", "rest", "kwd_attrs", "type_ignores", "tag"}
)


class Issue(msgspec.Struct, frozen=True):
    """One finding, in bandit's terms: lines from 1, columns from 0 in UTF-8 bytes."""

    test_id: str
    severity: str
    confidence: str
    line: int
    line_range: list[int]
    column: int
    end_column: int
    text: str


def issues(source: Source, profile: Profile) -> list[Issue]:
    """What bandit reports on this file. Raises `Unreadable` with bandit's reason."""
    filename = f"./{source.path}"
    try:
        tree, text = source.tree, source.text
    except Exception as error:
        raise Unreadable(_reason(source.data)) from error
    try:
        nosec = {} if profile.ignore_nosec or "nosec" not in text else _nosec_lines(source.data)
        if not profile.drivable:
            return _by_bandit(source, filename, profile, nosec)
        return _Walk(source, filename, profile, nosec).run(tree, text)
    except SyntaxError as error:
        raise Unreadable(SYNTAX) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(FAILED) from error


def _reason(data: bytes) -> str:
    """What bandit says of a file that does not parse: it tokenises first, and errors there count too."""
    try:
        try:
            for _ in tokenize.tokenize(io.BytesIO(data).readline):
                pass
        except tokenize.TokenError:
            pass
        ast.parse(data)
    except SyntaxError:
        return SYNTAX
    except Exception:
        return FAILED
    return FAILED


def _nosec_lines(data: bytes) -> dict[int, set[str] | None]:
    """Line numbers of comments, with the rules that a `nosec` there silences (empty: all, None: no nosec)."""
    parse = load().manager._parse_nosec_comment
    found: dict[int, set[str] | None] = {}
    try:
        for kind, text, (line, _), _, _ in tokenize.tokenize(io.BytesIO(data).readline):
            if kind == tokenize.COMMENT:
                found[line] = parse(text)
    except tokenize.TokenError:
        pass  # as bandit: what came before the error counts
    return found


def _by_bandit(source: Source, filename: str, profile: Profile, nosec: dict[int, set[str] | None]) -> list[Issue]:
    core = load()
    for rule, settings in (one for rules in profile.tests.values() for one in rules):
        if settings:  # bandit keeps them on the rule: another tree's may be there
            rule._config = settings[0]
    metrics = core.metrics.Metrics()
    metrics.begin(filename)

    class Chosen:
        @staticmethod
        def get_tests(kind: str) -> list[Any]:
            return [rule for rule, _ in profile.tests.get(kind, ())]

    visitor = core.node_visitor.BanditNodeVisitor(
        filename, io.BytesIO(source.data), None, Chosen(), False, nosec, metrics
    )
    visitor.process(source.data)
    return [_issue(result) for result in visitor.tester.results]


def _issue(result: Any) -> Issue:
    return Issue(
        result.test_id,
        result.severity,
        result.confidence,
        result.lineno,
        result.linerange,
        result.col_offset,
        result.end_col_offset,
        result.text,
    )


class _Plans(dict[type, tuple[str, ...]]):
    """The fields of a node type that may hold nodes worth a visit."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = getattr(kind, "_fields", ())
        self[kind] = plan = tuple(name for name in reversed(fields) if name not in _NO_NODES)
        return plan


_PLANS = _Plans({ast.Constant: (), ast.MatchSingleton: ()})


class _Walk:
    """One file's walk: pre-order, because rules see the imports that came before."""

    def __init__(self, source: Source, filename: str, profile: Profile, nosec: dict[int, set[str] | None]) -> None:
        self.core = load()
        self.profile = profile
        self.nosec = nosec
        self.found: list[Issue] = []
        self.imports: set[str] = set()
        self.aliases: dict[str, str] = {}
        self.always: dict[str, Any] = {"imports": self.imports, "import_aliases": self.aliases, "filename": filename}
        self.data = source.data
        self.rules = Rules(profile.tests.get("Call", []), self.imports, profile.known)

    def run(self, tree: ast.Module, text: str) -> list[Issue]:
        strings: list[Any] = []
        linked: list[Any] = [tree]
        try:
            self._walk(tree, strings, linked)
            self._strings(strings)
        finally:
            for node in linked:  # the tree is shared, and parent links would leave it to the garbage collector
                node.__dict__.pop("_bandit_parent", None)
        self._file(text)
        return self.found

    def _walk(self, tree: ast.Module, strings: list[Any], linked: list[Any]) -> None:
        tests = self.profile.tests
        plain = {
            getattr(ast, kind): rules
            for kind, rules in tests.items()
            if kind not in ("Call", "Import", "ImportFrom", "Str", "Bytes", "File")
        }
        call = self._call if "Call" in tests else None
        stack: list[Any] = [tree]
        pop, push, link = stack.pop, stack.append, linked.append
        while stack:
            node = pop()
            kind = node.__class__
            if kind is ast.Call:
                if call is not None:
                    call(node)
            elif kind is ast.Import or kind is ast.ImportFrom:
                self._import(node)
                continue
            elif kind in plain:
                self._plain(node, plain[kind])
            for name in _PLANS[kind]:
                value = getattr(node, name, None)
                children: Iterable[Any] = reversed(value) if value.__class__ is list else (value,)
                for child in children:
                    inner = child.__class__
                    if inner in LEAVES or child is None:
                        continue
                    if inner is ast.Constant:
                        if child.value.__class__ is str and kind is not ast.Expr:
                            child._bandit_parent = node
                            link(child)
                            strings.append(child)
                        continue
                    if issubclass(inner, ast.AST):
                        child._bandit_parent = node
                        link(child)
                        push(child)

    def _import(self, node: Any) -> None:
        """As `BanditNodeVisitor.visit_Import` and `visit_ImportFrom` keep the books."""
        module = getattr(node, "module", None)
        for alias in node.names:
            if module is None:
                if alias.asname:
                    self.aliases[alias.asname] = alias.name
                self.imports.add(alias.name)
            else:
                full = f"{module}.{alias.name}"
                self.aliases[alias.asname or alias.name] = full
                self.imports.add(full)
        self.rules.forget()
        kind = "Import" if module is None else "ImportFrom"
        last = node.names[-1].name
        told = {"module": last} if module is None else {"module": module, "name": last}
        self._plain(node, self.profile.tests.get(kind, []), **told)

    def _plain(self, node: Any, rules: list[Rule], **told: Any) -> None:
        if rules:
            context = self.core.context.Context(self._raw(node) | told)
            for rule, settings in rules:
                self._apply(rule, settings, context, node, node)

    def _raw(self, node: Any) -> dict[str, Any]:
        return self.always | {"node": node, "lineno": node.lineno, "col_offset": node.col_offset}

    def _call(self, node: ast.Call) -> None:
        qualname = self._qualname(node.func)
        rules = self.rules.for_call(node, qualname)
        if rules:
            raw = self.always | {"node": node, "call": node, "qualname": qualname}
            context = Call.of(raw, node, qualname)
            for rule, settings in rules:
                self._apply(rule, settings, context, node, node)

    def _qualname(self, func: Any) -> str:
        """As `bandit.core.utils.get_call_name`, without recursion."""
        attrs: list[str] = []
        while func.__class__ is ast.Attribute:
            attrs.append(func.attr)
            func = func.value
        aliases = self.aliases
        name = ""
        if func.__class__ is ast.Name:
            name = aliases.get(func.id, func.id)
        for attr in reversed(attrs):
            name = f"{name}.{attr}"
            name = aliases.get(name, name)
        return name

    def _strings(self, strings: list[Any]) -> None:
        rules = self.profile.tests.get("Str", [])
        if not rules:
            return
        raw: dict[str, Any] = dict(self.always)
        context = self.core.context.Context(raw)
        for node in strings:
            raw["node"] = node
            raw["str"] = node.value
            for rule, settings in rules:
                self._apply(rule, settings, context, node, node._bandit_parent)

    def _file(self, text: str) -> None:
        rules = self.profile.tests.get("File", [])
        if not rules or text.isascii():
            return  # bandit's one rule on files looks for bidirectional control characters
        from bandit.plugins.trojansource import BIDI_CHARACTERS

        if any(char in text for char in BIDI_CHARACTERS):
            raw = self.always | {"file_data": io.BytesIO(self.data), "lineno": 0, "linerange": [0, 1], "col_offset": 0}
            for rule, settings in rules:
                self._apply(rule, settings, self.core.context.Context(raw), None, None)

    def _apply(self, rule: Any, settings: tuple[Any, ...], context: Any, node: Any, spans: Any) -> None:
        """Run one rule; fill in and keep its result as `BanditTester.run_tests` does. `spans` gives the line range."""
        try:
            result = rule(context, *settings)
            if result is None:
                return
            lines = [0, 1] if spans is None else self._line_range(spans)
            if result.lineno is None:
                result.lineno = node.lineno
            silenced = self._silenced(result.lineno, lines)
            if result.linerange == []:
                result.linerange = lines
            if result.col_offset == -1:
                result.col_offset = 0 if node is None else node.col_offset
            result.end_col_offset = 0 if node is None else node.end_col_offset
            if result.test_id == "":
                result.test_id = rule._test_id
        except Exception:  # bandit's rules fail on odd code; bandit drops the rule's answer there, and so must we
            return
        if silenced is None or (silenced and result.test_id not in silenced):
            self.found.append(_issue(result))

    def _silenced(self, line: int, lines: list[int]) -> set[str] | None:
        if not self.nosec:
            return None
        at_line = self.nosec.get(line)
        around = next((tests for tests in map(self.nosec.get, lines) if tests is not None), None)
        if at_line is None and around is None:
            return None
        return (at_line or set()) | (around or set())

    def _line_range(self, node: Any) -> list[int]:
        if not hasattr(node, "lineno"):
            node._bandit_sibling = _sibling(node)
            lines: list[int] = self.core.utils.linerange(node)
            return lines
        return list(range(node.lineno, node.end_lineno + 1))


def _sibling(node: Any) -> Any:
    """The node after this one in the list that holds both."""
    for _, value in ast.iter_fields(node._bandit_parent):
        if isinstance(value, list):
            for place, item in enumerate(value):
                if item is node:
                    return value[place + 1] if place + 1 < len(value) else None
    return None
