"""The intents about evidence, each as what it does. All block; one line comes back."""

from collections.abc import Callable

from mastery_tui.evidence import record
from mastery_tui.evidence.baseline import baseline_of
from mastery_tui.evidence.lessons import lesson
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.session.answer import Answer
from mastery_tui.session.proof.bench import Bench
from mastery_tui.session.proof.scenarios import run_scenarios

Act = Callable[[Bench, State, Intent], Answer]


def _lesson(bench: Bench, state: State, intent: Intent) -> Answer:
    about, _, link = intent.subject.partition(" ")
    return _kept(bench, state, lesson(intent.detail, about, link), "the lesson is kept")


def _baseline(bench: Bench, state: State, intent: Intent) -> Answer:
    values = baseline_of(state)
    if not values:
        return Answer("no baseline: nothing is measured on this tree yet", failed=True)
    said = f"{len(values):,} metrics are the baseline from now on"
    return _kept(bench, state, record.Baseline(values, intent.detail), said)


def _kept(bench: Bench, state: State, event: record.Event, said: str) -> Answer:
    trouble = bench.keep(state, event)
    return Answer(trouble, failed=True) if trouble else Answer(said)


def _scenario(bench: Bench, state: State, intent: Intent) -> Answer:
    return run_scenarios(bench, state, intent.subject)


ACTS: dict[str, Act] = {"lesson": _lesson, "baseline-set": _baseline, "scenario-run": _scenario}
