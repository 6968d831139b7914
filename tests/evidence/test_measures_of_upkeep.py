"""The metrics that the upkeep check's measures make: sums, one share, and nothing of the parts of which it is made."""

from typing import Any

import pytest

from mastery_tui.evidence.measures import metrics, unit
from mastery_tui.model.finding import Result
from mastery_tui.model.state import CheckState, FileState, State
from mastery_tui.model.trend import KNOWN


def state(*measured: dict[str, float], check: str = "upkeep", **about: Any) -> State:
    files = {
        f"{n}.py": FileState(f"{n}.py", "b", 1, 1, {check: Result(metrics=one)}, {check: "b"})
        for n, one in enumerate(measured)
    }
    known = CheckState(check, check, **{"status": "passed", "generation": 1, **about})
    return State("/r", "r", 1, 1, False, checks={check: known}, files=files)


def values(of: State) -> dict[str, float]:
    names = ("docs.", "secrets", "quality.todos", "documented", "documentable", "todos")
    return {name: metric.value for name, metric in metrics(of).items() if name.startswith(names)}


MEASURED = (
    {"documentable": 4, "documented": 3, "todos": 1, "secrets": 0},
    {"documentable": 0, "documented": 0, "todos": 2, "secrets": 0},
    {"secrets": 0},
)


def test_sums_and_a_share() -> None:
    assert values(state(*MEASURED)) == {
        "docs.docstrings": 75,
        "docs.undocumented": 1,
        "quality.todos": 3,
        "secrets.found": 0,
    }


def test_a_dismissed_secret_does_not_count() -> None:
    found = state(*MEASURED, status="findings", counts={"error": 2}, dismissed=1)
    assert values(found)["secrets.found"] == 2


@pytest.mark.parametrize(
    ("status", "generation", "grade"),
    [("passed", 1, "E2"), ("passed", 0, None), ("failed", 1, "E1"), ("stale", 1, "E1")],
)
def test_the_grade_is_that_of_the_check(status: str, generation: int, grade: str | None) -> None:
    found = metrics(state(*MEASURED, status=status, generation=generation))
    assert (found["secrets.found"].grade if "secrets.found" in found else None) == grade


def test_nothing_public_has_no_share() -> None:
    assert values(state(*MEASURED[1:])) == {"quality.todos": 2, "secrets.found": 0}


def test_measures_of_an_own_check_that_are_called_the_same_are_its_own() -> None:
    found = values(state({"secrets": 3, "documented": 1}, check="own"))
    assert {"secrets.sum", "documented.mean"} <= found.keys()
    assert not {"secrets.found", "docs.docstrings"} & found.keys()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_known_metric_has_one_unit(name: str) -> None:
    assert unit(name) == KNOWN[name].unit
