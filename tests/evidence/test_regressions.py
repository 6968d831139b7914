"""Regressions: what is worse than its baseline is a finding, and what cannot be compared any more is told."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.evidence.regressions import regressions
from mastery_tui.model.finding import Finding
from mastery_tui.model.metric import Grade, Metric
from mastery_tui.model.trend import KNOWN, MORE, NEITHER, TIMINGS

UNITS = {"coverage.line": "%", "findings.error": "findings", "ruff.findings": "findings", "site.speed": "points"}


def metric(name: str, value: float, grade: Grade = "E2") -> Metric:
    return Metric(value, UNITS.get(name, ""), grade, 3)


def told(now: dict[str, Metric], baseline: dict[str, float], directions: dict[str, int] | None = None) -> list[str]:
    return [f"{each.rule} {each.message}" for each in regressions(now, baseline, directions)]


CASES: list[tuple[str, float, float, str]] = [
    # metric, baseline, now, what is told
    ("coverage.line", 91.2, 88, "REGRESSED coverage.line fell from 91.2 to 88 %"),
    ("coverage.line", 88, 91.2, ""),
    ("coverage.line", 88, 88, ""),
    ("coverage.line", 100, 99.99996, "REGRESSED coverage.line fell from 100 to 99.99996 %"),
    ("coverage.line", 0.1 + 0.2, 0.3, ""),
    ("findings.error", 2, 5, "REGRESSED findings.error rose from 2 to 5 findings"),
    ("findings.error", 0, 1, "REGRESSED findings.error rose from 0 to 1 finding"),
    ("findings.error", 5, 2, ""),
    ("ruff.findings", 1, 2, "REGRESSED ruff.findings rose from 1 to 2 findings"),
    ("complexity.mean", 2.25, 2.26, "REGRESSED complexity.mean rose from 2.25 to 2.26"),
    ("tests.total", 100, 99, "REGRESSED tests.total fell from 100 to 99"),
    ("tests.duration_s", 1, 900, ""),
    ("settle.latency_ms", 1, 900, ""),
    ("loc", 10, 900, ""),
    ("unheard.of", 10, 900, ""),
    ("coverage.line", math.nan, 1, ""),
    ("coverage.line", math.inf, 1, ""),
    ("coverage.line", 10**400, 1, ""),
    ("coverage.line", 50, math.nan, "UNPROVEN not compared with the baseline: coverage.line (not proven)"),
]


@pytest.mark.parametrize(("name", "before", "now", "expected"), CASES)
def test_against_the_baseline(name: str, before: float, now: float, expected: str) -> None:
    assert told({name: metric(name, now)}, {name: before}) == ([expected] if expected else [])


def test_a_custom_metric_has_the_direction_that_is_given() -> None:
    fell, rose = {"site.speed": metric("site.speed", 1)}, {"site.speed": metric("site.speed", 9)}
    assert told(fell, {"site.speed": 5}, {"site.speed": 1}) == ["REGRESSED site.speed fell from 5 to 1 point"]
    assert told(rose, {"site.speed": 5}, {"site.speed": -1}) == ["REGRESSED site.speed rose from 5 to 9 points"]
    assert told(fell, {"site.speed": 5}, {"site.speed": -1}) == told(rose, {"site.speed": 5}, {"site.speed": 1}) == []
    assert told(fell, {"site.speed": 5}, {"site.speed": 0}) == []


def test_deleting_or_ageing_a_measure_is_told() -> None:
    baseline = {"coverage.line": 91.0, "tests.total": 10.0, "loc": 5.0}
    assert told({}, baseline) == [
        "UNPROVEN not compared with the baseline: coverage.line (not measured), tests.total (not measured)"
    ]
    stale = {"coverage.line": metric("coverage.line", 1, "E1"), "tests.total": metric("tests.total", 1, "E0")}
    assert told(stale, baseline) == [
        "UNPROVEN not compared with the baseline: coverage.line (stale), tests.total (not proven)"
    ]
    many = {f"{check}.findings": 1.0 for check in "abcdefgh"}
    assert told({}, many)[0].endswith("e.findings (not measured) and 3 more")


def test_sums_over_all_checks_compare_only_where_the_same_checks_ran() -> None:
    before = {"findings": 5.0, "ruff.findings": 5.0}
    now = {"findings": metric("findings", 9), "ruff.findings": metric("ruff.findings", 5)}
    assert told(now, before) == ["REGRESSED findings rose from 5 to 9"]
    assert told(now | {"bandit.findings": metric("bandit.findings", 4)}, before) == []
    assert told({"findings": metric("findings", 9)}, {"findings": 5.0}) == ["REGRESSED findings rose from 5 to 9"]


def one(now: dict[str, Metric], baseline: dict[str, float]) -> Finding:
    (found,) = regressions(now, baseline)
    return found


def test_a_finding_is_of_the_tree_and_keeps_its_fingerprint() -> None:
    first = one({"coverage.line": metric("coverage.line", 80)}, {"coverage.line": 90})
    later = one({"coverage.line": metric("coverage.line", 70)}, {"coverage.line": 95})
    other = one({"tests.total": metric("tests.total", 7)}, {"tests.total": 9})
    assert (first.check, first.severity, first.path, first.line) == ("baseline", "warning", "", 0)
    assert first.fingerprint == later.fingerprint != other.fingerprint and len(first.fingerprint) == 16
    gone, more = one({}, {"coverage.line": 90}), one({}, {"coverage.line": 90, "tests.total": 3})
    assert (gone.severity, gone.rule) == ("info", "UNPROVEN")
    assert len({first.fingerprint, gone.fingerprint, more.fingerprint}) == 3


def test_without_a_baseline_there_is_none() -> None:
    assert regressions({"coverage.line": metric("coverage.line", 1)}, None) == ()


@settings(max_examples=50)
@given(st.sampled_from(sorted(KNOWN)), st.floats(0, 1e6), st.floats(0, 1e6))
def test_it_is_told_exactly_when_it_is_worse(name: str, before: float, now: float) -> None:
    found = regressions({name: metric(name, now)}, {name: before})
    better = NEITHER if name in TIMINGS else KNOWN[name].better
    gained = (now - before) * better
    if better == NEITHER or gained >= 0:
        assert found == ()
    elif gained < -1e-3:
        way = "fell" if better == MORE else "rose"
        assert [(each.rule, way in each.message) for each in found] == [("REGRESSED", True)]
