"""Scenarios that a person asks for from the dashboard."""

import os

from mastery_tui.config.nearest import suggestion
from mastery_tui.evidence.commands import CannotRun, environment
from mastery_tui.evidence.scenarios.running import Running, Stopped
from mastery_tui.evidence.stamp import stamp_of
from mastery_tui.model.state import State
from mastery_tui.session.answer import Answer
from mastery_tui.session.proof.bench import Bench


def run_scenarios(bench: Bench, state: State, name: str) -> Answer:
    """Run the one of this name, or all of them, one after the other; each is recorded as it ends. Blocks."""
    known = {one.id: one for one in bench.goals.scenarios}
    if not known:
        return Answer("there is no scenario: add a [[scenario]] to mastery.toml", failed=True)
    if name and name not in known:
        return Answer(f"{name}: no such scenario; {suggestion(name, known)}", failed=True)
    if not state.trusted:
        return Answer(f"that runs commands of this folder, and it is not trusted: {state.trust_hint}", failed=True)
    tree = stamp_of(state).tree
    env = environment(os.environ, state.python.path)
    said = []
    for scenario in [known[name]] if name else known.values():
        running = Running(bench.desk.root, scenario, env)
        bench.ending.append(running.stop)
        try:
            measured = running.measure()
        except CannotRun as error:
            return Answer(f"scenario {scenario.id}: {error}", failed=True)
        except Stopped:
            return Answer(f"scenario {scenario.id} was stopped: nothing was recorded", failed=True)
        finally:
            bench.ending.remove(running.stop)
        if trouble := bench.keep(state, measured, moved=stamp_of(bench.desk.state()).tree != tree):
            return Answer(trouble, failed=True)
        p95 = measured.values.get("p95_ms")
        took = f"p95 {p95:,.0f} ms" if p95 is not None else f"{measured.runs} runs"
        said.append(f"{scenario.id} {took}" + (f", {measured.failed} failed" if measured.failed else ""))
    return Answer(f"measured: {'; '.join(said)}")
