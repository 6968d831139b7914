"""Progress: a fold over events, whatever was reset, undone or done again; and the marks that follow from it."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.evidence.ledger import Entry, Ledger
from mastery_tui.learning.events import (
    KINDS,
    Answered,
    Diagnosed,
    Event,
    Forgot,
    Held,
    Hinted,
    Injected,
    Reset,
    Started,
    Taken,
    Undone,
    Validated,
    from_row,
    to_entry,
)
from mastery_tui.learning.marks import marks
from mastery_tui.learning.module_progress import ModuleProgress, after
from mastery_tui.learning.progress import NOTHING, Key, Progress, fold, progress
from mastery_tui.learning.schedule import due_at
from mastery_tui.model.learning import STAGES

MODULES = ("softmax", "linear")
SHAS = st.dictionaries(st.sampled_from(("a.py", "b.py")), st.sampled_from(("x", "y", "z")), max_size=2)
OF = {
    "curriculum": st.sampled_from(("c", "d")),
    "version": st.sampled_from(("1", "2")),
    "module": st.sampled_from(MODULES),
}
OPERATIONS = st.sampled_from(("0001-a", "0002-b", "0003-c"))
OWN: dict[type[Event], dict[str, st.SearchStrategy[Any]]] = {
    Started: OF | {"files": SHAS},
    Validated: OF | {"files": SHAS},
    Hinted: OF | {"number": st.integers(1, 4)},
    Answered: OF | {"question": st.sampled_from(("why", "how"))},
    Injected: OF | {"bug": st.sampled_from(("axis", "sign")), "backup": OPERATIONS | st.just("")},
    Diagnosed: OF | {"bug": st.sampled_from(("axis", "sign")), "practice": st.booleans()},
    Held: OF
    | {
        "bug": st.sampled_from(("axis", "sign", "")),
        "files": SHAS,
        "grade": st.sampled_from(("validated", "self-assessed")),
    },
    Taken: OF | {"files": SHAS},
    Forgot: OF | {"backup": OPERATIONS | st.just("")},
    Reset: OF | {"module": st.sampled_from((*MODULES, "")), "backup": OPERATIONS},
    Undone: {"what": OPERATIONS, "backup": OPERATIONS | st.just("")},
}
EVENTS = st.one_of(*(st.builds(kind, **own) for kind, own in OWN.items()))
TIMES = st.floats(0, 4e9)
LOGS = st.lists(st.tuples(EVENTS, TIMES), max_size=25)


def brute_force(log: list[tuple[Event, float]]) -> dict[Key, ModuleProgress]:
    """Strike out, from the last on, what an undo that stands took back; then, from the first on, what a reset hides."""
    left: list[tuple[Event, float] | None] = list(log)
    for number in reversed(range(len(left))):
        match left[number]:
            case (Undone(what=what), _):
                for earlier in range(number):
                    match left[earlier]:
                        case (Reset(backup=id) | Undone(backup=id) | Injected(backup=id) | Forgot(backup=id), _) if (
                            id == what
                        ):
                            left[earlier] = None
    kept = [entry for entry in left if entry is not None]
    found: dict[Key, ModuleProgress] = {}
    for curriculum in ("c", "d"):
        for module in MODULES:
            mine: list[tuple[Event, float]] = []
            for event, at in kept:
                match event:
                    case Reset(curriculum=whose, module=which) if whose == curriculum and which in ("", module):
                        mine = []
                    case Reset() | Undone():
                        pass
                    case _ if (event.curriculum, event.module) == (curriculum, module):  # type: ignore[attr-defined]
                        mine.append((event, at))
            now = NOTHING
            for event, at in mine:
                now = after(now, event, at)  # type: ignore[arg-type]
            if mine:
                found[curriculum, module] = now
    return found


@settings(max_examples=120)
@given(LOGS)
def test_the_fold_is_what_resets_and_undos_leave(log: list[tuple[Event, float]]) -> None:
    assert progress(log).modules == brute_force(log)


@settings(max_examples=50)
@given(LOGS, LOGS)
def test_one_event_more_is_all_events_again_and_what_was_stays(
    log: list[tuple[Event, float]], more: list[tuple[Event, float]]
) -> None:
    """Two futures of one past do not get into each other's way."""
    past = progress(log)
    before = dict(past.modules)
    one, other = past, past
    for event, at in more:
        one = fold(one, event, at)
    for event, at in reversed(more):
        other = fold(other, event, at)
    assert past.modules == before and past == progress(log)
    assert one == progress([*log, *more])
    assert other == progress([*log, *reversed(more)])


