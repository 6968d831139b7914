"""Levels: what ledgers lead to which, with what is missing; and that nothing but evidence raises one."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import knowledge as simulation
from mastery_tui.config import goals
from mastery_tui.evidence.levels import Facts, Known, SkillFacts, Sustained, criteria, domains, levels
from mastery_tui.evidence.levels.criteria import Criterion, reached
from mastery_tui.evidence.levels.facts import facts
from mastery_tui.evidence.objectives import Evidence
from mastery_tui.learning.read import read_curriculum
from mastery_tui.model.metric import Grade, Metric
from mastery_tui.model.proof import LEVELS, ObjectiveState, ProjectState
from tests.evidence.levels import story, table

DOCS = Path(__file__).parents[3] / "docs" / "levels.md"
ROOT = DOCS.parent.parent
DEFAULTS = criteria()
NAMES = tuple(dict.fromkeys(name for level in DEFAULTS.values() for one in level for name in one.target.names))  # type: ignore[union-attr]
MORE_TO_DO = tuple(name for name in NAMES if name.endswith(".total") or name == "modules.can-harden")
NOTHING = Known((), (), Evidence({}), Sustained())
STATE = ObjectiveState("p", "o", "", "", "technical", "unknown")

ALL: dict[str, float] = {
    "modules.total": 3, "modules.built": 3, "modules.alone": 3, "modules.can-harden": 3, "modules.hardened": 3,
    "questions.total": 6, "questions.justified": 6, "knowledge.lower": 0.95,
    "objectives.technical.total": 2, "objectives.technical.met": 2,
    "objectives.transfer.total": 1, "objectives.transfer.met": 1,
    "quality.score": 95, "coverage.line": 90, "findings.critical": 0,
    "attested": 1, "improvement.days": 40, "made.accepted": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def documented() -> set[str]:
    return set(DOCS.read_text(encoding="utf-8").partition(table.BEGIN)[2].partition(table.END)[0].splitlines())


@pytest.mark.parametrize("title", table.STORIES)
def test_a_ledger_leads_to_the_documented_level(title: str, documented: set[str]) -> None:
    assert table.row(title, table.told(title)) in documented


def test_the_documented_table_has_no_other_rows(documented: set[str]) -> None:
    assert sum(line.startswith("| ") for line in documented) == len(table.STORIES) + 2


def test_a_ledger_in_a_file_says_the_same(tmp_path: Path) -> None:
    title = "Master: better for 31 days, something of their own"
    assert table.told(title, tmp_path) == table.told(title)


def test_every_level_is_reached_and_every_criterion_blocks_in_some_story() -> None:
    found = [table.told(title) for title in table.STORIES]
    assert {one.current for one in found} == set(LEVELS)
    missing = "\n".join(line for one in found for line in one.missing)
    begun = {one.need.partition("{")[0] for level in DEFAULTS.values() for one in level}
    unseen = {need for need in begun if need not in missing}
    assert unseen == {"no module of ", "no knowledge-transfer objective counts for "}  # see the next test


@pytest.mark.parametrize(
    ("lost", "level", "said"),
    [
        ({"modules.can-harden": 0, "modules.hardened": 0}, "Intermediate", "no module of Numerics has bugs to find"),
        ({"questions.total": 0, "questions.justified": 0}, "Advanced", "no module of Numerics asks questions"),
        ({"objectives.transfer.total": 0, "objectives.transfer.met": 0}, "Advanced", "no knowledge-transfer objective"),
        ({"objectives.technical.total": 0, "objectives.technical.met": 0}, "Intermediate", "no technical objective"),
        ({"modules.total": 0, "modules.built": 0, "modules.alone": 0}, "none", "no module teaches Numerics"),
    ],
)
def test_none_of_none_is_not_all(lost: dict[str, float], level: str, said: str) -> None:
    current, missing = reached(Facts({**ALL, **lost}, {}, {"domain": "Numerics"}), DEFAULTS)
    assert current == level and missing[0].startswith(said)


def test_all_of_it_is_mastery_and_every_single_fact_is_needed() -> None:
    assert set(NAMES) == set(ALL)
    assert reached(Facts(ALL), DEFAULTS) == ("Master", ())
    for name in ALL:
        without = {fact: value for fact, value in ALL.items() if fact != name}
        assert reached(Facts(without), DEFAULTS)[0] != "Master", name
        assert reached(Facts(without, {name: "stale"}), DEFAULTS)[0] != "Master", name


VALUES = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from((0.0, 1.0, 2.0, 5.0, 0.95, 85.0, 95.0)) for name in ALL}
)


@settings(max_examples=100)
@given(VALUES, st.sampled_from([name for name in ALL if name not in MORE_TO_DO]), st.floats(0, 100))
def test_more_of_what_counts_never_lowers_a_level(values: dict[str, float], name: str, more: float) -> None:
    better = 0.0 if name == "findings.critical" else values.get(name, 0.0) + more
    before, _ = reached(Facts(values), DEFAULTS)
    after, _ = reached(Facts({**values, name: better}), DEFAULTS)
    assert LEVELS.index(after) >= LEVELS.index(before)


@given(VALUES, st.sampled_from(list(ALL)))
def test_what_is_known_no_more_never_raises_a_level(values: dict[str, float], name: str) -> None:
    before, _ = reached(Facts(values), DEFAULTS)
    after, _ = reached(Facts({fact: value for fact, value in values.items() if fact != name}), DEFAULTS)
    assert LEVELS.index(after) <= LEVELS.index(before)


@given(VALUES)
def test_only_mastery_has_nothing_missing(values: dict[str, float]) -> None:
    current, missing = reached(Facts(values), DEFAULTS)
    assert bool(missing) is (current != "Master")


@pytest.mark.parametrize("grade", ["E0", "E1", "E2"])
def test_a_metric_counts_only_as_evidence_of_this_tree(grade: Grade) -> None:
    known = Known((), (), Evidence({"coverage.line": Metric(99.0, "%", grade, 1)}), Sustained())
    found = facts("Numerics", "", SkillFacts(), known)
    assert ("coverage.line" in found.values) is (grade == "E2")


def test_own_criteria_take_the_place_of_a_whole_level() -> None:
    own = {"Beginner": (goals.Criterion("docs {docs.share} %", "docs.share >= 50"),)}
    given = criteria(own)
    assert reached(Facts({"docs.share": 40}), given) == ("none", ("docs 40 %",))
    assert reached(Facts({"docs.share": 50}), given)[0] == "Beginner"
    assert given["Master"] == DEFAULTS["Master"]


@pytest.mark.parametrize(
    ("need", "target", "values", "said"),
    [
        ("a {a}", "a >= 0.9", {"a": 0.8996}, "a 0.8996"),
        ("a {a}", "a >= 0.9", {"a": 0.523}, "a 0.52"),
        ("a {a}", "a >= 0.9", {}, "a unknown"),
        ("a is needed", "a >= 0.9", {}, "a is needed (a is unknown)"),
        ("{a.b} {b!r} {0} {}", "a.b > 1", {"a.b": 1}, "1 {b!r} {0} {}"),
        ("{a.__class__}\x1b[31m", "a > 1", {"a": 1}, r"unknown\x1b[31m"),
        ("a", "a >=", {}, "its criterion cannot be read: column 5:"),
        ("a", "__import__('os')", {}, "its criterion cannot be read: column 1:"),
        ("a", "1", {}, "its criterion cannot be read: column 1:"),
    ],
)
def test_what_is_missing_is_one_safe_line(need: str, target: str, values: dict[str, float], said: str) -> None:
    own = criteria({"Beginner": (goals.Criterion(need, target),)})
    current, (line,) = reached(Facts(values), own)
    assert current == "none" and line.startswith(said) and line.isprintable()


def test_a_level_without_criteria_is_never_reached() -> None:
    current, missing = reached(Facts(ALL), criteria({"Advanced": ()}))
    assert current == "Intermediate" and "Advanced has no criteria" in missing[0]


def test_domains_are_those_declared_begun_and_of_objectives() -> None:
    skills = {"numerics": SkillFacts(begun=1), "Layers": SkillFacts(), "Text": SkillFacts(begun=2)}
    state = msgspec.structs.replace(STATE, domain="Speed"), msgspec.structs.replace(STATE, domain="NUM")
    found = domains({"num": goals.Domain("Numerics", "Expert")}, skills, [ProjectState("p", "", None, 0.0, state)])
    assert found == {"num": goals.Domain("Numerics", "Expert"), "Speed": goals.Domain(), "Text": goals.Domain()}
    shown = levels({"num": goals.Domain("Numerics", "Expert")}, skills, NOTHING, DEFAULTS)
    assert [(one.domain, one.title, one.target) for one in shown] == [
        ("num", "Numerics", "Expert"),
        ("Text", "Text", "Intermediate"),
    ]


def test_without_observations_there_is_no_estimate() -> None:
    (one,) = levels({"num": goals.Domain()}, {}, NOTHING, DEFAULTS)
    assert (one.estimate, one.lower, one.upper, one.observations) == (None, None, None, 0)


def test_the_simulation_holds_the_bar_that_is_in_use() -> None:
    (bar,) = (one for one in DEFAULTS["Intermediate"] if "knowledge.lower" in one.target.names)  # type: ignore[union-attr]
    assert isinstance(bar, Criterion) and bar.target is not None
    assert bar.target.text == f"knowledge.lower >= {simulation.BAR}"


def test_what_ships_can_lead_to_intermediate_in_all_its_domains(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar is not beyond what a learner can do: everything once, unaided, with graded answers."""
    shipped = read_curriculum(ROOT / "curricula" / "cs336_a1")
    one = story.Story()
    one.shelf, one.projects = (shipped,), story.NEITHER
    monkeypatch.setattr(one, "_of", lambda id: {"curriculum": shipped.id, "version": "1", "module": id})
    for module in shipped.modules.values():
        monkeypatch.setattr(story, "QUESTIONS", tuple(question.id for question in module.questions))
        if "build" in module.about.stages:
            one.build(module.id)
        one.justify(module.id)
        if "harden" in module.about.stages:
            one.harden(module.id)
    for domain in {module.about.domain for module in shipped.modules.values()}:
        assert one.level(domain).current == "Intermediate", domain
