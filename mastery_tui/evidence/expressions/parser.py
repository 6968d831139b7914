"""From text to a tree, by recursive descent: one look at each token, depth bounded."""

from collections.abc import Callable
from math import isinf

from msgspec.structs import replace

from mastery_tui.evidence.expressions.error import ExpressionError
from mastery_tui.evidence.expressions.tokens import FUNCTIONS, WORDS, Token, meant, quoted, tokens
from mastery_tui.evidence.expressions.tree import NAMED, Kind, Node, Op, walk

MAX_DEPTH = 32
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_OPERAND = 'expected a number, a metric or "("'
_NUMBER = "needs numbers on both sides, and this is a condition"


def tree(text: str) -> Node:
    """The tree of a text. Raises ExpressionError."""
    return _Parser(tokens(text)).whole()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.depth = 0
        self.bare: list[Node] = []
        """The words `baseline` that wait for the comparison that tells whose baseline is meant."""

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Node:
        if self.tokens[0].kind == "end":
            raise ExpressionError(1, "is empty: write a condition such as coverage.line >= 80")
        node = self.either()
        if self.token.kind != "end":
            raise self.unexpected("expected an operator such as >= or and", ("and", "or"))
        if self.bare:
            raise _whose(self.bare[0])
        return node

    def either(self) -> Node:
        return self.joined("or", self.both)

    def both(self) -> Node:
        return self.joined("and", self.negation)

    def joined(self, op: Op, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.takes(op):
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        for each in parts:
            _be(
                each,
                "condition",
                f"{op} needs conditions on both sides, and this is a number: compare it, as in x >= 80",
            )
        return Node(op, parts[0].column, tuple(parts))

    def negation(self) -> Node:
        column = self.token.column
        if not self.takes("not"):
            return self.comparison()
        inner = self.deeper(column, self.negation)
        _be(inner, "condition", "not needs a condition, and this is a number: compare it, as in not x >= 80")
        return Node("not", column, (inner,))

    def comparison(self) -> Node:
        waiting = len(self.bare)
        node = self.chain("compare", COMPARISONS, self.sum)
        if node.op == "compare" and len(self.bare) > waiting:
            node = _resolved(node)
            del self.bare[waiting:]
        return node

    def sum(self) -> Node:
        return self.chain("sum", frozenset("+-"), self.product)

    def product(self) -> Node:
        return self.chain("product", frozenset("*/"), self.unary)

    def chain(self, op: Op, allowed: frozenset[str], part: Callable[[], Node]) -> Node:
        parts, signs = [part()], []
        while self.token.kind == "sign" and self.token.text in allowed:
            signs.append(self.token.text)
            self.at += 1
            parts.append(part())
        if not signs:
            return parts[0]
        for place, each in enumerate(parts):
            _be(each, "number", f"{signs[max(place - 1, 0)]} {_NUMBER}")
        return Node(op, parts[0].column, tuple(parts), tuple(signs))

    def unary(self) -> Node:
        column = self.token.column
        if not self.takes("-"):
            return self.operand()
        inner = self.deeper(column, self.unary)
        _be(inner, "number", "- needs a number, and this is a condition")
        return Node("negate", column, (inner,))

    def operand(self) -> Node:
        kind, text, column, _ = self.token
        if kind == "number":
            self.at += 1
            if isinf(value := float(text)):
                raise ExpressionError(column, "this number is too large")
            return Node("constant", column, value=value)
        if self.takes("("):
            inner = self.deeper(column, self.either)
            self.close(column)
            return inner
        if kind != "word" or text in ("and", "or", "not"):
            raise self.unexpected(_OPERAND)
        self.at += 1
        if self.token.text == "(":
            return self.function(text, column)
        if text in ("true", "false"):
            return Node("boolean", column, value=float(text == "true"))
        if text == "baseline":
            self.bare.append(Node("bare", column))
            return self.bare[-1]
        if text in WORDS:
            raise ExpressionError(column, f"{text} is a function: write {text}(NAME)")
        return Node("metric", column, name=text)

    def function(self, name: str, column: int) -> Node:
        opened = self.token.column
        if name not in FUNCTIONS:
            raise ExpressionError(
                column, f"there is no function {quoted(name)}{meant(name, FUNCTIONS) or '; there are ' + _LISTED}"
            )
        self.at += 1
        if name in ("known", "baseline", "delta"):
            kind, text, _, _ = self.token
            if kind != "word" or text in WORDS:
                raise self.unexpected(f"{name} needs the name of a metric")
            self.at += 1
            self.close(opened)
            return Node(_OP[name], column, name=text)
        given = [self.deeper(opened, self.either)]
        while name != "abs" and self.takes(","):
            given.append(self.deeper(opened, self.either))
        self.close(opened, one=name == "abs")
        for each in given:
            _be(each, "number", f"{name} needs numbers, and this is a condition")
        return Node(_OP[name], column, tuple(given))

    def close(self, opened: int, one: bool = False) -> None:
        if one and self.token.text == ",":
            raise ExpressionError(self.token.column, "abs takes one number")
        if not self.takes(")"):
            raise self.unexpected(f'expected ")" for the "(" in column {opened}', ("and", "or"))

    def takes(self, text: str) -> bool:
        if self.token.text != text or self.token.kind == "wrong":
            return False
        self.at += 1
        return True

    def deeper(self, column: int, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(column, f"is nested deeper than {MAX_DEPTH}")
        node = part()
        self.depth -= 1
        return node

    def unexpected(self, wanted: str, words: tuple[str, ...] = ()) -> ExpressionError:
        kind, text, column, wrong = self.token
        if kind == "wrong":
            return ExpressionError(column, wrong)
        if kind == "end":
            return ExpressionError(column, f"{wanted}, and it ends here")
        hint = meant(text, words) if kind == "word" and words else ""
        return ExpressionError(column, f"{wanted}, not {quoted(text)}{hint}")


_OP: dict[str, Op] = {
    "known": "known", "baseline": "baseline", "delta": "delta", "min": "min", "max": "max", "abs": "abs",
}  # fmt: skip
_LISTED = f"{', '.join(FUNCTIONS[:-1])} and {FUNCTIONS[-1]}"


def _be(node: Node, kind: Kind, otherwise: str) -> None:
    if node.kind != kind:
        raise ExpressionError(node.column, otherwise)


def _whose(bare: Node) -> ExpressionError:
    return ExpressionError(
        bare.column, "whose baseline? compare it with one metric, as in x <= baseline, or write baseline(NAME)"
    )


def _resolved(compare: Node) -> Node:
    """The comparison with its bare `baseline` bound to the one metric on the other side."""
    names: set[str] = set()
    bare: list[Node] = []
    for side in compare.children:
        parts = list(walk(side))
        found = [part for part in parts if part.op == "bare"]
        named = {part.name for part in parts if part.op in NAMED}
        if found and named:
            raise _whose(found[0])
        bare += found
        names |= named
    if len(names) != 1:
        raise _whose(bare[0])
    return _bound(compare, names.pop())


def _bound(node: Node, name: str) -> Node:
    if node.op == "bare":
        return Node("baseline", node.column, name=name)
    return replace(node, children=tuple(_bound(child, name) for child in node.children)) if node.children else node