@settings(max_examples=60)
@given(LOGS, st.lists(TIMES, min_size=25, max_size=25))
def test_what_a_clock_says_decides_no_order(log: list[tuple[Event, float]], times: list[float]) -> None:
    def timeless(found: Progress) -> dict[Key, Any]:
        said = msgspec.to_builtins(
            {f"{c}/{m}": value for (c, m), value in found.modules.items()}, builtin_types=(frozenset,)
        )
        return {name: {key: value[key] for key in ("version", "found", "taken")} for name, value in said.items()}

    again = [(event, at) for (event, _), at in zip(log, times, strict=False)]
    assert timeless(progress(again)) == timeless(progress(log))


@settings(max_examples=50)
@given(st.lists(st.tuples(EVENTS, TIMES), max_size=8))
def test_events_come_back_from_the_ledger(log: list[tuple[Event, float]]) -> None:
    with Ledger(None) as ledger:
        ledger.append_many([to_entry(event, at) for event, at in log])
        assert [(from_row(row), row.at) for row in ledger.rows("learn")] == log
        assert {row.kind for row in ledger.rows()} <= set(KINDS)


def test_what_a_newer_release_wrote_is_read_as_far_as_it_is_understood() -> None:
    with Ledger(None) as ledger:
        held = {"curriculum": "c", "version": "9", "module": "m", "stage": "build", "grade": "validated"}
        rows = ledger.append_many(
            [
                Entry("learn.held", {**held, "weather": "fine"}),
                Entry("learn.dreamt", held),
                Entry("learn.held", {**held, "stage": "polish"}),
                Entry("learn.held", {}),
                Entry("metric.changed", held),
            ]
        )
        assert [from_row(row) for row in rows] == [Held("c", "9", "m", "build", "validated"), None, None, None, None]


C = {"curriculum": "c", "version": "1", "module": "m"}
X, Y = {"m.py": "x"}, {"m.py": "y"}
BUILT = [
    Started(**C),
    Validated(**C, stage="build", verdict="pass", files=X),
    Held(**C, stage="build", grade="validated"),
]
JUSTIFIED = [*BUILT, Held(**C, stage="justify", grade="self-assessed")]
HARDENED = [*JUSTIFIED, Injected(**C, bug="axis"), Held(**C, stage="harden", grade="validated", bug="axis")]
FAILED = Validated(**C, stage="build", verdict="fail", files=Y)
JUDGED = {verdict: Validated(**C, stage="build", verdict=verdict, files=X) for verdict in ("pass", "fail", "error")}
PASSES = Validated(**C, stage="build", verdict="pass", files=Y)
ANSWER = {held: Answered(**C, question="q", grader="self", self_assessed=True, held=held) for held in (True, False)}
RESET = Reset(**C, backup="7")
DAY = 86_400.0

CASES: list[tuple[str, list[Event], dict[str, str], float, bool, str]] = [
    ("nothing yet", [], {}, 0, True, "open locked locked"),
    ("needs what is not built", [], {}, 0, False, "locked locked locked"),
    ("started", [Started(**C)], X, 0, True, "doing locked locked"),
    ("a hint", [Hinted(**C, stage="build", number=1)], X, 0, True, "doing locked locked"),
    ("does not pass", [Started(**C), FAILED], Y, 0, True, "failed locked locked"),
    ("could not be judged", [JUDGED["error"]], X, 0, True, "failed locked locked"),
    ("passes, and was not held", [JUDGED["pass"]], X, 0, True, "doing locked locked"),
    ("built", BUILT, X, 0, True, "held open locked"),
    ("built, and what it needs is built no more", BUILT, X, 0, False, "held locked locked"),
    ("built, then changed", BUILT, Y, 0, True, "stale open locked"),
    ("built, then removed", BUILT, {}, 0, True, "stale open locked"),
    ("built, then changed so that it fails", [*BUILT, FAILED], Y, 0, True, "failed open locked"),
    ("... and changed back", [*BUILT, FAILED], X, 0, True, "held open locked"),
    ("changed, and passes", [*BUILT, PASSES], Y, 0, True, "held open locked"),
    ("the validator sees more now", [*BUILT, JUDGED["fail"]], X, 0, True, "failed open locked"),
    ("... and other content was not tried", [*BUILT, JUDGED["fail"]], Y, 0, True, "stale open locked"),
    ("an answer", [*BUILT, ANSWER[True]], X, 0, True, "held doing locked"),
    ("a wrong answer", [*BUILT, ANSWER[False]], X, 0, True, "held failed locked"),
    ("justified", JUSTIFIED, X, 0, True, "held held open"),
    ("practice does not count", [*BUILT, Injected(**C, bug="b", practice=True)], X, 0, True, "held open locked"),
    ("a bug waits", HARDENED[:-1], X, 0, True, "held held doing"),
    ("not fixed", [*HARDENED[:-1], Validated(**C, stage="harden", verdict="fail")], X, 0, True, "held held failed"),
    ("hardened", HARDENED, X, 0, True, "held held held"),
    ("hardened, later", HARDENED, X, 2.9 * DAY, True, "held held held"),
    ("hardened, long ago", HARDENED, X, 3.1 * DAY, True, "held held due"),
    ("hardened, then changed", HARDENED, Y, 0, True, "stale held held"),
    ("reset", [*HARDENED, RESET], X, 0, True, "open locked locked"),
    ("all reset", [*HARDENED, Reset("c", "1", backup="7")], X, 0, True, "open locked locked"),
    ("another reset", [*HARDENED, Reset("c", "1", "n", backup="7")], X, 0, True, "held held held"),
    ("reset, and undone", [*HARDENED, RESET, Undone("7")], X, 0, True, "held held held"),
    ("... and that undone", [*HARDENED, RESET, Undone("7", "8"), Undone("8")], X, 0, True, "open locked locked"),
]


