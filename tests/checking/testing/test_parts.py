"""The pure parts: the order, the selection, the map and the channel, against their definitions."""

import json
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.checking.testing import coverage_map as cm
from mastery_tui.checking.testing.channel import Listener, Started, Untrusted
from mastery_tui.checking.testing.runner import PLUGIN
from mastery_tui.checking.testing.selection import file_of, select

IDS = st.text("abc", min_size=1, max_size=2)
OUTCOMES = st.sampled_from(["passed", "failed", "error", "skipped", "fatal", "xfailed"])
FILES = [f"f{number}.py" for number in range(5)]
ENTRIES = st.builds(
    cm.TestEntry,
    OUTCOMES,
    st.sampled_from(FILES),
    st.none() | st.lists(st.integers(0, 4), max_size=5, unique=True).map(tuple),
)
MAPS = st.builds(lambda tests: cm.TestMap(cm.FORMAT, tuple(FILES), tests), st.dictionaries(IDS, ENTRIES, max_size=6))


@pytest.fixture(scope="module")
def plugin():
    """The plugin's modules, imported as the project's Python does, but without a channel."""
    before = set(sys.modules)
    sys.path.insert(0, str(PLUGIN))
    try:
        import mastery_pytest.outcomes
        import mastery_pytest.plan

        yield mastery_pytest
    finally:
        sys.path.remove(str(PLUGIN))
        for name in set(sys.modules) - before:
            if name.startswith("mastery_pytest"):
                del sys.modules[name]


@given(known=MAPS, changed=st.none() | st.frozensets(st.sampled_from([*FILES, "conftest.py", "README"])))
def test_the_rest_is_exactly_what_the_change_is_known_not_to_touch(known, changed):
    chosen = select(known, changed, lambda path: path == "conftest.py")
    groups = [*chosen.failing, *chosen.fatal, *chosen.rest]
    assert len(groups) == len(set(groups))
    for id, test in known.tests.items():
        assert (id in chosen.failing) == (test.outcome in ("failed", "error"))
        assert (id in chosen.fatal) == (test.outcome == "fatal")
        free = (
            changed is not None
            and "conftest.py" not in changed
            and test.outcome not in ("failed", "error", "fatal")
            and test.touched is not None
            and not ({test.path, *(FILES[number] for number in test.touched)} & changed)
        )
        assert (id in chosen.rest) == free


NODES = st.builds("{}.py::{}".format, st.sampled_from("abcd"), st.integers(0, 4))
GROUPS = st.sampled_from(["failing", "fatal", "rest", "new"])


@given(group=st.dictionaries(NODES, GROUPS, max_size=12), kept=st.frozensets(st.sampled_from(["a.py", "b.py"])))
def test_files_move_whole_and_keep_their_own_order(plugin, group, kept):
    ids = list(group)
    fields = {name: [id for id in ids if group[id] == name] for name in ("failing", "fatal", "rest")}
    plan = plugin.plan.Plan("/", None, None, **fields, kept=tuple(kept))
    order, primary = plugin.plan.arrange(ids, plan)
    assert sorted(order) == list(range(len(ids)))

    def rank(file):
        tests = {group[id] for id in ids if file_of(id) == file} - {"fatal"}
        return 3 if file in kept or tests <= {"rest"} else 0 if "failing" in tests else 1

    ranks = [2 if group[id] == "fatal" and file_of(id) not in kept else rank(file_of(id)) for id in ids]
    assert [ranks[index] for index in order] == sorted(ranks)
    assert primary == sum(rank < 3 for rank in ranks)
    for one, other in pairwise(order):
        assert one < other or ranks[one] < ranks[other]  # nothing else is moved


