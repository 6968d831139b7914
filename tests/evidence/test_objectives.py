"""Objectives: every verdict from the evidence that there is; nothing stays green when evidence goes or ages."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.config.goals import Attestation, Criterion, Goals, Objective, Project
from mastery_tui.evidence.objectives import Evidence, judge, wrong_expressions
from mastery_tui.model.metric import GRADES, Grade, Metric
from mastery_tui.model.proof import ObjectiveState, VerdictName

NOW = 1_700_000_000.0
DAY = 86_400.0
METRICS = {
    "coverage.line": Metric(91.2, "%", "E2", 3),
    "coverage.branch": Metric(99.99996, "%", "E2", 3),
    "tests.failed": Metric(0, "tests", "E1", 2, note="the tree changed after it ran"),
    "ci.jobs": Metric(2, "jobs", "E0", 3),
    "quality.suppressions": Metric(12, "comments", "E2", 3),
    "load.p95_ms": Metric(40, "ms", "E2", 3, samples=3, at=NOW - 10 * DAY),
    "odd": Metric(math.nan, "", "E2", 3),
    "endless": Metric(10**400, "", "E2", 3),
}
EVIDENCE = Evidence(METRICS, {"quality.suppressions": 10.0, "coverage.line": 80.0}, now=NOW)


def one(known: Evidence = EVIDENCE, /, **fields: Any) -> ObjectiveState:
    objective = Objective(**{"id": "o", "title": "An objective", **fields})
    return judge((Project("p", "A project", (objective,)),), known)[0].objectives[0]


CASES: list[tuple[dict[str, Any], VerdictName, str, float | None, str]] = [
    # fields, verdict, grade, progress, reason
    ({"target": "coverage.line >= 90"}, "pass", "E3", 1.0, "coverage.line is 91.2 % (>= 90)"),
    ({"target": "90 <= coverage.line"}, "pass", "E3", 1.0, "coverage.line is 91.2 % (>= 90)"),
    ({"target": "coverage.line >= 100"}, "fail", "E2", 0.912, "coverage.line is 91.2 %, has to be >= 100"),
    (
        {"target": "coverage.line >= 90 and coverage.branch >= 100"},
        "fail", "E2", 0.9999, "coverage.branch is 99.99996 %, has to be >= 100",
    ),
    ({"target": "not coverage.line < 95"}, "fail", "E2", 0.96, "coverage.line is 91.2 %, has to be >= 95"),
    (
        {"target": "coverage.line - coverage.branch > 5 or coverage.line > 114"},
        "fail", "E2", 0.8,
        "coverage.line - coverage.branch is -8.8, has to be > 5; coverage.line is 91.2 %, has to be > 114",
    ),
    ({"target": "delta(coverage.line) > 0"}, "pass", "E3", 1.0, "delta(coverage.line) is 11.2 % (> 0)"),
    (
        {"target": "quality.suppressions <= baseline"},
        "fail", "E2", 10 / 12, "quality.suppressions is 12 comments, has to be <= 10, its baseline",
    ),
    # what is not there, and what does not count
    ({"target": "coverage.lines > 3"}, "unknown", "", None, "coverage.lines is not measured"),
    ({"target": "coverage.line <= baseline(odd)"}, "unknown", "E2", None, "there is no baseline(odd)"),
    ({"target": "odd > 1"}, "unknown", "E2", None, "odd is no finite number"),
    ({"target": "endless > 1"}, "unknown", "E2", None, "endless is no finite number"),
    ({"target": "coverage.line / 0 > 1"}, "unknown", "E2", None, "it divides by zero"),
    ({"target": "tests.failed == 0"}, "stale", "E1", None, "tests.failed is stale: the tree changed after it ran"),
    (
        {"target": "tests.failed == 0 and nothing > 1"},
        "unknown", "E1", None, "nothing is not measured",
    ),
    (
        {"target": "tests.failed == 0 and coverage.line > 99"},
        "fail", "E1", None, "coverage.line is 91.2 %, has to be > 99",
    ),
    ({"target": "tests.failed == 0 or coverage.line > 90"}, "pass", "E1", 1.0, "coverage.line is 91.2 % (> 90)"),
    ({"target": "ci.jobs > 0"}, "unknown", "E0", None, "ci.jobs: only configured, nothing has run"),
    ({"target": "ci.jobs > 0", "evidence": "E1"}, "unknown", "E0", None, "ci.jobs: only configured, nothing has run"),
    ({"target": "ci.jobs > 0", "evidence": "E0"}, "pass", "E0", 1.0, "ci.jobs is 2 jobs (> 0)"),
    ({"target": "tests.failed == 0", "evidence": "E1"}, "pass", "E1", 1.0, "tests.failed is 0 tests (== 0)"),
    ({"target": "load.p95_ms < 50"}, "pass", "E3", 1.0, "load.p95_ms is 40 ms (< 50)"),
    ({"target": "load.p95_ms < 50", "min_samples": 10}, "unknown", "E2", None, "load.p95_ms: 3 of 10 samples"),
    ({"target": "load.p95_ms < 50", "min_samples": 3}, "pass", "E3", 1.0, "load.p95_ms is 40 ms (< 50)"),
    (
        {"target": "load.p95_ms < 50", "stale_after": "7d"},
        "stale", "E1", None, "load.p95_ms is stale: measured 10d ago, and counts for 7d",
    ),
    ({"target": "load.p95_ms < 50", "stale_after": "2w"}, "pass", "E3", 1.0, "load.p95_ms is 40 ms (< 50)"),
    ({"target": "coverage.line > 90", "stale_after": "1s"}, "pass", "E3", 1.0, "coverage.line is 91.2 % (> 90)"),
    # what holds without evidence proves nothing
    ({"target": "true"}, "unknown", "", None, "it proves nothing: it names no metric"),
    (
        {"target": "nothing > 1 or true"},
        "unknown", "", None, "it proves nothing: nothing that it speaks of is measured: nothing",
    ),
    (
        {"target": "not known(nothing)"},
        "unknown", "", None, "it proves nothing: nothing that it speaks of is measured: nothing",
    ),
    ({"target": "known(coverage.line)"}, "pass", "E3", 1.0, "coverage.line is measured"),
    ({"target": "known(nothing)"}, "fail", "", 0.0, "nothing is not measured"),
    ({"target": "known(tests.failed)"}, "stale", "E1", None, "tests.failed is stale: the tree changed after it ran"),
    ({}, "unknown", "", None, "it has neither a target nor an attestation"),
    ({"guard": "coverage.line > 1"}, "unknown", "E2", None, "it has neither a target nor an attestation"),
    # guard, when, warn, progress
    (
        {"target": "coverage.line >= 90", "guard": "quality.suppressions <= baseline"},
        "fail", "E2", 10 / 12,
        "its guard quality.suppressions <= baseline does not hold: "
        "quality.suppressions is 12 comments, has to be <= 10, its baseline",
    ),
    (
        {"target": "coverage.line >= 90", "guard": "quality.suppressions < 20"},
        "pass", "E3", 1.0, "coverage.line is 91.2 % (>= 90)",
    ),
    ({"target": "coverage.line >= 90", "guard": "nothing > 1"}, "unknown", "E2", None, "nothing is not measured"),
    (
        {"target": "coverage.line >= 90", "guard": "tests.failed == 0"},
        "stale", "E1", None, "tests.failed is stale: the tree changed after it ran",
    ),
    (
        {"target": "coverage.line > 99", "guard": "tests.failed == 0"},
        "fail", "E1", None, "coverage.line is 91.2 %, has to be > 99",
    ),
    (
        {"target": "load.p95_ms < 50", "guard": "coverage.line > 1", "min_samples": 3},
        "pass", "E3", 1.0, "load.p95_ms is 40 ms (< 50)",
    ),
    (
        {"target": "coverage.line >= 90", "when": "ci.jobs > 5", "evidence": "E0"},
        "n/a", "", None, "it applies only when ci.jobs > 5: ci.jobs is 2 jobs, has to be > 5",
    ),
    (
        {"target": "coverage.line >= 90", "when": "known(nothing)"},
        "n/a", "", None, "it applies only when known(nothing): nothing is not measured",
    ),
    ({"target": "coverage.line >= 99", "when": "nothing > 5"}, "unknown", "E2", None, "nothing is not measured"),
    (
        {"target": "coverage.line >= 99", "when": "tests.failed == 0"},
        "stale", "E2", None, "tests.failed is stale: the tree changed after it ran",
    ),
    (
        {"target": "coverage.line >= 95", "warn": "coverage.line >= 90"},
        "warn", "E2", 0.96, "coverage.line is 91.2 %, has to be >= 95; a warning while coverage.line >= 90",
    ),
    (
        {"target": "coverage.line >= 95", "warn": "coverage.line >= 93"},
        "fail", "E2", 0.96, "coverage.line is 91.2 %, has to be >= 95",
    ),
    (
        {"target": "coverage.line >= 95", "warn": "nothing >= 93"},
        "fail", "E2", 0.96, "coverage.line is 91.2 %, has to be >= 95",
    ),
    (
        {"target": "coverage.line >= 95", "warn": "coverage.line >= 90", "guard": "nothing > 1"},
        "unknown", "E2", None, "nothing is not measured",
    ),
    (
        {"target": "coverage.line >= 90", "progress": "coverage.line / 120"},
        "pass", "E3", 0.76, "coverage.line is 91.2 % (>= 90)",
    ),
    (
        {"target": "coverage.line >= 99", "progress": "coverage.line"},
        "fail", "E2", 0.9999, "coverage.line is 91.2 %, has to be >= 99",
    ),
    (
        {"target": "coverage.line >= 99", "progress": "nothing"},
        "fail", "E2", None, "coverage.line is 91.2 %, has to be >= 99",
    ),
    # mistakes
    (
        {"target": "coverage.line >"},
        "error", "", None, 'target, column 16: expected a number, a metric or "(", and it ends here',
    ),
    (
        {"target": "coverage.line > 1", "guard": "a ="},
        "error", "", None, 'guard, column 3: "=" means nothing here: write == to compare',
    ),
    (
        {"target": "coverage.line"},
        "error", "", None, "target, column 1: is a number and has to be a condition: compare it, as in x >= 80",
    ),
    (
        {"target": "odd > 1", "progress": "odd > 1"},
        "error", "", None, "progress, column 1: is a condition and has to be a number, such as coverage.line / 100",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "verdict", "grade", "progress", "reason"), CASES, ids=[str(case[0])[:60] for case in CASES]
)
def test_verdict(fields: dict[str, Any], verdict: VerdictName, grade: str, progress: float | None, reason: str) -> None:
    found = one(**fields)
    assert (found.verdict, found.grade, found.reason) == (verdict, grade, reason)
    assert found.progress == (progress if progress is None else pytest.approx(progress))
    assert bool(found.next) is (verdict not in ("pass", "n/a"))


NEXT = {
    "coverage.line >= 100": "bring coverage.line from 91.2 % to >= 100",
    "not coverage.line > 9": "bring coverage.line from 91.2 % to <= 9",
    "not 0 < coverage.line < 99": "leave 0 < coverage.line < 99",
    "tests.failed == 0": "measure tests.failed again on this tree",
    "ci.jobs > 0": "more evidence of ci.jobs, on this tree",
    "tests.total > 3": "run the tests: mastery check, in a trusted folder",
    "scenario.load.p95_ms < 3": "mastery scenario run",
    "coverage.branch >= baseline": "mastery baseline set",
    "site.speed > 3": "have site.speed measured on this tree: by a check, an evidence file or [metric]",
    "known(site.speed)": "have site.speed measured on this tree: by a check, an evidence file or [metric]",
    "not known(coverage.line)": "have nothing measure coverage.line",
    "coverage.line >": "mend it in mastery.toml: [[project]] p, objective o",
}


@pytest.mark.parametrize("target", NEXT)
def test_it_says_what_would_prove_it(target: str) -> None:
    assert one(target=target).next == NEXT[target]


PASSING = (
    "coverage.line >= 90 and tests.failed == 0",
    "load.p95_ms < 50 and known(coverage.line)",
    "not coverage.line < 90",
)


@pytest.mark.parametrize("target", PASSING)
def test_nothing_stays_green_when_evidence_is_gone_older_or_of_another_tree(target: str) -> None:
    whole = replace(EVIDENCE, metrics={name: replace(each, grade="E2", at=NOW) for name, each in METRICS.items()})
    assert one(whole, target=target, stale_after="1d").verdict == "pass"
    used = [name for name in METRICS if name in target]
    for name in used:
        metric = whole.metrics[name]
        gone = {other: each for other, each in whole.metrics.items() if other != name}
        assert one(replace(whole, metrics=gone), target=target, stale_after="1d").verdict in ("unknown", "fail")
        spoilt: dict[VerdictName, Metric] = {
            "stale": replace(metric, grade="E1"),
            "unknown": replace(metric, grade="E0"),
        }
        for verdict, other in spoilt.items():
            assert one(replace(whole, metrics={**whole.metrics, name: other}), target=target).verdict == verdict
    assert one(replace(whole, now=NOW + 2 * DAY), target=target, stale_after="1d").verdict == "stale"


@pytest.mark.parametrize("at", [NOW + 3650 * DAY, math.nan, math.inf, -math.inf])
def test_evidence_of_a_time_that_cannot_be_is_stale(at: float) -> None:
    evidence = replace(EVIDENCE, metrics={"x": Metric(1, "", "E2", 1, at=at)})
    assert one(evidence, target="x > 0", stale_after="7d").verdict == "stale"


names = st.sampled_from([*METRICS, "nothing"])
targets = st.tuples(names, st.sampled_from(("<", ">=", "==")), st.sampled_from(("0", "50", "91.2"))).map(" ".join)
grades = st.sampled_from(GRADES[:3])


@settings(max_examples=50)
@given(
    st.lists(targets, min_size=1, max_size=3).map(" and ".join),
    st.none() | targets,
    st.dictionaries(
        st.sampled_from(list(METRICS)), st.tuples(grades, st.integers(1, 9), st.sampled_from([0.0, NOW, NOW - 9 * DAY]))
    ),
    st.sampled_from(("E0", "E1", "E2")),
)
def test_a_pass_rests_on_evidence_that_is_good_enough(
    target: str, guard: str | None, measured: dict[str, tuple[Grade, int, float]], asked: Any
) -> None:
    metrics = {
        name: replace(METRICS[name], grade=grade, samples=samples, at=at)
        for name, (grade, samples, at) in measured.items()
    }
    found = one(
        replace(EVIDENCE, metrics=metrics),
        target=target,
        guard=guard or "",
        evidence=asked,
        stale_after="7d",
        min_samples=2,
    )
    assert (found.progress is None) is (
        found.verdict in ("unknown", "stale", "n/a", "error")
    ) or found.verdict == "fail"
    if found.verdict == "pass":
        for part in target.split(" and "):
            metric = metrics[part.split()[0]]
            assert GRADES.index(metric.grade) >= GRADES.index(asked) and metric.samples >= 2
            assert not metric.at or NOW - metric.at <= 7 * DAY
        assert (found.grade == "E3") is all(
            metrics[name].grade == "E2" for name in metrics if name in f"{target} {guard}"
        )


def test_values_are_those_that_it_speaks_of() -> None:
    found = one(
        target="coverage.branch >= 100 and tests.failed == 0 and nothing < 3", guard="quality.suppressions <= baseline"
    )
    assert (found.guard, found.expression[:24]) == ("quality.suppressions <= baseline", "coverage.branch >= 100 a")
    assert found.values == (
        ("quality.suppressions", "12 comments"),
        ("baseline(quality.suppressions)", "10 comments"),
        ("coverage.branch", "99.99996 %"),
        ("tests.failed", "0 tests (stale: the tree changed after it ran)"),
        ("nothing", "not measured"),
    )


def test_since_is_kept_while_the_verdict_stays() -> None:
    since = {verdict: one(replace(EVIDENCE, before={("p", "o"): (verdict, 5.0)}), target="coverage.line > 1").since
             for verdict in ("pass", "fail")}  # fmt: skip
    assert since == {"pass": 5.0, "fail": NOW}
    assert one(target="coverage.line > 1").since == NOW


def test_text_from_outside_is_one_line_that_is_safe_to_show() -> None:
    metrics = {"x": Metric(1, "\x1b[2J", "E2", 1), "y": Metric(1, "", "E1", 1, note="a\nb\u202e" + "c" * 5_000)}
    evidence = replace(EVIDENCE, metrics=metrics)
    found = [one(evidence, title="\x1b]0;\n\u202e" * 99, target=target) for target in ("x > 3", "y > 3", "x >\n3 \x1b")]
    for each in found:
        for text in (each.title, each.reason, each.next, each.expression, *(value for _, value in each.values)):
            assert text.isprintable() and len(text) <= 260
    assert [each.verdict for each in found] == ["fail", "stale", "error"]


def test_scores_count_what_has_evidence_and_say_how_much_that_is() -> None:
    objectives = (
        Objective("pass", "", "coverage.line > 1", weight=2),
        Objective("half", "", "coverage.line >= 182.4"),
        Objective("open", "", "coverage.line > 99 and tests.failed == 0", weight=1),
        Objective("unknown", "", "nothing > 1", weight=3),
        Objective("stale", "", "tests.failed == 0"),
        Objective("n/a", "", "coverage.line > 99", when="known(nothing)", weight=1000),
        Objective("error", "", "=", weight=2),
    )
    project, empty, nothing = judge(
        (Project("p", "P", objectives), Project("e", "E"), Project("n", "N", objectives[3:4])), EVIDENCE
    )
    assert project.score == pytest.approx((2 * 1 + 0.5 + 0) / 4)
    assert project.evidence == pytest.approx(4 / 10)
    assert (empty.score, empty.evidence, empty.objectives) == (None, 0.0, ())
    assert (nothing.score, nothing.evidence) == (None, 0.0)


def test_mistakes_of_the_settings_have_their_key() -> None:
    goals = Goals(
        projects=(
            Project("a", "A", (Objective("x", "", "coverage.line >= 80"),)),
            Project(
                "b",
                "B",
                (
                    Objective("x", "", "coverage.line >= 80", guard="q <= baselin(q)", when="a > 1 adn b > 1"),
                    Objective("y", "", "true", warn="3", progress="a > 1"),
                    Objective("z", "", attestation=Attestation()),
                ),
            ),
        ),
        levels={"Expert": (Criterion("", "modules_built >= 3"), Criterion("", "modules_built => 3"))},
    )
    found = [
        (key, error.column) for key, error in wrong_expressions(goals, ["coverage.line >= 80", "tests.failed = 0", ""])
    ]
    assert found == [
        (("gate", "require", 1), 14),
        (("gate", "require", 2), 1),
        (("project", 1, "objective", 0, "when"), 7),
        (("project", 1, "objective", 0, "guard"), 6),
        (("project", 1, "objective", 1, "target"), 1),
        (("project", 1, "objective", 1, "warn"), 1),
        (("project", 1, "objective", 1, "progress"), 1),
        (("level", "Expert", 1, "target"), 15),
    ]
