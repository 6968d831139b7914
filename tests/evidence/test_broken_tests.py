"""What went wrong in no test counts as an error, and only once."""

import pytest

from mastery_tui.evidence.broken_tests import broken
from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.state import CheckState, State
from mastery_tui.model.tests import TestOutcome
from mastery_tui.reporting.gate import Gate
from mastery_tui.session.proof.changes import settled

COUNTS = [
    ("collection-error", "tests/test_a.py", 1),
    ("incomplete-run", "", 1),
    ("pytest-internal-error", "", 1),
    ("test-timeout", "", 1),
    ("test-timeout", "tests/test_a.py", 0),
    ("test-crash", "tests/test_a.py", 0),
    ("test-failed", "tests/test_a.py", 0),
    ("test-error", "tests/test_a.py", 0),
]


def state(rule: str, path: str) -> State:
    found = Finding("tests", rule, "error", path, 1, 1, 1, 1, "m", "f")
    check = CheckState("tests", "Tests", "findings", "", 1.0, 1, counts={"error": 1})
    tests = {"t::a": TestOutcome("t::a", "passed", 0.1)}
    return State("/r", "r", 1, 1, False, checks={"tests": check}, tree={"tests": Result((found,))}, tests=tests)


@pytest.mark.parametrize(("rule", "path", "number"), COUNTS)
def test_what_is_no_outcome_of_a_test_is_an_error(rule: str, path: str, number: int):
    assert broken(state(rule, path)) == number
    assert settled(state(rule, path), None, Gate(True, "error")).tests.get("error", 0) == number


def test_nothing_ran_nothing_broke():
    assert broken(State("/r", "r", 1, 1, False)) == 0