@given(ids=st.lists(NODES, unique=True, min_size=1), through=st.frozensets(st.sampled_from(["a.py", "b.py"])))
def test_the_projects_own_order_is_left_alone(plugin, ids, through):
    def arrange(order):
        return plugin.plan.arrange(ids, plugin.plan.Plan("/", None, None, through=tuple(through), order=order))

    mine = [index for index, id in enumerate(ids) if file_of(id) in through]
    assert arrange("own") == (list(range(len(ids))), (mine or [len(ids) - 1])[-1] + 1)
    assert arrange("only") == (mine, len(mine))


@given(
    known=MAPS, ran=st.dictionaries(IDS, ENTRIES, max_size=4), existing=st.none() | st.frozensets(IDS), data=st.data()
)
def test_merging_keeps_what_did_not_run_and_takes_what_did(known, ran, existing, data):
    measured = {
        id: data.draw(st.frozensets(st.sampled_from([*FILES, "new.py"]))) for id in ran if data.draw(st.booleans())
    }

    def files(tests, id):
        touched = tests.tests[id].touched
        return None if touched is None else {tests.files[number] for number in touched}

    merged = cm.merge(known, None if existing is None else sorted(existing), ran, measured)
    if existing is not None:
        mine = [id for id in merged.tests if id in existing]
        assert mine == sorted(mine)  # the project's own order
    assert set(merged.tests) == {id for id in known.tests if existing is None or id in existing} | set(ran)
    for id, entry in merged.tests.items():
        assert entry.outcome == ran.get(id, known.tests.get(id)).outcome
        if id in measured:
            assert files(merged, id) == measured[id]
        else:
            assert files(merged, id) == (files(known, id) if id in known.tests else None)


@given(known=MAPS)
def test_the_map_survives_the_disk(tmp_path_factory, known):
    path = tmp_path_factory.mktemp("map") / "deep" / "map.json"
    cm.save(path, known)
    assert cm.load(path) == known
    assert [file.name for file in path.parent.iterdir()] == ["map.json"]


def _line(**changes):
    fields = {"kind": "started", "token": "secret", "number": 0, "id": "t"}
    return json.dumps({**fields, **changes}).encode() + b"\n"


@given(cuts=st.lists(st.integers(0, 200), max_size=8))
def test_messages_arrive_whole_however_they_are_cut(cuts):
    data = b"".join(_line(number=number, id=f"test é {number}") for number in range(3))
    listener = Listener("secret")
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    messages = [message for a, b in pairwise(edges) for message in listener.feed(data[a:b])]
    assert messages == [Started("secret", number, f"test é {number}") for number in range(3)]


@pytest.mark.parametrize(
    "line",
    [
        _line(token="guess"),  # noqa: S106
        _line(number=1),
        _line(kind="pass"),
        _line(id=1),
        _line(extra=1),
        b"\n",
        b"\xff\xfe\n",
        b"[]\n",
        b"null\n",
    ],
)
def test_what_is_not_the_plugins_is_not_trusted(line):
    with pytest.raises(Untrusted):
        Listener("secret").feed(line)


PHASES = ("setup", "call", "teardown")


@pytest.mark.parametrize(
    ("reports", "word"),
    [
        (["passed", "passed", "passed"], "passed"),
        (["failed", None, "passed"], "error"),
        (["passed", "failed", "passed"], "failed"),
        (["passed", "failed", "failed"], "failed"),
        (["passed", "passed", "failed"], "error"),
        (["skipped", None, "passed"], "skipped"),
        (["passed", "skipped", "failed"], "error"),
        (["passed", "rerun", "passed"], "passed"),
    ],
)
def test_phases_merge(plugin, reports, word):
    outcomes = plugin.outcomes.Outcomes()
    for when, outcome in zip(PHASES, reports, strict=True):
        if outcome:
            outcomes.add(
                SimpleNamespace(nodeid="t", when=when, outcome=outcome, duration=1.0, longrepr="", location=None)
            )
    assert outcomes.end("t").word == word


def test_the_plugin_speaks_python_3_8():
    import ast

    for file in Path(PLUGIN).rglob("*.py"):
        ast.parse(file.read_text("utf-8"), feature_version=(3, 8))
