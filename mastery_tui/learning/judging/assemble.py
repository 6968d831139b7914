"""From what the judge's process told to what was judged: pure. What was not heard of did not pass."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from mastery_tui.learning.judging.job import Judged
from mastery_tui.model.learning import Case
from mastery_tui.model.text import printable

_LONGEST = 1000
_SAID_LINES = 3
_RUN = re.compile(r"\S*/run-[^/\s]+/code/")


class Heard(msgspec.Struct):
    """What came over the channel of one job. `end` is None while it was not told: "" in order, else why it ended."""

    cases: list[dict[str, Any]] = []
    done: dict[str, Any] = {}
    said: str = ""
    printed: int = 0
    notes: list[str] = []
    slower: float = 0.0
    end: str | None = None
    begun: bool = False

    def take(self, message: Mapping[str, Any]) -> None:
        self.cases += message.get("cases", ())
        for name in ("done", "said", "printed", "notes", "slower", "end", "begun"):
            if name in message:
                setattr(self, name, message[name])


def judged(expected: Sequence[str], heard: Heard, duration_ms: float, wall_s: float) -> Judged:
    """The cases of all expected tests, in their order, then others that did not pass; those that failed come first."""
    broken, ended = _fit(heard.done.get("broken", "")), _fit(heard.done.get("ended", ""))
    fault = _fit(heard.done.get("fault", ""))
    if heard.end == "cancelled":
        broken, ended = "cancelled", ""
    elif heard.end == "time":
        ended = ended or f"the run took longer than {wall_s:g} s"
    elif not heard.done:
        broken = f"the judge itself ended before it was done ({heard.end or 'no reason given'}): save again to retry"
    told = {case.id: case for case in map(_case, heard.cases)}
    wanted = list(expected) or list(heard.done.get("collected", ()))
    if not wanted and fault:
        wanted = ["import"]
    why = fault or ended
    cases = [told[name] if name in told else _unheard(name, fault, why, broken) for name in wanted]
    cases += [case for name, case in told.items() if name not in wanted and case.outcome != "passed"]
    if not cases and not broken and not ended:
        broken = "the validator has no tests"
    cases.sort(key=lambda case: (case.outcome == "passed", case.outcome == "missing", case.size))
    notes = [_fit(note) for note in heard.notes]
    lines = list(_said(heard.said))[-_SAID_LINES:]
    if lines:
        notes.append(f"your code printed: {' | '.join(lines)}")
    return Judged(tuple(cases), duration_ms, broken, ended, heard.slower, tuple(notes))


def _said(text: str) -> Iterator[str]:
    """The lines that it printed, without the run's folder; a warning without the source line below it."""
    warned = False
    for line in text.splitlines():
        if line.strip() and not (warned and line.startswith("  ")):
            yield printable(_RUN.sub("", line).rstrip())[:200]
        warned = "Warning: " in line


def _case(raw: Mapping[str, Any]) -> Case:
    told = {name: _fit(raw.get(name, "")) for name in ("message", "call", "expected", "got")}
    return Case(id=printable(raw["id"]), outcome=raw["outcome"], size=int(raw.get("size", 0)), **told)


def _unheard(name: str, fault: str, why: str, broken: str) -> Case:
    if fault and not broken:
        return Case(name, "failed", fault)
    return Case(name, "missing", f"not reached: {why}" if why else "there is no such test, or it did not run")


def _fit(text: str) -> str:
    return "\n".join(printable(line) for line in str(text)[:_LONGEST].splitlines())
