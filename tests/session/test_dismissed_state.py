"""Dismissals in the State: marks, counts and verdicts follow the list, in whatever order things arrive."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.checking.fingerprint import BROKEN, broken, result_of
from mastery_tui.checking.interface import Found
from mastery_tui.model import event as ev
from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.state import CheckState, Dismissal, State
from mastery_tui.reporting.dismissals import dismissed, stale
from mastery_tui.session.reduce import apply
from mastery_tui.session.set_aside import by_fingerprint, marked, reason_for

PATHS = ("a.py", "b.py")
FOUND: dict[str, Result] = {
    path: result_of("one", path, ("x", "y"), [Found("R", "error", 1, "m"), Found("S", "info", 2, "m")])
    for path in PATHS
}
TREE = result_of("tree", "", (), [Found("test-failed", "error", 3, "m", path="a.py", anchor="t")])
ALL = [*(finding for result in FOUND.values() for finding in result.findings), *TREE.findings]


def aside(finding: Finding, reason: str = "fine") -> Dismissal:
    return Dismissal(finding.fingerprint, finding.check, finding.rule, finding.path, reason)


ENTRIES = st.lists(
    st.sampled_from(ALL).map(aside) | st.just(Dismissal("0" * 16, "one", "R", "a.py", "old")), max_size=6
)
READ = ENTRIES.map(lambda entries: ev.DismissalsRead(tuple(entries)))
EVENTS = st.one_of(
    READ,
    st.sampled_from(PATHS).map(lambda path: ev.FilesChecked((ev.Checked(path, "b", "one", FOUND[path]),), {})),
    st.just(ev.TreeChecked("tree", 1, TREE)),
    st.sampled_from(("one", "tree")).map(lambda name: ev.CheckFinished(name, 1, 0.1)),
)


def begun() -> State:
    state = apply(State("/t", "t"), ev.ChecksKnown((CheckState("one", "One"), CheckState("tree", "Tree"))))
    return apply(state, ev.TreeChanged(1, tuple(ev.Seen(path, "b", 1) for path in PATHS), (), {}, 0.0))


@given(st.lists(EVENTS, max_size=12), READ)
def test_marks_and_counts_are_those_of_the_list_whatever_came_first(
    events: list[ev.Event], last: ev.DismissalsRead
) -> None:
    state = begun()
    for event in (*events, ev.CheckFinished("one", 1, 0.1), ev.CheckFinished("tree", 1, 0.1), last):
        state = apply(state, event)
    known = by_fingerprint(state.dismissals)
    assert all(finding.dismissed == reason_for(finding, known) for finding in state.findings())
    for name, check in state.checks.items():
        here = [finding for finding in state.findings() if finding.check == name]
        assert check.counts == dict(Counter(f.severity for f in here if f.dismissed is None))
        assert check.status == ("findings" if check.counts else "passed")
        assert check.dismissed == sum(f.dismissed is not None for f in here)
    assert dismissed(state) == sum(check.dismissed for check in state.checks.values())


@given(ENTRIES)
def test_the_order_of_results_and_dismissals_does_not_matter(entries: list[Dismissal]) -> None:
    results: list[ev.Event] = [
        *(ev.FilesChecked((ev.Checked(path, "b", "one", FOUND[path]),), {}) for path in PATHS),
        ev.TreeChecked("tree", 1, TREE),
        *(ev.CheckFinished(name, 1, 0.1) for name in ("one", "tree")),
    ]
    read = ev.DismissalsRead(tuple(entries))
    before, after = begun(), begun()
    for event in (read, *results):
        before = apply(before, event)
    for event in (*results, ev.DismissalsRead((aside(ALL[0], "other"),)), read):
        after = apply(after, event)
    assert before == after


def test_nothing_is_made_anew_where_nothing_changes() -> None:
    known = by_fingerprint([aside(ALL[0])])
    once = marked(FOUND["a.py"], known)
    assert once is not FOUND["a.py"] and marked(once, known) is once
    assert marked(FOUND["b.py"], known) is FOUND["b.py"]
    assert marked(once, {}) == FOUND["a.py"]


@pytest.mark.parametrize("lie", [{"check": "other"}, {"rule": "S"}, {"path": "b.py"}])
def test_an_entry_that_names_another_finding_sets_nothing_aside(lie: dict[str, str]) -> None:
    assert reason_for(ALL[0], by_fingerprint([replace(aside(ALL[0]), **lie)])) is None


@pytest.mark.parametrize("rule", [BROKEN, "collection-error", "test-crash", "incomplete-run"])
def test_missing_evidence_is_never_set_aside(rule: str) -> None:
    (finding,) = broken("one", "a.py", "told to").findings
    finding = replace(finding, rule=rule)
    assert reason_for(finding, by_fingerprint([aside(finding)])) is None


def test_the_first_of_two_entries_counts() -> None:
    assert reason_for(ALL[0], by_fingerprint([aside(ALL[0], "first"), aside(ALL[0], "second")])) == "first"


def finished(entries: list[Dismissal]) -> State:
    state = apply(begun(), ev.DismissalsRead(tuple(entries)))
    for path in PATHS:
        state = apply(state, ev.FilesChecked((ev.Checked(path, "b", "one", FOUND[path]),), {}))
    return apply(state, ev.CheckFinished("one", 1, 0.1))


GONE = Dismissal("0" * 16, "one", "R", "a.py", "old")


@pytest.mark.parametrize(
    ("entry", "is_stale"),
    [
        (aside(ALL[0]), False),
        (GONE, True),
        (replace(GONE, path="no_more.py"), True),
        (replace(GONE, path="large.py"), False),  # not checked: nothing is known of it
        (replace(GONE, check="tree"), False),  # has not run
        (replace(GONE, check="disabled"), False),
    ],
)
def test_stale_is_only_what_is_known_to_be_gone(entry: Dismissal, is_stale: bool) -> None:
    state = replace(finished([entry]), skipped={"large.py": "too large"})
    assert bool(stale(state)) is is_stale
    newer = apply(state, ev.TreeChanged(2, (ev.Seen("a.py", "c", 1),), (), state.skipped, 0.0))
    assert stale(newer) == ()  # until the check has said what it finds now
