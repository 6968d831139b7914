"""Expressions: what they mean, and where a mistake is and how it is told."""

import pytest

from mastery_tui.evidence.expressions import ExpressionError, Kind, Outcome, Readings, parse, problems
from mastery_tui.evidence.expressions.parser import MAX_DEPTH
from mastery_tui.evidence.expressions.tokens import MAX_LENGTH, MAX_TOKENS

READINGS = Readings(
    fresh={
        "coverage.line": 60.0,
        "x": 6.0,
        "a-b": 1.0,
        "a": 5.0,
        "b": 3.0,
        "p.95th": 7.0,
        "huge": 1e308,
        "bad": float("nan"),
    },
    held={"old": "stale", "thin": "unknown"},
    baseline={"x": 4.0, "a": 5.0, "old": 1.0, "bad": float("inf")},
)

VALUES: dict[str, bool | float | None] = {
    "1": 1.0,
    "1e3": 1000.0,
    "1.5e-1": 0.15,
    "true": True,
    "not true": False,
    "not not true": True,
    "coverage.line": 60.0,
    "p.95th": 7.0,
    "a-b": 1.0,
    "a - b": 2.0,
    "a -b": 2.0,
    "a- b": 2.0,
    "3-1": 2.0,
    "-a": -5.0,
    "- -a": 5.0,
    "2 * a + b": 13.0,
    "2 * (a + b)": 16.0,
    "a / b / 5": 1 / 3,
    "a - b - 1": 1.0,
    "min(a, b, 9)": 3.0,
    "max(a, b) + abs(b - a)": 7.0,
    "min(a)": 5.0,
    "a > b": True,
    "a >= 5": True,
    "a < 5": False,
    "a <= 5": True,
    "a == 5": True,
    "a != 5": False,
    "0 < b < a": True,
    "0 < b > a": False,
    "a == 5 == 5": True,
    "x >= 80 or a > 1": True,
    "a > 1 and x >= 80": False,
    "true or false and false": True,
    "(true or false) and false": False,
    "not false and false": False,
    "baseline(x)": 4.0,
    "delta(x)": 2.0,
    "x <= baseline": False,
    "baseline < x": True,
    "x <= baseline + 2": True,
    "a <= baseline <= 5": True,
    "x - 2 <= max(baseline, 1)": True,
    "known(x)": True,
    "known(nothing)": False,
    "known(old)": None,
    "known(thin)": None,
    "known(bad)": None,
    "nothing > 1": None,
    "old > 1": None,
    "nothing > 1 or a > 1": True,
    "nothing > 1 and a < 1": False,
    "nothing > 1 or a < 1": None,
    "nothing < 1 < 0": False,
    "0 * nothing": None,
    "\n a\t>\r\n b \n": True,
    "bad == bad": None,
    "huge * 10 > 1": None,
    "a / (a - 5) > 1": None,
    "huge - huge * 10 < 1 or true": True,
}


@pytest.mark.parametrize("text", VALUES)
def test_value(text: str) -> None:
    found = parse(text).evaluate(READINGS).value
    assert found == VALUES[text] if not isinstance(VALUES[text], float) else found == pytest.approx(VALUES[text])
    assert type(found) is type(VALUES[text])


LACKS: dict[str, Outcome] = {
    "old > 1": Outcome(None, stale=("old",)),
    "nothing > 1": Outcome(None, unknown=("nothing",)),
    "thin > 1": Outcome(None, unknown=("thin",)),
    "old > 1 and nothing > 1 and thin > 1": Outcome(None, stale=("old",), unknown=("nothing", "thin")),
    "old > 1 and (nothing > 1 or a > 1)": Outcome(None, stale=("old",)),
    "delta(nothing) > 1": Outcome(None, unknown=("nothing", "baseline(nothing)")),
    "delta(old) > 1": Outcome(None, stale=("old",)),
    "b <= baseline": Outcome(None, unknown=("baseline(b)",)),
    "known(old)": Outcome(None, stale=("old",)),
    "1 / 0 > 1": Outcome(None, reason="it divides by zero"),
    "a / (a - 5) > 1": Outcome(None, reason="it divides by zero"),
    "huge * huge > 1": Outcome(None, reason="a number in it is too large"),
    "bad > 1": Outcome(None, reason="bad is no finite number"),
    "baseline(bad) > 1": Outcome(None, unknown=("baseline(bad)",)),
    "old > 1 and 1 / 0 > 1": Outcome(None, stale=("old",), reason="it divides by zero"),
}


@pytest.mark.parametrize("text", LACKS)
def test_what_is_missing_of_an_undecided_one(text: str) -> None:
    assert parse(text).evaluate(READINGS) == LACKS[text]


