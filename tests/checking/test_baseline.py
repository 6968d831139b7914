"""What is mine: a table of base and present contents."""

import pytest

from mastery_tui.checking.baseline import Baseline
from mastery_tui.checking.fingerprint import result_of
from mastery_tui.checking.interface import Found
from mastery_tui.model.finding import Result


def result(*texts: str) -> Result:
    return result_of("c", "a.py", texts, [Found("R", "info", n, "m") for n in range(1, len(texts) + 1)])


@pytest.mark.parametrize(
    ("blobs", "renames", "now", "learned", "expected"),
    [
        (None, {}, "1", None, [None, None]),  # no base: cannot be told
        ({}, {}, "1", None, [True, True]),  # not in the base: all mine
        ({"a.py": "1"}, {}, "1", None, [False, False]),  # unchanged since
        ({"a.py": "0"}, {}, "1", None, [None, None]),  # changed, base not checked yet
        ({"a.py": "0"}, {}, "1", ("old",), [False, True]),
        ({"b.py": "0"}, {"a.py": "b.py"}, "1", ("old",), [False, True]),  # renamed: its findings came along
        ({"b.py": "1"}, {"a.py": "b.py"}, "1", None, [False, False]),
    ],
)
def test_new_since_base(blobs, renames, now, learned, expected) -> None:
    baseline = Baseline()
    baseline.blobs, baseline.renames = blobs, renames
    if learned:
        baseline.learn("a.py", "0", "c", result(*learned))
    marked = baseline.mark("a.py", now, "c", result("old", "fresh"))
    assert [finding.new for finding in marked.findings] == expected


def test_marking_twice_changes_nothing() -> None:
    baseline = Baseline()
    baseline.blobs = {}
    once = baseline.mark("a.py", "1", "c", result("x"))
    assert baseline.mark("a.py", "1", "c", once) is once
