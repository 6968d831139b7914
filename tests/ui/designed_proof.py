"""States in which something is proven, made by hand: projects in all verdicts, levels, a cycle, a timeline."""

from msgspec.structs import replace

from mastery_tui.model.metric import Metric
from mastery_tui.model.proof import (
    CycleState,
    Issue,
    Kpi,
    Lesson,
    LevelState,
    Moment,
    ObjectiveState,
    ProjectState,
    Proof,
)
from mastery_tui.model.state import Activity
from tests.ui.designed import WORKED
from tests.ui.states import FOUND, NOON, green

HOUR = 3600.0


def one(project: str, id: str, title: str, verdict: str, grade: str = "", progress: float | None = None,
        reason: str = "", **more: object) -> ObjectiveState:  # fmt: skip
    fields: dict[str, object] = {"domain": "testing", "kind": "technical", "next": "", **more}
    return ObjectiveState(
        project=project, id=id, title=title, verdict=verdict, grade=grade, progress=progress,  # type: ignore[arg-type]
        reason=reason, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


EXCELLENCE = ProjectState("excellence", "Codebase excellence", 0.71, 0.6, (
    one("excellence", "coverage", "Every line and every branch is tested", "fail", "E2", 0.93,
        "coverage.branch is 87.1, not 100", weight=2.0,
        expression="coverage.line >= 100 and coverage.branch >= 100", guard="quality.suppressions <= baseline",
        values=(("coverage.line", "98.4 %"), ("coverage.branch", "87.1 %"), ("quality.suppressions", "3, baseline 3")),
        since=NOON - 2 * HOUR, next="test the branches that the coverage report names, in app.py first"),
    one("excellence", "smells", "Zero code smells", "warn", "E2", 0.8, "findings is 4, the limit is 0; up to 5 is a "
        "warning", expression="findings <= 0", values=(("findings", "4"),), since=NOON - 600),
    one("excellence", "docs", "Complete documentation", "pass", "E3", 1.0, "docs.coverage is 100",
        expression="docs.coverage >= 100", values=(("docs.coverage", "100 %"),), kind="transfer", since=NOON - 90_000),
    one("excellence", "ci", "A pipeline that can fail", "stale", "E1", 0.5,
        "ci.jobs is of another commit: the tree changed since", values=(("ci.jobs", "2"),),
        next="push, and let the pipeline write its result"),
    one("excellence", "benchmarks", "Performance is measured", "unknown", "", None,
        "benchmark.p95_ms is not known: no .benchmarks/ here", next="mastery scenario run start"),
))  # fmt: skip
ANALYSIS = ProjectState("analysis", "AI-powered code analysis", 0.9, 1.0, (
    one("analysis", "review", "Automated review", "pass", "E3", 1.0, "review.accepted is 82", domain="analysis"),
    one("analysis", "complexity", "Complexity is found", "pass", "E3", 1.0, domain="analysis"),
    one("analysis", "security", "Security is scanned on every save", "pass", "E3", 1.0, domain="analysis"),
    one("analysis", "performance", "Performance is analysed", "warn", "E2", 0.75, "scenario.start.p95_ms is 420, "
        "the limit is 400", domain="analysis", kind="practical"),
    one("analysis", "refactoring", "Refactorings are suggested", "pass", "E3", 1.0, domain="analysis",
        attested="by A. Reviewer on 2 November 2023, over checks/*.py, until 31 January 2024"),
))  # fmt: skip
COST = ProjectState("cost", "Intelligent cost optimisation", None, 0.0, tuple(
    one("cost", id, title, "unknown", "", None, "the review engine has written nothing yet", domain="cost",
        next="ask for a review: R")
    for id, title in (("tracking", "Costs are tracked as they arise"), ("model", "What it will cost is predicted"),
                      ("routing", "The cheapest model that can is asked"), ("learning", "It learns from decisions"),
                      ("efficiency", "90 % less than the dearest model alone"))
))  # fmt: skip
SELF = ProjectState("self", "Self-improving system", 0.34, 0.8, (
    one("self", "decisions", "It learns from every decision", "fail", "E2", 0.2, "cost.learned is 1, not 5",
        domain="system"),
    one("self", "updates", "Models are brought up to date", "error", "", None,
        "column 14: unknown name `modle.age_d`: did you mean `model.age_d`?", domain="system"),
    one("self", "ab", "A/B tests decide", "n/a", "", None, "there is one model only", domain="system"),
    one("self", "monitoring", "Performance is monitored", "pass", "E3", 1.0, domain="system", kind="practical"),
    one("self", "itself", "It makes itself better over a month", "fail", "E2", 0.4, "4 of 10 weeks", domain="system"),
))  # fmt: skip

LEVELS = (
    LevelState("testing", "Testing", "Intermediate", "Advanced", 0.62, 0.48, 0.74,
               ("objective excellence.coverage: coverage.branch is 87.1, not 100",
                "coverage.line above 80 %: it is 78.8 %"), (), 14),
    LevelState("analysis", "Code analysis", "Advanced", "Advanced", 0.91, 0.84, 0.96, ("a reviewer's attestation",
               "2 questions justified beyond self-assessment"), (), 31),
    LevelState("numerics", "Numerics", "Beginner", "Intermediate", 0.55, 0.31, 0.77,
               ("build one more module without hints", "knowledge estimate above 0.60: its lower bound is 0.31"),
               ("RMSNorm", "Softmax"), 6),
    LevelState("system", "System design at scale", "none", "Expert", None, None, None, ("build one module",)),
    LevelState("review", "Review", "Master", "Master", 0.97, 0.93, 0.99, (), (), 88),
)  # fmt: skip

ISSUES = tuple(
    Issue(importance, score, found.fingerprint, found.check, found.rule, found.path, found.line, found.message, reason)  # type: ignore[arg-type]
    for importance, score, found, reason in (
        ("Critical", 45.0, FOUND[0], "an error of security, 3 callers, changed in 5 of the last 20 commits"),
        ("High", 21.0, FOUND[3], "an error, new since the merge base"),
        ("High", 18.0, FOUND[1], "a warning at the most complex function of the file that changes most"),
        ("Medium", 9.0, FOUND[2], "a warning in a file that changes often"),
        ("Low", 2.0, FOUND[4], "a remark in a file that nothing else needs"),
    )
)
CYCLE = CycleState("fix", NOON - 12 * 60, 4, ISSUES, ("coverage.line is 78.8, was 81.2", "findings is 5, was 3"),
                   ("app.py, pkg/store.py in 3f2a91c", "tests/test_app.py, not committed"))  # fmt: skip
KPIS = (
    Kpi("pass_rate", "Pass rate", "%", 1, 92.5, 95.0, 88.0, "warn", "37 of 40 runs passed", (80, 82, 90, 88, 91, 92.5)),
    Kpi("error_rate", "Error rate", "%", -1, 2.1, 5.0, 4.0, "pass", "", (4, 4, 3.5, 3, 2.2, 2.1)),
    Kpi("mttr", "Time to recovery", "s", -1, 1260.0, 900.0, 1500.0, "fail", "the median of 6 recoveries is above 15 "
        "minutes", (1800, 1500, 1400, 1300, 1260)),
    Kpi("mtbf", "Time between failures", "s", 1, None, None, None, "unknown", "fewer than 2 failures", ()),
    Kpi("cycle_time", "Cycle time", "s", -1, 840.0, 1200.0, None, "pass", "", (900, 870, 840)),
    Kpi("debt", "Debt trend", "min", -1, 312.0, 300.0, 340.0, "stale", "the tree changed since", (340, 330, 312)),
)  # fmt: skip

_KINDS = (
    ("run.settled", "✗", "5 findings (+2), 118 tests passed, 2 failed: app.py, pkg/wide.py"),
    ("verdict.changed", "✗", "Every line and every branch is tested: fail, was pass: coverage.branch is 87.1, not 100"),
    ("metric.changed", "●", "coverage.branch 87.1, findings 5, sloc 505 and 14 more metrics"),
    ("run.settled", "✓", "3 findings (-1), 120 tests passed: app.py"),
    ("level.changed", "◆", "testing: Intermediate, was Beginner"),
    ("note.lesson", "◆", "A guard that is cheap to meet is no guard: bind it to the baseline"),
    ("attestation.given", "✓", "A. Reviewer vouches for analysis.refactoring: read all of it"),
    ("scenario.ran", "✗", "scenario start: 20 runs, p95 420 ms, 1 failed"),
    ("baseline.set", "●", "baseline of 212 metrics set: before the release"),
    ("learn.held", "✓", "held softmax build"),
)
TIMELINE = tuple(
    Moment(n + 1, NOON - (59 - n) * 1900, *_KINDS[(59 - n) % 10], n // 3 + 1, f"{n // 7 + 10:07x}c0ffee")
    for n in range(60)
)
LESSONS = (
    Lesson(12, NOON - 90_000, "Name the tree that a figure belongs to, or it proves nothing", "commit", "3f2a91c"),
    Lesson(31, NOON - 40_000, "try/except/pass hides what a test would have found", "finding",
           "security-B110-app.py-10"),
    Lesson(55, NOON - 9000, "A guard that is cheap to meet is no guard: bind it to the baseline", "module",
           "cs336_a1/softmax"),
)  # fmt: skip

PROOF = Proof(
    generation=12,
    metrics={"scenario.start.p95_ms": Metric(420.0, "ms", "E2", 12, "scenario start", samples=20)},
    projects=(EXCELLENCE, ANALYSIS, COST, SELF),
    levels=LEVELS,
    cycle=CYCLE,
    kpis=KPIS,
    lessons=LESSONS,
    timeline=TIMELINE,
)
PROVEN = replace(
    WORKED,
    proof=PROOF,
    activity=(
        Activity(NOON - 300, 11, "level", "Testing: Intermediate, was Beginner"),
        Activity(NOON - 200, 11, "lesson", "noted: a guard that is cheap to meet is no guard"),
        Activity(NOON - 100, 12, "verdict", "Every line and every branch is tested: fail, was pass"),
        Activity(NOON - 60, 12, "cycle", "cycle 4: FIX, 5 issues"),
        *WORKED.activity,
    ),
)
FEW = replace(
    green(),
    proof=replace(
        PROOF,
        projects=(replace(EXCELLENCE, objectives=EXCELLENCE.objectives),),
        levels=LEVELS[:1],
        cycle=replace(CYCLE, phase="pass", since=NOON - 2 * 86_400, issues=(), regressed=()),
    ),
)
"""What the summary of 80 columns was drawn for: five objectives, one domain."""

TAMPERED = replace(
    PROVEN, proof=replace(PROOF, trouble="the ledger was changed: row 31 does not follow from row 30")
)  # fmt: skip
BEGINNING = replace(green(), proof=Proof(generation=12, cycle=CycleState("test", NOON - 5, 1)))

EVIL = "[bold red]x[/]\x1b[31m\x9b\u202e"
_EVIL = one(EVIL, EVIL, EVIL, "fail", "E2", 0.5, EVIL, domain=EVIL, expression=EVIL, guard=EVIL, next=EVIL,
            values=((EVIL, EVIL),), attested=EVIL, since=NOON)  # fmt: skip
HOSTILE = replace(
    green(),
    proof=Proof(
        generation=12,
        metrics={f"scenario.{EVIL}.p95_ms": Metric(1.0, "ms", "E2", 12)},
        projects=(ProjectState(EVIL, EVIL, 0.5, 0.5, (_EVIL, replace(_EVIL, id="e", verdict="error"))),),
        levels=(LevelState(EVIL, EVIL, "Beginner", "Expert", 0.5, 0.4, 0.6, (EVIL, EVIL + "\n" + EVIL), (EVIL,), 1),),
        cycle=CycleState(
            "fix", NOON, 1, (Issue("High", 1.0, EVIL, EVIL, EVIL, EVIL, 3, EVIL, EVIL),), (EVIL,), (EVIL,)
        ),
        kpis=(Kpi(EVIL, EVIL, EVIL, 1, 1.0, 2.0, 3.0, "fail", EVIL, (1.0, 2.0)),),
        lessons=(Lesson(1, NOON, EVIL, "finding", EVIL),),
        timeline=(
            Moment(2, NOON, EVIL, EVIL, EVIL, 3, EVIL),
            Moment(1, NOON, "note.lesson", "\x1b", EVIL, 3, EVIL),
        ),
        trouble=EVIL,
    ),
    activity=(Activity(NOON, 1, "lesson", EVIL),),
)
"""Whatever mastery.toml, evidence files and the ledger of a hostile folder may hold."""