def test_an_undecided_one_is_stale_only_where_nothing_else_is_missing() -> None:
    lacks = {text: parse(text).evaluate(READINGS).lack for text in LACKS}
    assert [text for text, lack in lacks.items() if lack == "stale"] == [
        "old > 1", "old > 1 and (nothing > 1 or a > 1)", "delta(old) > 1", "known(old)"
    ]  # fmt: skip
    assert set(lacks.values()) == {"stale", "unknown"}
    assert parse("a > 1").evaluate(READINGS).lack is None


def test_numbers_beyond_floats_are_none() -> None:
    found = parse("a * b / a > 1").evaluate(Readings({"a": 10**400, "b": 10**300}))
    assert found == Outcome(None, reason="a is no finite number")


WRONG: list[tuple[str, Kind, int, str]] = [
    ("", "condition", 1, "is empty: write a condition such as coverage.line >= 80"),
    ("  ", "condition", 1, "is empty"),
    ("x >=", "condition", 5, 'expected a number, a metric or "(", and it ends here'),
    ("x >= ", "condition", 6, "ends here"),
    (">= 3", "condition", 1, 'expected a number, a metric or "(", not ">="'),
    ("x > 1 and", "condition", 10, "ends here"),
    ("x > 1 and or y > 1", "condition", 11, 'not "or"'),
    ("x > 1 y > 1", "condition", 7, 'expected an operator such as >= or and, not "y"'),
    ("x > 1 adn y > 1", "condition", 7, 'did you mean "and"?'),
    ("x > 1 orr y > 1", "condition", 7, 'did you mean "or"?'),
    ("x > 1)", "condition", 6, 'not ")"'),
    ("(x > 1", "condition", 7, 'expected ")" for the "(" in column 1, and it ends here'),
    ("(x > 1 adn y > 1)", "condition", 8, 'did you mean "and"?'),
    ("()", "condition", 2, 'not ")"'),
    ("x = 3", "condition", 3, "write == to compare"),
    ("x > 1 && y > 1", "condition", 7, 'write "and"'),
    ("x > 1 || y > 1", "condition", 7, 'write "or"'),
    ("!known(x)", "condition", 1, 'write "not"'),
    ("x ≥ 3", "condition", 3, "write >="),
    ("x > 80%", "condition", 7, "leave units out"),
    ("x > .5", "condition", 5, "such as 0.5"),
    ("x > 5.", "condition", 6, "such as 0.5"),
    ("x == 'a'", "condition", 6, "only numbers"),
    ("x ** 2 > 3", "condition", 4, 'not "*"'),
    ("x[0] > 3", "condition", 2, '"[" means nothing here'),
    ("x > 3; y", "condition", 6, '";" means nothing here'),
    ("\U0001d535 > 3", "condition", 1, "means nothing here"),
    ("x > 3\x1b[31m", "condition", 6, '"\\x1b" means nothing here'),
    ("x\u202e > 3", "condition", 2, '"\\u202e" means nothing here'),
    ("x\u00a0> 3", "condition", 2, "this is another sign than a space (U+00A0)"),
    ("Coverage.Line > 1", "condition", 1, 'did you mean "coverage.line"?'),
    ("x > 1 AND y > 1", "condition", 7, "write and in lower case"),
    ("x == True", "condition", 6, "write true in lower case"),
    ("a..b > 1", "condition", 1, "is no name"),
    ("__import__('os')", "condition", 1, "is no name"),
    ("x.__class__ > 1", "condition", 1, "is no name"),
    ("mn(x, 1) > 3", "condition", 1, 'there is no function "mn": did you mean "min"?'),
    ("x > 1 and mx(x, 1) > 3", "condition", 11, 'did you mean "max"?'),
    ("eval(x) > 3", "condition", 1, 'there is no function "eval"; there are min, max, abs, known, baseline and delta'),
    ("x.y() > 3", "condition", 1, 'there is no function "x.y"'),
    ("min > 3", "condition", 1, "min is a function: write min(NAME)"),
    ("min() > 3", "condition", 5, 'not ")"'),
    ("min(x,) > 3", "condition", 7, 'not ")"'),
    ("abs(x, y) > 3", "condition", 6, "abs takes one number"),
    ("known(3)", "condition", 7, 'known needs the name of a metric, not "3"'),
    ("known(x, y)", "condition", 8, 'expected ")"'),
    ("delta(x > 1)", "condition", 9, 'expected ")" for the "(" in column 6'),
    ("baseline(min)", "condition", 10, "baseline needs the name of a metric"),
    ("1e999 > x", "condition", 1, "too large"),
    ("coverage.line and 3", "condition", 1, "and needs conditions on both sides, and this is a number"),
    ("x > 1 and 3", "condition", 11, "and needs conditions on both sides"),
    ("x > 1 or y", "condition", 10, "or needs conditions on both sides"),
    ("not x", "condition", 5, "not needs a condition"),
    ("true + 1 > 2", "condition", 1, "+ needs numbers on both sides, and this is a condition"),
    ("x > 1 > true", "condition", 9, "> needs numbers"),
    ("x == known(y)", "condition", 6, "== needs numbers"),
    ("(x > 1) > 2", "condition", 2, "> needs numbers"),
    ("-known(x) > 2", "condition", 2, "- needs a number"),
    ("max(x, y > 1) > 2", "condition", 8, "max needs numbers"),
    ("x", "condition", 1, "is a number and has to be a condition"),
    ("x > 1", "number", 1, "is a condition and has to be a number"),
    ("baseline", "condition", 1, "whose baseline?"),
    ("baseline > 3", "condition", 1, "whose baseline?"),
    ("x + y > baseline", "condition", 9, "whose baseline?"),
    ("x < baseline < y", "condition", 5, "whose baseline?"),
    ("x > baseline + y", "condition", 5, "whose baseline?"),
    ("baseline > baseline", "condition", 1, "whose baseline?"),
    ("x > 1 and baseline", "condition", 11, "and needs conditions"),
    ("min(baseline, x)", "number", 5, "whose baseline?"),
    ("x" * (MAX_LENGTH + 1), "condition", MAX_LENGTH + 1, "may have 2,000 characters"),
    ("-" * MAX_TOKENS + "x", "condition", MAX_DEPTH + 1, "nested deeper than 32"),
    (f"{'(' * 40}x{')' * 40} > 1", "condition", MAX_DEPTH + 1, "nested deeper than 32"),
    (f"{'not ' * 40}true", "condition", MAX_DEPTH * 4 + 1, "nested deeper than 32"),
    (f"{'abs(' * 40}x{')' * 40} > 1", "condition", MAX_DEPTH * 4 + 4, "nested deeper than 32"),
    ("1+" * (MAX_TOKENS // 2) + "1 > 1", "condition", MAX_TOKENS + 1, "may have 500 words and signs"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "column", "part"), WRONG, ids=[case[0][:30] for case in WRONG])
def test_mistakes_have_a_column_and_say_what_is_expected(text: str, kind: Kind, column: int, part: str) -> None:
    error = problems(text, kind)
    assert error is not None
    assert (error.column, part in error.message) == (column, True), str(error)
    assert error.message.isprintable() and len(error.message) <= 200
    with pytest.raises(ExpressionError):
        parse(text, kind)


def test_what_is_right_has_no_problem() -> None:
    assert [text for text in VALUES if problems(text, parse(text).kind) is not None] == []


def test_the_names_it_speaks_of() -> None:
    found = parse("b > 1 and known(c) and a <= baseline or delta(d) > b and max(e, 1) > baseline(f)")
    assert found.names == ("b", "c", "a", "d", "e", "f")
    assert found.baselines == ("a", "d", "f")


PROGRESS: dict[str, float | None] = {
    "coverage.line >= 80": 0.75,
    "coverage.line >= 60": 1.0,
    "coverage.line > 60": 0.9999,
    "80 <= coverage.line": 0.75,
    "x <= 3": 0.5,
    "x < 3": 0.5,
    "x <= 0": 0.0,
    "x == 12": 0.5,
    "x == 3": 0.5,
    "x != 6": 0.0,
    "x != 5": 1.0,
    "-x >= -3": 0.5,
    "-x >= 3": 0.0,
    "x <= -3": 0.0,
    "coverage.line >= 80 and x <= 3": 0.625,
    "coverage.line >= 80 and x <= 6": 0.875,
    "coverage.line >= 80 or x <= 3": 0.75,
    "0 < x <= 3": 0.75,
    "not x > 3": 0.5,
    "not (coverage.line < 80 or x > 3)": 0.625,
    "not (coverage.line < 80 and x > 3)": 0.75,
    "not (0 < x < 9)": 6 / 9,
    "known(x)": 1.0,
    "known(nothing)": 0.0,
    "true": 1.0,
    "not true": 0.0,
    "nothing > 3": None,
    "old > 3": None,
    "nothing > 3 and x <= 3": None,
    "nothing > 3 or x <= 3": None,
    "nothing > 3 or x <= 6": 1.0,
    "x / 12": 0.5,
    "x": 1.0,
    "-x": 0.0,
    "1 / 0": None,
    "x <= baseline": 4 / 6,
}


@pytest.mark.parametrize("text", PROGRESS)
def test_progress(text: str) -> None:
    assert parse(text).progress(READINGS) == pytest.approx(PROGRESS[text])
