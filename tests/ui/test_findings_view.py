"""The view-model follows State step by step exactly as a fresh look at all of it would."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.model.finding import SEVERITIES, Finding, Result
from mastery_tui.model.state import CheckState, FileState, State, is_stale
from mastery_tui.ui.panes.findings_view import SORTS, FindingsView, Query

PATHS = ("a.py", "b.py", "pkg/c.py", "pkg/d.py")
RANK = {s: i for i, s in enumerate(SEVERITIES)}

findings = st.builds(
    lambda check, severity, line, print_, new: (check, severity, line, print_, new),
    st.sampled_from(("ruff", "security")),
    st.sampled_from(SEVERITIES),
    st.integers(0, 3),
    st.sampled_from("xyz"),
    st.sampled_from((True, False, None)),
)
edits = st.one_of(
    st.tuples(st.just("file"), st.sampled_from(PATHS), st.lists(findings, max_size=5), st.booleans()),
    st.tuples(st.just("gone"), st.sampled_from(PATHS)),
    st.tuples(st.just("tree"), st.lists(findings, max_size=3)),
    st.tuples(st.just("next")),
    st.builds(
        lambda *q: ("ask", Query(*q)),
        st.sampled_from(SORTS),
        st.sampled_from(("info", "error", "warning")),
        st.sampled_from(("", "r", "ru", "ruff", "RUFF a.py", "sec", "nothing")),
        st.booleans(),
    ),
)


def made(path: str, items: list[tuple]) -> dict[str, Result]:
    results: dict[str, Result] = {}
    for check, severity, line, print_, new in items:
        one = Finding(check, "R" + print_, severity, path, line, 1, line, 1, f"says {print_}", print_, new=new)
        results[check] = Result((*results.get(check, Result()).findings, one))
    return results


def step(state: State, edit: tuple) -> State:
    if edit[0] == "file":
        _, path, items, stale = edit
        results = made(path, items)
        generation = state.generation + 1
        blob = f"blob{generation}"
        file = FileState(path, blob, 1, generation, results, dict.fromkeys(results, "old" if stale else blob))
        return replace(state, generation=generation, files=dict(sorted({**state.files, path: file}.items())))
    if edit[0] == "gone":
        return replace(state, files={p: f for p, f in state.files.items() if p != edit[1]})
    if edit[0] == "tree":
        found = made("", [(*("tests",), *item[1:]) for item in edit[1]])
        check = CheckState("tests", "Tests", "findings", generation=state.generation)
        return replace(state, tree=found, checks={"tests": check})
    return replace(state, generation=state.generation + 1)


def brute_force(state: State, query: Query) -> list[tuple]:
    """All that must be listed, as (stale, finding), sorted by what the order promises."""
    rows = []
    for file in state.files.values():
        for check, result in file.results.items():
            rows += [(file.generation, is_stale(file, check), f) for f in result.findings]
    for name, result in state.tree.items():
        check = state.checks[name]
        rows += [(check.generation, check.generation < state.generation, f) for f in result.findings]
    text = query.text.casefold().split()
    rows = [
        row
        for row in rows
        if RANK[row[2].severity] <= RANK[query.least]
        and (row[2].new or not query.new_only)
        and all(word in searched(row[2]) for word in text)
    ]
    return sorted(rows, key=lambda row: promised(row, query))


def searched(f: Finding) -> str:
    return f"{f.path}:{f.line} {f.check} {f.rule} {f.severity} {f.message}".casefold()


def promised(row: tuple, query: Query) -> tuple:
    generation, _, f = row
    return {
        "severity": (RANK[f.severity], f.path, f.line),
        "place": (f.path, f.line),
        "check": (f.check, RANK[f.severity], f.path, f.line),
        "newest": (-generation,),
    }[query.sort]


@settings(max_examples=150, deadline=None)
@given(st.lists(edits, max_size=14))
def test_following_equals_looking_at_all(steps):
    state, view = State(root="/t", name="t"), FindingsView()
    for edit in steps:
        before = {row.place: row for row in view.rows}
        if edit[0] == "ask":
            view.ask(edit[1])
        else:
            state = step(state, edit)
            view.update(state)
        fresh = FindingsView()
        fresh.ask(view.query)
        fresh.update(state)
        expected = brute_force(state, view.query)
        assert [(r.stale, r.finding) for r in view.rows] == [(r.stale, r.finding) for r in fresh.rows]
        assert [promised((r.generation, r.stale, r.finding), view.query) for r in view.rows] == [
            promised(row, view.query) for row in expected
        ]
        assert sorted(map(repr, ((r.stale, r.finding) for r in view.rows))) == sorted(repr(row[1:]) for row in expected)
        everything = list(state.findings())
        assert view.total == len(everything)
        assert view.counts == {s: sum(f.severity == s for f in everything) for s in SEVERITIES}
        for index, row in enumerate(view.rows):
            assert view.index(row.place) == index
        for place in before.keys() - {row.place for row in view.rows}:
            assert view.index(place) is None


def test_many_changes_at_once_and_one_by_one_agree():
    state = State(root="/t", name="t")
    one, many = FindingsView(), FindingsView()
    for number in range(40):
        items = [("ruff", SEVERITIES[(number + i) % 3], i, str(i), None) for i in range(30)]
        state = step(state, ("file", f"f{number * 7 % 40:02}.py", items, False))
        one.update(state)
    many.update(state)
    assert [r.place for r in one.rows] == [r.place for r in many.rows]
    assert len(many.rows) == 1200
    emptied = replace(state, files={p: f for p, f in state.files.items() if p > "f20"})
    many.update(emptied)
    assert [r.finding for r in many.rows] == sorted(
        emptied.findings(), key=lambda f: (RANK[f.severity], f.path, f.line)
    )