@pytest.mark.parametrize(
    ("what", "events", "files", "now", "needs", "expected"), CASES, ids=[case[0] for case in CASES]
)
def test_marks(what: str, events: list[Event], files: dict[str, str], now: float, needs: bool, expected: str) -> None:
    module = progress((event, 1.0) for event in events).of(("c", "m"))
    found = marks(module, STAGES, files, now, needs)
    assert " ".join(found[stage] for stage in STAGES) == expected


def test_a_module_of_questions_alone_is_open_at_once() -> None:
    assert marks(NOTHING, ("justify",), {}, 0.0, True) == {"build": "none", "justify": "open", "harden": "none"}
    assert marks(NOTHING, ("justify",), {}, 0.0, False)["justify"] == "locked"


def test_what_is_weighed_later_is_kept() -> None:
    events: list[Event] = [
        Started(**C, files=Y),
        Hinted(**C, stage="build", number=1),
        Validated(**C, stage="build", verdict="fail", files=Y, duration_ms=30),
        Hinted(**C, stage="build", number=2),
        *BUILT[1:],
        Hinted(**C, stage="build", number=3),
        Answered(**C, question="q", grader="self", self_assessed=True, held=True, score=0.8, met=("a",), text_sha="t"),
        Answered(**C, question="q", grader="self", self_assessed=True, held=False, score=0.1),
        Injected(**C, bug="easy", practice=True),
        Diagnosed(**C, bug="easy", line=3, why="w", hit=True),
        Validated(**C, stage="harden", verdict="pass", practice=True),
        Injected(**C, bug="axis", sha="s", failing=2, passing=5),
        Hinted(**C, stage="harden", number=1),
        Diagnosed(**C, bug="axis", line=4, why="w", hit=False),
        Validated(**C, stage="harden", verdict="fail"),
        Taken(**C, bug="axis"),
    ]
    found = progress((event, float(at)) for at, event in enumerate(events)).of(("c", "m"))
    build = found.stage("build")
    assert (build.attempts, build.failures, build.hints, build.hints_before) == (2, 1, (1, 2, 3), 2)
    assert (build.held_at, build.spent_ms, build.grade) == (5.0, 30.0, "validated")
    assert found.stage("harden").attempts == 1 and found.hints_used == 4 and found.taken == ("axis",)
    answer = found.answers["q"]
    assert (answer.attempts, answer.held, answer.self_assessed, answer.score, answer.met) == (
        2,
        True,
        True,
        0.8,
        ("a",),
    )
    assert found.practice is not None and found.practice.fixed and found.practice.diagnoses == ((3, "w", True),)
    assert found.bug is not None and (found.bug.attempts, found.bug.hints, found.bug.fixed) == (1, (1,), False)
    assert found.bug.diagnoses == ((4, "w", False),) and due_at(found) == 0.0
    done = after(found, Held(**C, stage="harden", grade="validated", bug="axis"), 50.0)
    assert done.bug is None and done.solved is not None and done.solved.fixed and done.found == ("axis",)


def test_a_grade_only_rises() -> None:
    events = [Held(**C, stage="justify", grade=grade) for grade in ("self-assessed", "graded", "self-assessed")]
    assert progress((event, 0.0) for event in events).of(("c", "m")).stage("justify").grade == "graded"


def test_a_long_history_is_folded_quickly(tmp_path: Path) -> None:
    """50,000 events in a second or two: a year of saves."""
    import time

    log = [(event, float(at)) for at in range(12_500) for event in (*HARDENED[:3], Reset("c", "1", "n", f"{at}"))]
    started = time.process_time()
    now = progress(log)
    now = fold(now, Undone("7"), 0.0)
    assert now.of(("c", "m")).attempts == 12_500
    assert time.process_time() - started < 5
