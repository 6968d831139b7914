"""A State held still: without what differs from run to run and from machine to machine."""

import os
import re
from itertools import pairwise

from msgspec.structs import replace

from mastery_tui.model.finding import Result
from mastery_tui.model.learning import Learning
from mastery_tui.model.proof import Kpi, Proof
from mastery_tui.model.state import Activity, CheckState, Notice, Sample, State
from mastery_tui.model.trend import TIMINGS

NOON = 1_760_000_400.0
"""The moment of the picture: in October 2025, in seconds since 1970."""
MINUTE = 60.0
TOOK = {"ruff": 0.031, "complexity": 0.012, "security": 0.027, "upkeep": 0.009, "tests": 0.84}
"""Seconds that the checks say they took."""
RUNS = (1, 1.12, 0.94, 1.05)
"""How much longer the last runs took, newest first."""
STEADY = {"settle.latency_ms": 84.0, "tests.duration_s": 0.84}
GENERATION = 9
"""What the newest generation is called: the watcher may see one save as one or as two."""


def still(state: State, theme: str) -> State:
    """The State as every machine has it, in a theme."""
    watch = state.watch
    behind = GENERATION - state.generation
    return replace(
        state,
        generation=_moved(state.generation, behind),
        settled=_moved(state.settled, behind),
        checks={name: _of_check(check, state, behind) for name, check in state.checks.items()},
        watch=replace(watch, kind="native", reason="", last_event=NOON if watch.last_event else 0.0),
        python=replace(state.python, path="python", version="3.12.4", reason="virtual environment .venv"),
        files={path: replace(file, results=_unlinked(file.results)) for path, file in state.files.items()},
        tests={name: replace(test, duration_s=0.002 * (len(name) % 9 + 1)) for name, test in state.tests.items()},
        activity=_activity(state.activity),
        notice=Notice() if state.notice == Notice() else replace(state.notice, at=NOON),
        dismissals=tuple(replace(entry, on="2025-10-09") for entry in state.dismissals),
        explained={key: replace(one, text=_no_address(one.text)) for key, one in state.explained.items()},
        trend=_trend(state.trend, behind),
        trust_hint=_short(state.trust_hint, state),
        trust_runs=tuple(_run(_short(line, state)) for line in state.trust_runs),
        latency_ms=84.0 if state.latency_ms else 0.0,
        learning=_lesson(state.learning, state),
        proof=_proof(state.proof),
        theme=theme,
        settings=tuple(replace(one, value=f'"{theme}"') if one.key == "theme" else one for one in state.settings),
    )


def _lesson(learning: Learning, state: State) -> Learning:
    detail = learning.detail
    if detail is None or detail.verdict is None:
        return learning
    notes = tuple(_short(note, state) for note in detail.verdict.notes)
    verdict = replace(detail.verdict, duration_ms=84.0, notes=notes)
    return replace(learning, detail=replace(detail, verdict=verdict, checked_at=NOON))


def _proof(proof: Proof) -> Proof:
    """The same rows a minute apart; figures that are times, or that count runs, are left out."""
    commits = f"{10:040x}"
    rows = [row for row in proof.timeline if row.kind != "metric.changed"]
    rows = list({(row.kind, row.text): row for row in sorted(rows, key=lambda row: row.seq)}.values())
    newest = len(rows) - 1
    return replace(
        proof,
        projects=tuple(
            replace(p, objectives=tuple(replace(o, since=o.since and NOON - 30 * MINUTE) for o in p.objectives))
            for p in proof.projects
        ),
        cycle=replace(proof.cycle, since=proof.cycle.since and NOON - 12 * MINUTE),
        kpis=tuple(replace(kpi, trail=()) for kpi in proof.kpis if _steady(kpi)),
        timeline=tuple(
            replace(row, seq=number + 1, at=NOON - MINUTE * (newest - number), generation=GENERATION, commit=commits)
            for number, row in enumerate(rows)
        ),
    )


def _steady(kpi: Kpi) -> bool:
    return kpi.unit not in ("ms", "s") and not kpi.reason.startswith("too few runs")


def _moved(generation: int, behind: int) -> int:
    return max(1, generation + behind) if generation else 0


def _of_check(check: CheckState, state: State, behind: int) -> CheckState:
    took = TOOK[check.name]
    about = check.about
    return replace(
        check,
        duration_s=took if check.duration_s else 0.0,
        durations=tuple(took * more for more, _ in zip(RUNS, check.durations, strict=False))[::-1],
        ran_at=NOON if check.ran_at else 0.0,
        generation=_moved(check.generation, behind),
        reason=_short(check.reason, state),
        about=replace(about, tool=_unnumbered(about.tool), install=""),
        log=tuple(_unnumbered(_short(line, state)) for line in check.log),
    )


def _unnumbered(text: str) -> str:
    """Versions and durations are those of a machine."""
    text = re.sub(r"\d+\.\d+(\.\d+)+", "…", text)
    return re.sub(r"\d+\.\d+ ?s\b", "0.84s", text)


def _unlinked(results: dict[str, Result]) -> dict[str, Result]:
    """In one order, and without the addresses of the rules' pages: a picture holds none."""
    return {
        check: replace(result, findings=tuple(replace(finding, url=None) for finding in result.findings))
        for check, result in sorted(results.items())
    }


def _no_address(text: str) -> str:
    text = re.sub(r"\[([^\]]+)\]\(https?://[^)]*\)", r"\1", text)
    return re.sub(r"<?https?://[^\s>]*>?", "its page", text)


def _short(text: str, state: State) -> str:
    return text.replace(os.path.realpath(state.root), state.name)


def _run(line: str) -> str:
    """The Python that would run is the one of the pictures."""
    return re.sub(r" with \S+ \([^)]*\)$", " with .venv/bin/python (virtual environment .venv)", line)


def _activity(entries: tuple[Activity, ...]) -> tuple[Activity, ...]:
    """Checks that run at once end in any order: by generation, then by their words; a minute from save to save."""
    numbers = sorted({entry.generation for entry in entries}, reverse=True)
    ordered = sorted(entries, key=lambda entry: (-entry.generation, entry.kind, entry.text))
    return tuple(
        replace(
            entry,
            at=NOON - MINUTE * numbers.index(entry.generation),
            duration_s=entry.duration_s and 0.084,
            text=_unnumbered(entry.text),
        )
        for entry in ordered
    )


def _trend(samples: tuple[Sample, ...], behind: int) -> tuple[Sample, ...]:
    """One sample for each save that changed something, a minute from one to the next."""
    last = {sample.generation: _timed(sample) for sample in samples}
    told = list(last.values())
    kept = told[:1] + [after for before, after in pairwise(told) if before.values != after.values]
    commits = list(dict.fromkeys(sample.commit for sample in kept))
    newest = len(kept) - 1
    made = [
        replace(
            sample,
            at=NOON - MINUTE * (newest - number),
            commit=f"{commits.index(sample.commit) + 10:040x}" if sample.commit else "",
            generation=_moved(sample.generation, behind),
        )
        for number, sample in enumerate(kept)
    ]
    if made and told:
        made[-1] = replace(made[-1], generation=_moved(told[-1].generation, behind))
    return tuple(made)


def _timed(sample: Sample) -> Sample:
    return replace(
        sample, values={name: STEADY[name] if name in TIMINGS else value for name, value in sample.values.items()}
    )
