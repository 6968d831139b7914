"""A tree as text again, with no more parentheses than it needs."""

from mastery_tui.evidence.expressions.tree import Node

_BINDS = {"or": 1, "and": 2, "not": 3, "compare": 4, "sum": 5, "product": 6, "negate": 7}
_ATOM = 8


def written(node: Node) -> str:
    """Text that is parsed to the same tree."""
    binds = _BINDS.get(node.op, _ATOM)
    match node.op:
        case "or" | "and":
            return f" {node.op} ".join(_within(child, binds + 1) for child in node.children)
        case "not":
            return f"not {_within(node.children[0], binds)}"
        case "negate":
            return f"-{_within(node.children[0], binds)}"
        case "compare" | "sum" | "product":
            first, *rest = (_within(child, binds + 1) for child in node.children)
            return " ".join([first, *(f"{sign} {part}" for sign, part in zip(node.signs, rest, strict=True))])
        case "constant":
            return constant(node.value)
        case "boolean":
            return "true" if node.value else "false"
        case "metric":
            return node.name
        case "bare":
            return "baseline"
        case "known" | "baseline" | "delta":
            return f"{node.op}({node.name})"
        case "min" | "max" | "abs":
            return f"{node.op}({', '.join(map(written, node.children))})"


def constant(value: float) -> str:
    """A number as a person writes it, and not a bit less exact."""
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else repr(value)


def _within(child: Node, least: int) -> str:
    text = written(child)
    return text if _BINDS.get(child.op, _ATOM) >= least else f"({text})"
