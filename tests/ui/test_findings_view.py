"""The view-model follows State step by step exactly as a fresh look at all of it would."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.model.finding import SEVERITIES, Edit, Finding, Fix, Result
from mastery_tui.model.state import CheckState, FileState, State, is_stale
from mastery_tui.ui.panes.findings_filter import narrows, terms
from mastery_tui.ui.panes.findings_groups import Section
from mastery_tui.ui.panes.findings_rows import SORTS, Row
from mastery_tui.ui.panes.findings_view import FindingsView, Query

PATHS = ("a.py", "b.py", "pkg/c.py", "pkg/d.py")
RANK = {s: i for i, s in enumerate(SEVERITIES)}
FIX = Fix("mend it", True, (Edit(1, 1, 1, 1, ""),))
TEXTS = (
    "",
    "r",
    "ru",
    "ruff",
    "RUFF a.py",
    "sec",
    "nothing",
    "-ruff",
    "rule:rx",
    "rule:",
    "is:new",
    "is:fix",
    "is:fixable",
)

findings = st.tuples(
    st.sampled_from(("ruff", "security")),
    st.sampled_from(SEVERITIES),
    st.integers(0, 3),
    st.sampled_from("xyz"),
    st.sampled_from((True, False, None)),
    st.sampled_from((None, None, FIX)),
    st.sampled_from((None, None, "test code")),
)
queries = st.builds(
    Query,
    st.sampled_from(SORTS),
    st.sampled_from(("info", "info", "error", "warning")),
    st.one_of(st.just(""), st.sampled_from(TEXTS)),
    st.sampled_from((False, False, False, True)),
    st.sampled_from(("none", "file", "rule", "check")),
    st.booleans(),
)
edits = st.one_of(
    st.tuples(st.just("file"), st.sampled_from(PATHS), st.lists(findings, max_size=5), st.booleans()),
    st.tuples(st.just("gone"), st.sampled_from(PATHS)),
    st.tuples(st.just("tree"), st.lists(findings, max_size=3)),
    st.tuples(st.just("missed"), st.sets(st.sampled_from(PATHS)).map(lambda paths: tuple(sorted(paths)))),
    st.tuples(st.just("next")),
    st.tuples(st.just("ask"), queries),
    st.tuples(st.just("fold"), st.integers(0, 9)),
)


def made(path: str, items: list[tuple]) -> dict[str, Result]:
    results: dict[str, Result] = {}
    for check, severity, line, print_, new, fix, dismissed in items:
        one = Finding(
            check,
            "R" + print_,
            severity,
            path,
            line,
            1,
            line,
            1,
            f"says {print_}",
            print_,
            fix=fix,
            new=new,
            dismissed=dismissed,
        )
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
    if edit[0] == "missed":
        return replace(state, watch=replace(state.watch, missed=edit[1]))
    if edit[0] == "tree":
        found = made("", [(*("tests",), *item[1:]) for item in edit[1]])
        check = CheckState("tests", "Tests", "findings", generation=state.generation)
        return replace(state, tree=found, checks={"tests": check})
    return replace(state, generation=state.generation + 1)


def everything(state: State) -> list[tuple]:
    """All findings as (generation, stale, finding)."""
    rows = []
    for file in state.files.values():
        for check, result in file.results.items():
            stale = is_stale(file, check) or file.path in state.watch.missed
            rows += [(file.generation, stale, f) for f in result.findings]
    for name, result in state.tree.items():
        check = state.checks[name]
        rows += [(check.generation, check.generation < state.generation, f) for f in result.findings]
    return rows


def brute_force(state: State, query: Query) -> list[tuple]:
    """All that must be listed, as (stale, finding), sorted by what the order promises."""
    rows = [
        row
        for row in everything(state)
        if RANK[row[2].severity] <= RANK[query.least]
        and (row[2].new or not query.new_only)
        and (query.dismissed or row[2].dismissed is None)
        and all(passes(word, row[2]) for word in query.text.casefold().split())
    ]
    return sorted(rows, key=lambda row: promised(row, query))


def passes(word: str, f: Finding) -> bool:
    if word.startswith("-"):
        return not passes(word[1:], f)
    if word in ("rule:", "is:fix"):
        return True
    if word.startswith("rule:"):
        return word[5:] in f.rule.casefold()
    if word == "is:new":
        return f.new is True
    if word == "is:fixable":
        return f.fix is not None and f.fix.safe
    return word in f"{f.path}:{f.line} {f.check} {f.rule} {f.severity} {f.message} {f.dismissed or ''}".casefold()


def group_of(f: Finding, by: str) -> tuple:
    return {"none": (), "file": (f.path,), "rule": (f.rule, f.check), "check": (f.check,)}[by]


def promised(row: tuple, query: Query) -> tuple:
    generation, _, f = row
    order = {
        "severity": (f.dismissed is not None, RANK[f.severity], f.path, f.line),
        "place": (f.path, f.line),
        "check": (f.check, f.dismissed is not None, RANK[f.severity], f.path, f.line),
        "newest": (-generation,),
    }[query.sort]
    return (group_of(f, query.group), *order)


def listed(view: FindingsView) -> list:
    """What stands on each line: (name, counts, folded) of a header, or a finding."""
    lines = []
    for number in range(view.lines):
        what = view.at(number)
        assert what is not None
        if isinstance(what, Section):
            lines.append((what.name, {kind: n for kind, n in what.counts.items() if n}, what.folded))
        else:
            lines.append(what.finding)
    return lines


def regrouped(view: FindingsView, folded: set) -> list:
    """The same, from the rows alone."""
    lines: list = []
    by = view.query.group
    for name in sorted({group_of(row.finding, by) for row in view.rows}):
        members = [row.finding for row in view.rows if group_of(row.finding, by) == name]
        counts: dict[str, int] = {}
        for f in members:
            kind = f.severity if f.dismissed is None else "dismissed"
            counts[kind] = counts.get(kind, 0) + 1
        if by != "none":
            lines.append((name, counts, (by, name) in folded))
        if (by, name) not in folded:
            lines += members
    return lines


@settings(max_examples=150, deadline=None)
@given(*[st.lists(findings, min_size=1, max_size=4)] * 2, queries, st.lists(edits, max_size=12))
def test_following_equals_looking_at_all(a, b, query, steps):
    state, view = State(root="/t", name="t"), FindingsView()
    steps = [("file", "a.py", a, False), ("file", "pkg/c.py", b, False), ("ask", query), *steps]
    folded: set = set()
    for edit in steps:
        before = {row.place: row for row in view.rows}
        if edit[0] == "ask":
            view.ask(edit[1])
        elif edit[0] == "fold":
            if view.query.group != "none" and view.sections.all:
                section = view.sections.all[edit[1] % len(view.sections.all)]
                view.fold(section, not section.folded)
                folded ^= {(view.query.group, section.name)}
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
        every = [f for _, _, f in everything(state)]
        counted = [f for f in every if f.dismissed is None]
        assert (view.total, view.dismissed) == (len(counted), len(every) - len(counted))
        assert view.counts == {s: sum(f.severity == s for f in counted) for s in SEVERITIES}
        assert view.longest_rule == max((len(f.rule) for f in every), default=0)
        assert view.longest_place == max((len(f"{f.path}:{f.line}") for f in every), default=0)
        assert listed(view) == regrouped(view, folded)
        for row in view.rows:
            at = view.index(row.place)
            what = view.at(at)
            if isinstance(what, Section):
                assert what.folded and what.name == group_of(row.finding, view.query.group)
            else:
                assert what is row
        for number in range(view.lines):
            held = view.held(number)
            assert view.index(held) == number
        for place in before.keys() - {row.place for row in view.rows}:
            assert view.index(place) is None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(findings, min_size=1, max_size=9), st.sets(st.integers(0, 9)), st.sampled_from(("none", "file", "rule"))
)
def test_stepping_goes_through_every_finding_whatever_is_folded(items, folds, group):
    view = FindingsView()
    view.ask(Query(group=group, dismissed=True))
    state = step(State(root="/t", name="t"), ("file", "a.py", items, False))
    view.update(step(state, ("file", "b.py", items[::2], False)))
    for number in folds & set(range(len(view.sections.all))):
        view.fold(view.sections.all[number], True)
    line, seen = 0, []
    if isinstance(first := view.at(0), Row):
        seen.append(first)
    for _ in range(len(view.rows)):
        line = view.step(line, 1)
        what = view.at(line)
        assert isinstance(what, Row)
        if what not in seen:
            seen.append(what)
    assert seen == view.rows
    back = [view.at(line)]
    for _ in range(len(view.rows)):
        line = view.step(line, -1)
        if view.at(line) not in back:
            back.append(view.at(line))
    assert back == view.rows[::-1]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", "ABC"),
        ("rule:a", "A"),
        ("-rule:a", "BC"),
        ("-message", ""),
        ("is:new", "A"),
        ("-is:new", "BC"),
        ("is:fixable", "B"),
        ("is:dismissed", "C"),
        ("is:error", "AB"),
        ("path:pkg", "C"),
        ("check:sec -path:pkg", "B"),
        ("x:y", ""),
        ("a.py:1", "A"),
        ("-", "ABC"),
        ("is:", "ABC"),
        ("is:nonsense", "ABC"),
        ("reasoned", "C"),
        ("A.PY", "A"),
    ],
)
def test_the_language_of_the_filter(text, rules):
    a = Finding("ruff", "A", "error", "a.py", 1, 1, 1, 1, "message", "1", new=True)
    b = Finding("security", "B", "error", "b.py", 1, 1, 1, 1, "message", "2", fix=FIX)
    c = Finding("security", "C", "info", "pkg/c.py", 1, 1, 1, 1, "message", "3", dismissed="reasoned")
    view = FindingsView()
    view.ask(Query(text=text, dismissed=True))
    file = FileState("a.py", "b", 1, 1, {"all": Result((a, b, c))}, {"all": "b"})
    view.update(State(root="/t", name="t", files={"a.py": file}))
    assert "".join(sorted(row.finding.rule for row in view.rows)) == rules


@given(st.text("ab- :", max_size=6), st.text("ab- :", max_size=3))
def test_a_filter_that_narrows_never_shows_more(before, more):
    """The shortcut that looks at the shown rows only: what passes the longer text passes the shorter one."""
    text = before + more
    if narrows(text, before):
        for word in ("a", "ab", "b a", "aab", "ba:", ":", "-a", ""):
            row = Row(Finding("", "", "info", "", 0, 0, 0, 0, word, ""), False, 0, ("", "", 0))
            if all(term.holds(row) for term in terms(text)):
                assert all(term.holds(row) for term in terms(before))


def test_many_changes_at_once_and_one_by_one_agree():
    state = State(root="/t", name="t")
    one, many = FindingsView(), FindingsView()
    for number in range(40):
        items = [("ruff", SEVERITIES[(number + i) % 3], i, str(i), None, None, None) for i in range(30)]
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
