"""The gate's conditions: true, false, or not to be told; only evidence of this very tree counts."""

import pytest

from mastery_tui.evidence.conditions import conditions
from mastery_tui.model.metric import Metric

METRICS = {
    "coverage.line": Metric(91.2, "%", "E2", 3),
    "tests.failed": Metric(0, "tests", "E1", 2, note="the tree changed after it ran"),
    "ci.jobs": Metric(2, "jobs", "E0", 3),
    "docs.pages": Metric(2, "pages", "E0", 3),
}
HELD: dict[str, tuple[bool | None, str]] = {
    "coverage.line >= 80": (True, "coverage.line is 91.2 % (>= 80)"),
    "coverage.line >= 95": (False, "coverage.line is 91.2 %, has to be >= 95"),
    "coverage.line >= baseline": (True, "coverage.line is 91.2 % (>= 90, its baseline)"),
    "tests.failed == 0": (None, "tests.failed is stale: the tree changed after it ran"),
    "tests.failed == 0 and coverage.line > 95": (False, "coverage.line is 91.2 %, has to be > 95"),
    "tests.failed == 0 and nothing > 1": (None, "nothing is not measured"),
    "ci.jobs >= 2": (True, "ci.jobs is 2 jobs (>= 2)"),
    "ci.jobs > 2 and coverage.line > 1": (False, "ci.jobs is 2 jobs, has to be > 2"),
    "docs.pages >= 2": (None, "docs.pages: only configured, nothing has run"),
    "nothing > 1": (None, "nothing is not measured"),
    "nothing <= baseline": (None, "nothing is not measured; there is no baseline(nothing)"),
    "known(nothing)": (False, "nothing is not measured"),
    "not known(nothing)": (None, "it proves nothing: nothing that it speaks of is measured"),
    "true": (None, "it proves nothing: nothing that it speaks of is measured"),
    "coverage.line >": (None, 'column 16: expected a number, a metric or "(", and it ends here'),
    "coverage.line": (None, "column 1: is a number and has to be a condition: compare it, as in x >= 80"),
}


@pytest.mark.parametrize("text", HELD)
def test_condition(text: str) -> None:
    (found,) = conditions([text], METRICS, {"coverage.line": 90.0})
    assert (found.text, found.holds, found.reason) == (text, *HELD[text])


def test_they_stay_in_order_and_without_evidence_none_holds() -> None:
    found = conditions(list(HELD), {}, None)
    assert [each.text for each in found] == list(HELD)
    assert {each.holds for each in found} == {None, False}


def test_what_is_shown_is_one_line() -> None:
    (found,) = conditions(["coverage.line\n> 1\x1b[2J" + " " * 500], METRICS)
    assert found.holds is None and found.text.isprintable() and found.reason.isprintable() and len(found.text) < 260


def test_a_rating_is_told_by_its_letter():
    from mastery_tui.evidence.objectives.words import with_unit

    assert [with_unit(value, "rating") for value in ("1", "4", "4.5")] == ["1 (A)", "4 (D)", "4.5"]
