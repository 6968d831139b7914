"""A row of the ledger as one line of the timeline."""

from collections.abc import Callable, Mapping
from typing import Any

from mastery_tui.evidence import record
from mastery_tui.evidence.row import Row
from mastery_tui.model.proof import Moment
from mastery_tui.model.text import printable

_VERDICTS = {"pass": "✓", "warn": "!", "fail": "✗", "stale": "~", "unknown": "○", "n/a": "–", "error": "✗"}
_HOLDS = {True: "✓", False: "✗", None: "○"}
_SHOWN = 3
_LONGEST = 300

Said = tuple[str, str]
"""A glyph and one line."""


def moment(row: Row, event: record.Event | None) -> Moment:
    """The row as a line; an event that this release does not know is told by its kind."""
    sign, text = said(event) if event is not None else _line(*_other(row))
    return Moment(row.seq, row.at, row.kind, sign, text, row.generation, row.commit_id)


def said(event: record.Event) -> Said:
    """An event in words, fit to be shown."""
    return _line(*_SAY[type(event)](event))


def _line(sign: str, text: str) -> Said:
    text = printable(" ".join(text.split()))
    return sign, text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _settled(event: record.Settled) -> Said:
    total = sum(event.counts.values())
    moved = [f"+{event.added}"] * bool(event.added) + [f"-{event.gone}"] * bool(event.gone)
    what = f"{total:,} {'finding' if total == 1 else 'findings'}" + (f" ({', '.join(moved)})" if moved else "")
    tests = f", {event.tests['passed']:,} tests passed" if event.tests.get("passed") else ""
    failed = event.tests.get("failed", 0) + event.tests.get("error", 0)
    tests += f", {failed:,} failed" if failed else ""
    return _HOLDS[event.holds], f"{what}{tests}{_of(event.changed, event.files)}"


def _of(paths: tuple[str, ...], files: int) -> str:
    if not paths:
        return ""
    more = max(files, len(paths)) - min(_SHOWN, len(paths))
    return f": {', '.join(paths[:_SHOWN])}" + (f" and {more:,} more" if more else "")


def _measured(event: record.Measured) -> Said:
    parts = [f"{name} {'unknown' if value is None else f'{value[0]:g}'}" for name, value in event.values.items()]
    more = len(parts) - _SHOWN
    return "●", ", ".join(parts[:_SHOWN]) + (f" and {more:,} more metrics" if more > 0 else "")


def _judged(event: record.Judged) -> Said:
    was = f", was {event.before}" if event.before else ""
    why = f": {event.reason}" if event.reason else ""
    return _VERDICTS[event.verdict], f"{event.title or event.objective}: {event.verdict}{was}{why}"


def _levelled(event: record.Levelled) -> Said:
    was = f", was {event.before}" if event.before else ""
    return "◆", f"{event.domain}: {event.level}{was}"


def _baseline(event: record.Baseline) -> Said:
    if not event.values:
        return "–", "baseline cleared"
    return "●", f"baseline of {len(event.values):,} metrics set" + (f": {event.why}" if event.why else "")


def _attested(event: record.Attested) -> Said:
    return "✓", f"{event.who} vouches for {event.project}.{event.objective}: {event.text or 'no word given'}"


def _withdrawn(event: record.Withdrawn) -> Said:
    return "–", f"{event.who} no longer vouches for {event.project}.{event.objective}: {event.why or 'no word given'}"


def _learned(event: record.Learned) -> Said:
    link = f" ({event.about} {event.link})" if event.link else ""
    return "◆", f"{event.text}{link}"


def _measurement(event: record.Measurement) -> Said:
    p95 = event.values.get("p95_ms")
    took = f", p95 {p95:g} ms" if p95 is not None else ""
    failed = f", {event.failed:,} failed" if event.failed else ""
    return "✗" if event.failed else "✓", f"scenario {event.scenario}: {event.runs:,} runs{took}{failed}"


def _bound(event: record.Bound) -> Said:
    return "●", f"{event.path} belongs to this tree"


def _accepted(event: record.Accepted) -> Said:
    return "✓", f"{event.what} {event.id} passes its check"


def _spent(event: record.Spent) -> Said:
    return "●", f"{event.what}: {event.model}, {event.cost:g}, {event.tokens:,} tokens"


_SAY: Mapping[type[record.Event], Callable[[Any], Said]] = {
    record.Settled: _settled,
    record.Measured: _measured,
    record.Judged: _judged,
    record.Levelled: _levelled,
    record.Baseline: _baseline,
    record.Attested: _attested,
    record.Withdrawn: _withdrawn,
    record.Learned: _learned,
    record.Measurement: _measurement,
    record.Bound: _bound,
    record.Accepted: _accepted,
    record.Spent: _spent,
}


def _other(row: Row) -> Said:
    """Events of learning, and what comes from a newer release."""
    data = row.data
    what = row.kind.rpartition(".")[2]
    about = [str(data[name]) for name in ("module", "stage", "verdict", "question", "grade", "bug") if data.get(name)]
    sign = {"pass": "✓", "fail": "✗", "error": "✗"}.get(str(data.get("verdict", "")), "✓" if what == "held" else "●")
    return sign, " ".join([what, *about]) if about else f"{row.kind} {row.text}"
