"""Where a tree is judged: all that is known of it comes together, and what came of it is recorded."""

import time
from collections.abc import Callable, Mapping
from threading import RLock

from msgspec.structs import replace

from mastery_tui.config.goals import Goals
from mastery_tui.evidence import record
from mastery_tui.evidence.conditions import conditions
from mastery_tui.evidence.cycle.issues import Ranking
from mastery_tui.evidence.cycle.machine import Live, cycle
from mastery_tui.evidence.kpis.figures import kpis
from mastery_tui.evidence.kpis.targets import targets
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.evidence.objectives.judge import judge
from mastery_tui.evidence.readings.subject import newest_mtime
from mastery_tui.evidence.regressions import REGRESSED, regressions
from mastery_tui.evidence.row import Entry
from mastery_tui.evidence.stamp import is_no_part, stamp_of
from mastery_tui.model.finding import Result
from mastery_tui.model.metric import Metric
from mastery_tui.model.proof import CycleState, Kpi, LevelState, ProjectState, Proof
from mastery_tui.model.state import State
from mastery_tui.reporting.gate import Gate, verdict
from mastery_tui.session.part import Desk
from mastery_tui.session.proof import changes, slow
from mastery_tui.session.proof.gather import Memory, Told, gather
from mastery_tui.session.proof.known import Known
from mastery_tui.session.proof.standing import Standing
from mastery_tui.session.set_aside import by_fingerprint, marked
from mastery_tui.workspace.git_user import called, user
from mastery_tui.workspace.process import kill_tree

GRACE_S = 0.5
_BETTER = {"more": 1, "less": -1, "neither": 0}


