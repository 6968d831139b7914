"""What a change answers for: tables, and against counting line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.evidence.new_code import Covered, new_code
from mastery_tui.model.finding import Finding, Unit


def finding(line: int, path: str = "a.py", *, new: bool | None = None, dismissed: str | None = None) -> Finding:
    return Finding("c", "R", "info", path, line, 1, line, 1, "m", f"{path}{line}", new=new, dismissed=dismissed)


def unit(first: int, last: int, complexity: int, kind: str = "function") -> Unit:
    return Unit("a.py", "f", "f", kind, first, last, complexity, "A", 0)  # type: ignore[arg-type]


FILES = {"a.py", "b.py"}
RANGES = {"a.py": [(3, 5), (9, 9)], "other.md": [(1, 100)]}


def values(**about: object) -> dict[str, float]:
    return {name: value for name, (value, _) in new_code(FILES, RANGES, **about).items()}  # type: ignore[arg-type]


def test_what_is_not_known_is_absent() -> None:
    assert new_code(FILES, RANGES) == {"new.lines": (4, "lines")}


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ([finding(3), finding(5), finding(9), finding(2), finding(6), finding(3, "b.py")], 3),
        ([finding(3, dismissed="no")], 0),
        ([finding(0, new=True), finding(0, new=False), finding(0), finding(0, "b.py", new=True)], 1),
        ([], 0),
    ],
)
def test_findings(about: list[Finding], expected: int) -> None:
    assert values(findings=about) == {"new.lines": 4, "new.findings": expected}


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([unit(1, 2, 50), unit(6, 8, 50), unit(2, 3, 4), unit(5, 20, 7)], 7),
        ([unit(1, 20, 50, "class"), unit(9, 9, 2, "method")], 2),
        ([unit(1, 2, 50)], None),
    ],
)
def test_complexity(units: list[Unit], expected: int | None) -> None:
    assert values(units=units).get("new.complexity.max") == expected


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        ({"a.py": Covered({3, 4, 50}, {5, 60})}, 100 * 2 / 3),
        ({"a.py": Covered({1}, {2})}, None),
        ({"a.py": Covered((), ())}, None),
        ({"b.py": Covered({3}, ())}, None),
        ({}, None),
    ],
)
def test_coverage(coverage: dict[str, Covered], expected: float | None) -> None:
    assert values(coverage=coverage).get("new.coverage") == expected


def test_a_share_of_nothing_is_unknown_and_not_0() -> None:
    found = new_code(FILES, {}, [], [], {}, repeated={}, todos={})
    assert found == {"new.lines": (0, "lines"), "new.findings": (0, "findings"), "new.todos": (0, "comments")}


LINES = st.frozensets(st.integers(1, 30))


@given(LINES, LINES, LINES, LINES, LINES)
def test_against_counting(
    changed: set[int], repeated: set[int], todos: set[int], ran: set[int], missed: set[int]
) -> None:
    missed = missed - ran
    ranges = {"a.py": [(line, line) for line in sorted(changed)]}
    coverage = {"a.py": Covered(ran, missed)}
    found = new_code(
        FILES,
        ranges,
        [finding(line) for line in todos],
        (),
        coverage,
        repeated={"a.py": repeated},
        todos={"a.py": todos},
    )
    assert found["new.todos"][0] == found["new.findings"][0] == sum(line in todos for line in changed)
    if changed:
        assert found["new.duplicated_percent"][0] == pytest.approx(
            100 * sum(n in repeated for n in changed) / len(changed)
        )
    could = [line for line in changed if line in ran or line in missed]
    if could:
        assert found["new.coverage"][0] == pytest.approx(100 * sum(line in ran for line in could) / len(could))
    else:
        assert "new.coverage" not in found
