"""The number of a custom metric: as printed, at a path of JSON, found by an expression; within limits."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.config.goals import CustomMetric
from mastery_tui.evidence.bounded_search import search
from mastery_tui.evidence.custom_value import number
from mastery_tui.model.text import printable

BARE = CustomMetric(command=("x",))

NUMBERS = [
    ("42\n", 42.0),
    (" -1.5e3 ", -1500.0),
    ("93.5 %", 93.5),
    ("93.5%", 93.5),
    (".5", 0.5),
    ("+0", 0.0),
]
NONE = ["", " \n", "many", "1 2", "1,234", "0x10", "nan", "inf", "-inf", "1e999", "1_000", "٣", "9" * 500, "1" * 50_000]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_alone(text, value):
    assert number(text, BARE) == value


@pytest.mark.parametrize("text", NONE, ids=lambda text: text[:10])
def test_what_is_no_number_says_why(text):
    said = number(text, BARE)
    assert isinstance(said, str)
    assert said.isprintable()
    assert 0 < len(said) < 100


DOCUMENT = {
    "totals": {"percent": 93.25, "text": "12 %", "ok": True, "no": None, "deep": {"a.b": {"c": 7}}},
    "runs": [{"time": 1}, {"time": 2}],
    "a": {"b": 1},
    "a.b": 2,
}
PATHS = [
    ("totals.percent", 93.25),
    ("totals.text", 12.0),
    ("runs.0.time", 1.0),
    ("runs.-1.time", 2.0),
    ("totals.deep.a.b.c", 7.0),
    ("a.b", 1.0),
    ("totals.ok", "true or false is no number"),
    ("totals.no", 'at "totals.no" there is no number'),
    ("totals", 'at "totals" there is no number'),
    ("totals.gone", 'there is no "totals.gone"'),
    ("runs.2.time", 'there is no "runs.2.time"'),
    ("runs.x", 'there is no "runs.x"'),
    ("totals.percent.x", 'there is no "totals.percent.x"'),
]


@pytest.mark.parametrize(("path", "value"), PATHS)
def test_a_path_into_json(path, value):
    assert number(json.dumps(DOCUMENT), CustomMetric(file="x.json", json=path)) == value


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a": NaN}', '"\ud800"', '{"totals": {"big": 1e999}}'])
def test_json_that_is_none(text):
    assert isinstance(number(text, CustomMetric(file="x.json", json="totals.big")), str)


FOUND = [
    (r"took ([\d.]+) s", "x\ntook 1.5 s\ntook 2 s", 1.5),
    (r"^\d+$", "a1\n17\n", 17.0),
    (r"(x)?\d", "5", "is empty"),
    (r"nothing", "here", 'nothing matches "nothing"'),
    (r"(\w+)", "words", '"words" is no number'),
]


@pytest.mark.parametrize(("pattern", "text", "value"), FOUND)
def test_an_expression(pattern, text, value):
    assert number(text, CustomMetric(file="x", regex=pattern)) == value


def test_an_expression_that_never_ends_is_ended():
    said = number("a" * 5_000 + "b", CustomMetric(file="x", regex="(a+)+$"))
    assert said == "the regular expression takes too long here: make it simpler"


def test_an_expression_that_is_none_says_so():
    assert "cannot be used" in search("(", "x").reason


def test_the_end_of_a_long_text_counts():
    assert search(r"\d+", "1" + " " * (1 << 20) + "2").text == "2"


@settings(max_examples=200)
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["", "%", " %", "\n", "\r\n"]))
def test_every_number_that_is_printed_is_read(value, end):
    assert number(f"{value!r}{end}", BARE) == value


@settings(max_examples=300)
@given(st.text(max_size=80))
def test_a_text_is_a_finite_number_or_a_line(text):
    for metric in (BARE, CustomMetric(file="x", json="a.0")):
        said = number(text, metric)
        assert printable(said) == said if isinstance(said, str) else math.isfinite(said)
