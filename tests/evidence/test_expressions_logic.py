"""Expressions against oracles: Python's own evaluation, every completion of what is unknown, and Kleene's tables."""

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.evidence.expressions import Readings, parse
from mastery_tui.evidence.expressions.evaluate import evaluated
from mastery_tui.evidence.expressions.tree import Node, walk
from mastery_tui.evidence.expressions.written import written

NAMES = ("a", "b.c", "d-e.2f", "g")
LEVELS = (0.0, 1.0, 2.5)
"""Few values, so that comparisons are often equal and all completions can be tried."""

numbers = st.recursive(
    st.sampled_from(NAMES) | st.sampled_from(("0", "1", "2.5", "1e0")),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from((" + ", " - ", " * ", " / ")), inner).map("({0[0]}{0[1]}{0[2]})".format),
        st.tuples(st.sampled_from(("min", "max")), inner, inner).map("{0[0]}({0[1]}, {0[2]})".format),
        inner.map("abs({})".format),
        inner.map("-{}".format),
    ),
    max_leaves=4,
)
comparisons = st.tuples(numbers, st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), numbers).map(
    " ".join
) | st.tuples(numbers, st.sampled_from(("<", "<=")), numbers, st.sampled_from(("<", "!=")), numbers).map(" ".join)
conditions = st.recursive(
    comparisons | st.sampled_from(("true", "false")),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(" ".join),
        inner.map("({})".format),
        inner.map("not ({})".format),
    ),
    max_leaves=5,
)
partial = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(LEVELS))


def in_python(text: str, values: Mapping[str, float]) -> bool | None:
    """What Python makes of it, None where it divides by zero."""
    for number, name in enumerate(sorted(values, key=len, reverse=True)):
        text = text.replace(name, f"V{number}") if len(name) > 1 else text
    names: dict[str, object] = {f"V{n}": values[name] for n, name in enumerate(sorted(values, key=len, reverse=True))}
    names |= {"true": True, "false": False, "min": min, "max": max, "abs": abs, "__builtins__": {}, **values}
    try:
        return bool(eval(text, names))  # noqa: S307 (the oracle; the text is made here)
    except ZeroDivisionError:
        return None


@settings(max_examples=50)
@given(conditions, st.tuples(*(st.sampled_from(LEVELS) for _ in NAMES)))
def test_where_all_is_known_it_is_what_python_says(text: str, values: tuple[float, ...]) -> None:
    known = dict(zip(NAMES, values, strict=True))
    expected = in_python(text, known)
    if expected is not None:
        found = parse(text).evaluate(Readings(known)).value
        assert found is expected or (found is None and "/" in text)  # Python stops before it divides


@settings(max_examples=50)
@given(conditions, partial)
def test_what_is_decided_stays_so_whatever_the_unknown_is(text: str, known: dict[str, float]) -> None:
    expression = parse(text)
    outcome = expression.evaluate(Readings(known))
    missing = [name for name in expression.names if name not in known]
    for values in itertools.product(LEVELS, repeat=len(missing)):
        complete = Readings({**known, **dict(zip(missing, values, strict=True))})
        value = expression.evaluate(complete).value
        if outcome.value is not None:
            assert value is outcome.value
    if not missing:
        assert outcome.unknown == ()


@settings(max_examples=50)
@given(conditions, partial)
def test_what_is_said_to_be_missing_decides_it(text: str, known: dict[str, float]) -> None:
    expression = parse(text)
    outcome = expression.evaluate(Readings(known))
    assert set(outcome.unknown) <= set(expression.names) - set(known)
    if outcome.value is None:
        found = expression.evaluate(Readings({**known, **dict.fromkeys(outcome.unknown, 1.0)}))
        assert found.value is not None or found.reason
        stale = expression.evaluate(Readings(known, dict.fromkeys(NAMES, "stale")))
        assert stale.stale == outcome.unknown and not stale.unknown


def kleene(node: Node, truths: Mapping[str, float]) -> float:
    """After the tables: and is the least, or the greatest, not one minus it, of 0, a half and 1."""
    parts = [kleene(child, truths) for child in node.children] if node.op in ("and", "or", "not") else []
    match node.op:
        case "and":
            return min(parts)
        case "or":
            return max(parts)
        case "not":
            return 1 - parts[0]
        case "boolean":
            return node.value
    return truths[next(each.name for each in walk(node) if each.name)]


@given(
    st.recursive(
        st.sampled_from([f"{name} > 0" for name in NAMES] + ["true", "false"]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(" and ".join).map("({})".format),
            st.lists(inner, min_size=2, max_size=3).map(" or ".join).map("({})".format),
            inner.map("not ({})".format),
        ),
        max_leaves=8,
    )
)
def test_logic_is_kleenes_over_all_assignments(text: str) -> None:
    expression = parse(text)
    values = {0.0: False, 0.5: None, 1.0: True}
    for truths in itertools.product(values, repeat=len(expression.names)):
        assigned = dict(zip(expression.names, truths, strict=True))
        found = expression.evaluate(Readings({name: truth for name, truth in assigned.items() if truth != 0.5}))
        assert found.value is values[kleene(expression.tree, assigned)]


def bare(node: Node) -> tuple[object, ...]:
    return node.op, node.name, node.value, node.signs, tuple(bare(child) for child in node.children)


@settings(max_examples=50)
@given(conditions | numbers)
def test_a_tree_as_text_is_the_same_tree(text: str) -> None:
    tree = parse(text).tree
    assert bare(parse(written(tree)).tree) == bare(tree)


@settings(max_examples=50)
@given(conditions, partial)
def test_progress_is_within_bounds_and_whole_only_where_it_holds(text: str, known: dict[str, float]) -> None:
    expression, readings = parse(text), Readings(known)
    value, share = evaluated(expression.tree, readings), expression.progress(readings)
    assert share is None or 0 <= share <= 1
    assert (share == 1) is (value is True)
    assert share is not None or value is not True


@pytest.mark.parametrize(("target", "better"), [("x >= 80", (10, 40, 79, 80)), ("x <= 3", (90, 9, 4, 3))])
def test_progress_grows_towards_the_target(target: str, better: tuple[float, ...]) -> None:
    shares = [parse(target).progress(Readings({"x": value})) or 0 for value in better]
    assert shares == sorted(set(shares)) and shares[-1] == 1