class Bench:
    """Memory of one session. All methods block; one at a time, but for `stop`."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.known = Known(desk.store)
        self.slow = slow.Slow()
        self.memory = Memory()
        self.ranking = Ranking()
        self.standing = Standing(desk.root)
        self._author: frozenset[str] | None = None
        self.lock = RLock()
        self.recorded: State | None = None  # the State whose run the ledger was last told of, or is to be
        self.before: State | None = None  # the one before it
        self.due = False
        self.waiting: list[Entry] = []
        self.ending: list[Callable[[], None]] = []  # what ends the scenarios that run now
        self.stopped = False
        self._running = 0

    # --- judging ---------------------------------------------------------------------------------------------------

    def read(self, state: State) -> bool:
        """Read what takes its time; whether anything there, or in the ledger, is not as it was."""
        before = self.slow
        listed, tree = self.desk.listed(), stamp_of(state).tree
        self.slow = slow.read(self.desk.root, state, listed, self.goals, before, tree, self._started)
        return self.slow != before or self.known.moved()

    def prove(self, state: State, *, complete: bool) -> Proof:
        """Judge a settled State and record the run; `complete`: all was read, so verdicts are recorded as well."""
        with self.lock:
            return self._prove(state, complete)

    def _prove(self, state: State, complete: bool) -> Proof:
        goals, now = self.goals, time.time()
        self.known.catch_up()
        stamp = stamp_of(state)
        history = self.known.history
        told = Told(
            tree=stamp.tree,
            newest=lambda: newest_mtime(self.desk.root, (path for path in state.files if not is_no_part(path))),
            now=now,
            slow=self.slow,
            scenarios=history.scenarios,
            bound=history.bound,
        )
        beside, everything, bound = gather(state, goals, told, self.memory)
        found = regressions(everything, history.baseline, _directions(goals))
        worse = marked(Result(found), by_fingerprint(state.dismissals)).findings
        held = conditions(state.require, everything, history.baseline)
        blobs = {path: file.blob for path, file in state.files.items()}
        vouched = tuple(history.attestations)
        evidence = Evidence(everything, history.baseline, vouched, blobs, now, history.verdicts, self.author)
        whole = not self.desk.partial  # of a part of the tree, or of some checks, nothing follows for the whole
        projects = judge(goals.projects, evidence) if whole else ()
        levels = self.standing.levels(state, goals, projects, evidence, self.known) if whole else ()
        judged = replace(state, proof=Proof(state.generation, beside, conditions=held, regressions=worse))
        gate = verdict(judged)
        if whole:
            self._record(judged, gate, stamp, bound, everything, projects, levels, complete)
        return replace(
            judged.proof,
            projects=projects,
            levels=levels,
            cycle=self._cycle(judged, gate.holds, now),
            kpis=self._kpis(goals, history.baseline, now, projects),
            lessons=self.known.lessons.all,
            timeline=history.timeline(),
            trouble=self.known.trouble,
        )

    def _record(
        self,
        state: State,
        gate: Gate,
        stamp: record.Stamp,
        bound: list[record.Bound],
        everything: Mapping[str, Metric],
        projects: tuple[ProjectState, ...],
        levels: tuple[LevelState, ...],
        complete: bool,
    ) -> None:
        """Tell the ledger what it does not know yet. What was read on an older ledger is told again, never lost."""
        history, course = self.known.history, self.known.course
        closed = course.last
        entries = self._run(state, gate, stamp, complete)
        events: list[record.Event] = [*bound]
        if complete:
            events += changes.metrics(everything, history)
            events += changes.verdicts(projects, history)
            events += changes.levels(levels, history)
        self.known.record([*entries, *(record.to_entry(event, stamp) for event in events)])
        self.known.notes += changes.notes(events)
        if course.last is not None and course.last is not closed:
            mended = f": {', '.join(course.last.fixed_by[:3])}" if course.last.fixed_by else ""
            self.known.notes.append(("cycle", f"cycle {course.last.number} came to its pass{mended}"))

    def _run(self, state: State, gate: Gate, stamp: record.Stamp, complete: bool) -> list[Entry]:
        """The run that this State is the end of, once. While evidence is still read, an undecided one waits for that;
        where the tree moves on meanwhile, it stays undecided."""
        entries: list[Entry] = []
        if self.recorded is None or self.recorded.generation != state.generation:
            entries += self.waiting
            self.before, self.recorded, self.due = self.recorded, state, True
        if self.due:
            run = changes.settled(state, self.before, gate)
            self.due = gate.holds is None and not complete
            entry = record.to_entry(run, stamp)
            self.waiting = [entry] if self.due else []
            if not self.due and changes.is_news(run, stamp.tree, self.known.history):
                entries.append(entry)
        return entries

    def _cycle(self, state: State, holds: bool | None, now: float) -> CycleState:
        worse = tuple(one.message for one in state.proof.regressions if one.rule == REGRESSED)
        found = self.ranking.issues(state, self.known.churn.lately(now), state.proof.regressions)
        live = Live(False, True, holds, now, found, worse)
        return cycle(self.known.course, live)

    def _kpis(
        self, goals: Goals, baseline: Mapping[str, float] | None, now: float, projects: tuple[ProjectState, ...]
    ) -> tuple[Kpi, ...]:
        wanted, _ = targets(goals.kpis)
        return kpis(self.known.figures, wanted, baseline, now, projects)

    @property
    def goals(self) -> Goals:
        return self.desk.setup().settings.goals

    @property
    def author(self) -> frozenset[str]:
        """How git calls who works here; asked once."""
        if self._author is None:
            self._author = frozenset(filter(None, (*user(self.desk.root), called(self.desk.root))))
        return self._author

    # --- what a person asks for ------------------------------------------------------------------------------------

    def keep(self, state: State, event: record.Event, *, moved: bool = False) -> str:
        """Record it; returns why not, "" where it is kept. `moved`: the tree changed meanwhile, so it is of none."""
        stamp = stamp_of(state)
        stamp = replace(stamp, tree="") if moved else stamp
        with self.lock:
            self.known.catch_up()
            before = self.known.ledger.last()
            self.known.record([record.to_entry(event, stamp)])
            kept = self.known.ledger.last() > before
        return "" if kept else self.known.trouble or "it could not be recorded"

    # --- the end ---------------------------------------------------------------------------------------------------

    def _started(self, pid: int) -> None:
        """The command of a custom metric runs: only one does at a time."""
        self._running = pid
        if self.stopped:
            kill_tree(pid, GRACE_S)

    def stop(self) -> None:
        """End what runs now; from any thread."""
        self.stopped = True
        for end in list(self.ending):
            end()
        if self._running:
            kill_tree(self._running, GRACE_S)

    def close(self) -> None:
        """Tell the ledger what waited, and let go of it."""
        with self.lock:
            self.known.record(self.waiting)
            self.waiting = []
            self.known.close()


def _directions(goals: Goals) -> dict[str, int]:
    return {name: _BETTER[metric.better] for name, metric in goals.metrics.items()}
