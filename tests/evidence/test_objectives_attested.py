"""Attestations: a person's word holds for the very files that it was given over, for so long, by who may give it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.config.goals import Attestation, Objective, Project
from mastery_tui.evidence.objectives import Evidence, files_over, fits, judge
from mastery_tui.evidence.record import Attested
from mastery_tui.model.metric import Metric
from mastery_tui.model.proof import ObjectiveState

NOW, DAY = 1_700_000_000.0, 86_400.0
TREE = {"src/a.py": "1", "src/deep/b.py": "2", "docs/c.md": "3"}
OVER = ("src/**/*.py",)
FILES = {"src/a.py": "1", "src/deep/b.py": "2"}
ADA = Attested("p", "o", "Ada Lovelace <ada@example.org>", NOW + 90 * DAY, FILES)
EVIDENCE = Evidence(
    {"x": Metric(5, "", "E2", 1), "old": Metric(5, "", "E1", 1, note="another tree")},
    attestations=((ADA, NOW - DAY),),
    blobs=TREE,
    now=NOW,
)
HOW = "mastery attest p.o"


def one(known: Evidence = EVIDENCE, /, target: str = "", warn: str = "", **asked: Any) -> ObjectiveState:
    attestation = Attestation(**{"over": OVER, **asked})
    objective = Objective("o", "", target, warn, attestation=attestation)
    return judge((Project("p", "", (objective,)),), known)[0].objectives[0]


def given_by(*given: tuple[Attested, float], **changed: Any) -> Evidence:
    return replace(EVIDENCE, attestations=given, **changed)


def test_it_holds_and_says_whose_and_until_when() -> None:
    found = one()
    assert (found.verdict, found.grade, found.progress) == ("pass", "E3", 1.0)
    assert found.reason == "Ada Lovelace <ada@example.org> vouches for it"
    assert found.attested == "Ada Lovelace <ada@example.org>, until 2024-02-11"
    assert found.next == ""


NOT_HELD: list[tuple[str, Evidence, dict[str, Any], str, str]] = [
    ("none", given_by(), {}, "unknown", f"nobody has vouched for it: {HOW}"),
    ("of another", given_by((replace(ADA, objective="x"), NOW)), {}, "unknown", f"nobody has vouched for it: {HOW}"),
    ("elsewhere", given_by((replace(ADA, project="x"), NOW)), {}, "unknown", f"nobody has vouched for it: {HOW}"),
    ("ended", replace(EVIDENCE, now=NOW + 90 * DAY), {}, "stale", "ended on 2024-02-11"),
    ("fewer days now", replace(EVIDENCE, now=NOW + 6 * DAY), {"days": 7}, "stale", "ended on 2023-11-20"),
    ("nan", given_by((replace(ADA, until=float("nan")), NOW)), {}, "stale", "ended on a day that cannot be"),
    ("changed", replace(EVIDENCE, blobs={**TREE, "src/a.py": "9"}), {}, "stale", "is void: src/a.py changed"),
    ("came", replace(EVIDENCE, blobs={**TREE, "src/new.py": "9"}), {}, "stale", "is void: src/new.py came"),
    ("gone", replace(EVIDENCE, blobs={"src/a.py": "1"}), {}, "stale", "is void: src/deep/b.py is gone"),
    ("moved", replace(EVIDENCE, blobs={"src/a.py": "1", "src/b.py": "2"}), {}, "stale", "is void: src/b.py came"),
    ("all gone", replace(EVIDENCE, blobs={"docs/c.md": "3"}), {}, "unknown", "nothing is named src/**/*.py"),
    ("other patterns", EVIDENCE, {"over": ("docs/*",)}, "stale", "is void: docs/c.md came"),
    ("no patterns", EVIDENCE, {"over": ()}, "stale", "is void: src/a.py is gone"),
    ("patterns of less", EVIDENCE, {"over": ("src/*.py",)}, "stale", "is void: src/deep/b.py is gone"),
    ("no set of characters", EVIDENCE, {"over": ("[z-a]",)}, "unknown", "nothing is named [z-a]"),
    ("by another", EVIDENCE, {"by": ("Grace", "grace@example.org")}, "unknown", "may not vouch for it: only Grace"),
    ("hostile name", replace(EVIDENCE, blobs={**TREE, "src/\x1b[2J.py": ""}), {}, "stale", "src/\\x1b[2J.py came"),
]


@pytest.mark.parametrize(
    ("known", "asked", "verdict", "reason"), [case[1:] for case in NOT_HELD], ids=[c[0] for c in NOT_HELD]
)
def test_it_does_not_hold(known: Evidence, asked: dict[str, Any], verdict: str, reason: str) -> None:
    found = one(known, **asked)
    assert (found.verdict, reason in found.reason) == (verdict, True), found.reason
    assert (found.grade, found.progress, found.attested) == ("", None, "")
    assert found.next


def test_the_newest_that_holds_counts() -> None:
    void = replace(ADA, who="Eve", files={})
    assert one(given_by((void, NOW - 2), (ADA, NOW - 1))).attested.startswith("Ada")
    assert one(given_by((ADA, NOW - 2), (void, NOW - 1))).attested.startswith("Ada")
    assert "of Eve is void" in one(given_by((replace(ADA, until=NOW), NOW - 2), (void, NOW - 1))).reason
    assert "of Ada" in one(given_by((replace(ADA, until=NOW), NOW - 2), (void, NOW)), by=("ada@example.org",)).reason


def test_over_no_files_it_is_bound_to_no_tree() -> None:
    found = one(given_by((replace(ADA, files={}), NOW)), over=())
    assert (found.verdict, found.grade) == ("pass", "E1")


def test_the_authors_own_word_is_shown_as_such() -> None:
    assert "(the author)" in one(replace(EVIDENCE, author=frozenset({"ada@example.org"}))).attested
    assert "(the author)" not in one(replace(EVIDENCE, author=frozenset({"Grace"}))).attested


BOTH = [
    # target, whether somebody vouches, verdict
    ("x > 3", True, "pass"),
    ("x > 3", False, "unknown"),
    ("x > 9", True, "fail"),
    ("x > 9", False, "fail"),
    ("old > 3", True, "stale"),
    ("old > 3", False, "unknown"),
    ("nothing > 3", True, "unknown"),
]


@pytest.mark.parametrize(("target", "vouched", "verdict"), BOTH)
def test_with_a_target_both_have_to_hold(target: str, vouched: bool, verdict: str) -> None:
    known = EVIDENCE if vouched else given_by()
    assert one(known, target=target).verdict == verdict


def test_a_warning_needs_the_word_too() -> None:
    assert one(target="x > 9", warn="x > 3").verdict == "warn"
    assert one(given_by(), target="x > 9", warn="x > 3").verdict == "unknown"


WHO = [
    ("Ada Lovelace <ada@example.org>", "Ada Lovelace", True),
    ("Ada Lovelace <ada@example.org>", "ADA@example.org", True),
    ("Ada Lovelace <ada@example.org>", "Ada Lovelace <ada@example.org>", True),
    ("Ada Lovelace <ada@example.org>", "Ada Lovelace <eve@example.org>", False),
    ("Ada Lovelace <ada@example.org>", "Ada", False),
    ("Ada Lovelace <ada@example.org>", "example.org", False),
    ("Ada Lovelace <ada@example.org>", "", False),
    ("ada", "Ada", True),
    ("<ada@example.org>", "ada@example.org", False),
    ("ada@example.org <eve@example.org>", "ada@example.org", True),
    ("", "", False),
]


@pytest.mark.parametrize(("who", "named", "expected"), WHO)
def test_who_is_meant(who: str, named: str, expected: bool) -> None:
    assert fits(who, [named]) is expected
    assert not fits(who, [])


paths = st.sampled_from(["a.py", "src/a.py", "src/b/c.py", "docs/x.md", "src/b/d.txt"])
trees = st.dictionaries(paths, st.sampled_from("12"), max_size=5)


@settings(max_examples=50)
@given(trees, trees, st.sampled_from([("*.py",), ("src/**",), ("src/*.py", "docs/"), ("x",), ()]))
def test_it_holds_exactly_while_the_files_are_the_same(
    then: dict[str, str], now: dict[str, str], over: tuple[str, ...]
) -> None:
    recorded = {path: then[path] for path in files_over(over, then)}
    found = one(given_by((replace(ADA, files=recorded), NOW), blobs=now), over=over)
    same = recorded == {path: now[path] for path in files_over(over, now)}
    assert (found.verdict == "pass") is (same and bool(recorded or not over))
