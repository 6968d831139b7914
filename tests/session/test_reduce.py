"""The reducer: pure, only forward, and its counts equal a count from scratch."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.checking.fingerprint import result_of
from mastery_tui.checking.interface import Found
from mastery_tui.model import event as ev
from mastery_tui.model.finding import Result
from mastery_tui.model.state import CheckState, State, is_stale
from mastery_tui.session.reduce import ACTIVITY_KEPT, apply

CHECKS = ("one", "two")
PATHS = ("a.py", "b.py", "c.py")
BLOBS = ("x", "y", "z")


def known(*names: str) -> ev.ChecksKnown:
    return ev.ChecksKnown(tuple(CheckState(name, name) for name in names))


def result(check: str, path: str, blob: str) -> Result:
    count = BLOBS.index(blob)
    found = [Found("R", ("error", "warning", "info")[n % 3], n + 1, "m") for n in range(count)]
    return result_of(check, path, ("l",) * count, found)


SEEN = st.builds(ev.Seen, st.sampled_from(PATHS), st.sampled_from(BLOBS), st.just(1))
CHECKED = st.tuples(st.sampled_from(PATHS), st.sampled_from(BLOBS), st.sampled_from(CHECKS)).map(
    lambda t: ev.Checked(t[0], t[1], t[2], result(t[2], t[0], t[1]))
)
EVENTS = st.lists(
    st.one_of(
        st.builds(
            ev.TreeChanged,
            st.integers(0, 12),
            st.lists(SEEN, max_size=3, unique_by=lambda s: s.path).map(tuple),
            st.lists(st.sampled_from(PATHS), max_size=1).map(tuple),
            st.just({}),
            st.just(0.0),
        ),
        st.builds(ev.FilesChecked, st.lists(CHECKED, max_size=4).map(tuple), st.just({})),
        st.builds(ev.CheckFinished, st.sampled_from(CHECKS), st.integers(0, 12), st.just(0.1)),
        st.builds(ev.Settled, st.integers(0, 12), st.just(1.0), st.just(0.0), st.just(())),
    ),
    max_size=25,
)


@given(EVENTS)
def test_any_sequence_keeps_the_invariants(events: list[ev.Event]) -> None:
    state = apply(State("/t", "t"), known(*CHECKS))
    for event in events:
        before = state
        state = apply(state, event)
        assert state.generation >= before.generation and state.settled >= before.settled
        assert list(state.files) == sorted(state.files)
        for name, check in state.checks.items():
            scratch = Counter(
                f.severity for file in state.files.values() if name in file.results for f in file.results[name].findings
            )
            assert check.counts == dict(scratch)
        for file in state.files.values():
            for name in file.results:
                held = file.results[name]
                if not is_stale(file, name):
                    assert held == result(name, file.path, file.blob), "a fresh result is that of the content"


def test_an_older_result_never_replaces_a_newer_one() -> None:
    state = apply(State("/t", "t"), known("one"))
    state = apply(state, ev.TreeChanged(1, (ev.Seen("a.py", "y", 1),), (), {}, 0.0))
    state = apply(state, ev.TreeChanged(2, (ev.Seen("a.py", "z", 1),), (), {}, 0.0))
    late = apply(state, ev.FilesChecked((ev.Checked("a.py", "y", "one", result("one", "a.py", "y")),), {}))
    assert late.files == state.files
    assert apply(late, ev.TreeChanged(1, (), ("a.py",), {}, 0.0)) is late


def test_an_empty_success_replaces_old_findings() -> None:
    state = apply(State("/t", "t"), known("one"))
    for generation, blob in ((1, "z"), (2, "x")):
        state = apply(state, ev.TreeChanged(generation, (ev.Seen("a.py", blob, 1),), (), {}, 0.0))
        if generation == 2:
            assert is_stale(state.files["a.py"], "one") and sum(1 for _ in state.findings()) == 2
        state = apply(state, ev.FilesChecked((ev.Checked("a.py", blob, "one", result("one", "a.py", blob)),), {}))
        state = apply(state, ev.CheckFinished("one", generation, 0.1))
    assert state.checks["one"].status == "passed" and not list(state.findings())


def test_a_check_that_goes_takes_its_results_along() -> None:
    state = apply(State("/t", "t"), known("one", "two"))
    state = apply(state, ev.TreeChanged(1, (ev.Seen("a.py", "z", 1),), (), {}, 0.0))
    both = tuple(ev.Checked("a.py", "z", name, result(name, "a.py", "z")) for name in CHECKS)
    state = apply(state, ev.FilesChecked(both, {}))
    for name in CHECKS:
        state = apply(state, ev.CheckFinished(name, 1, 0.1))
    less = apply(state, known("one"))
    assert {finding.check for finding in less.findings()} == {"one"} and set(less.checks) == {"one"}
    off = apply(
        state,
        ev.ChecksKnown((CheckState("one", "one"), CheckState("two", "two", "skipped", "disabled")), frozenset({"two"})),
    )
    assert {finding.check for finding in off.findings()} == {"one"} and off.checks["two"].status == "skipped"


def test_activity_is_bounded_and_problems_replace_each_other() -> None:
    state = State("/t", "t")
    for n in range(ACTIVITY_KEPT + 50):
        state = apply(state, ev.Noted(float(n), "info", f"line {n}"))
    assert len(state.activity) == ACTIVITY_KEPT and state.activity[0].text == f"line {ACTIVITY_KEPT + 49}"
    state = apply(state, ev.Problems("settings", ("broken",), 0.0))
    assert state.problems == ("broken",) and state.activity[0].text == "broken"
    assert apply(state, ev.Problems("settings", ("broken",), 0.0)) is state
    assert apply(state, ev.Problems("settings", (), 0.0)).problems == ()
