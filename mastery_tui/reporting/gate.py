"""The gate: whether what was found is good enough, and what was not proven either way."""

import re
from collections import Counter

import msgspec
from msgspec.structs import replace

from mastery_tui.model.finding import SEVERITIES, Severity
from mastery_tui.model.proof import Condition
from mastery_tui.model.state import NO_FILES, CheckState, FailOn, State

_EVIDENCE = "evidence"
"""Where lines on evidence that cannot be read come from: it is unknown, and the settings are as they are."""
_BROKEN_SETTINGS = re.compile(r"(mastery|pyproject)\.toml:")


class Failing(msgspec.Struct, frozen=True):
    """Findings of one check at one severity that fail the gate."""

    check: str
    severity: str
    findings: int


class Unproven(msgspec.Struct, frozen=True):
    """A check whose word is missing: skipped, failed, stale or still running, and why."""

    check: str
    status: str
    reason: str


class Gate(msgspec.Struct, frozen=True):
    """`holds` in Kleene logic: False when a finding or a condition fails it, else None when a check or a condition
    could not say, else True.

    A skipped check neither fails the gate nor lets it pass as proven: it stands in `unproven`. `dismissed` findings
    would fail it, had nobody set them aside; the reason names their number.
    """

    holds: bool | None
    fail_on: str
    failing: tuple[Failing, ...] = ()
    unproven: tuple[Unproven, ...] = ()
    reason: str = ""
    dismissed: int = 0
    conditions: tuple[Condition, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 the gate holds, 1 it fails, 2 it could not be decided."""
        return {True: 0, False: 1, None: 2}[self.holds]


def verdict(state: State, fail_on: FailOn | None = None) -> Gate:
    """The gate over the State: findings of `fail_on` (or as the settings say) or worse fail it; "never": none do."""
    fail_on = fail_on or state.fail_on
    if fail_on != "never" and fail_on not in SEVERITIES:
        raise ValueError(f'fail_on must be one of {", ".join(SEVERITIES)}, never; not "{fail_on}"')
    gate = _asked(_required(_decided(state, fail_on), state), state)
    dismissed = _dismissed(state, fail_on)
    if not dismissed:
        return gate
    return replace(gate, dismissed=dismissed, reason=f"{gate.reason}; {dismissed:,} dismissed")


def broken_settings(state: State) -> str:
    """The first line on settings that cannot be used as they are written, "" where all can."""
    lines = (line for source, lines in state.problems_by.items() if source != _EVIDENCE for line in lines)
    return next((line for line in lines if _BROKEN_SETTINGS.match(line)), "")


def _asked(gate: Gate, state: State) -> Gate:
    """Whatever was found, it is not what broken settings ask for: what they require is not even known."""
    if gate.holds and (line := broken_settings(state)):
        return replace(gate, holds=None, reason=f"not decided: {line}")
    return gate


def _decided(state: State, fail_on: FailOn) -> Gate:
    failing = _failing(state, fail_on)
    unproven = tuple(_unproven(check, state) for check in state.checks.values() if not _current(check, state))
    silent = [each for each in unproven if each.status != "skipped"]
    if failing:
        total = sum(each.findings for each in failing)
        return Gate(False, fail_on, failing, unproven, f"{total} {_plural(total, 'finding')} at or above {fail_on}")
    if silent:
        names = ", ".join(f"{each.check} {each.status}" for each in silent)
        return Gate(None, fail_on, failing, unproven, f"not decided: {names}")
    if not state.checks:
        return Gate(None, fail_on, failing, unproven, "not decided: no check is enabled")
    if any(each.reason == NO_FILES for each in unproven) and len(unproven) == len(state.checks):
        return Gate(True, fail_on, failing, unproven, "there is nothing here that a check reads")
    if len(unproven) == len(state.checks):
        return Gate(None, fail_on, failing, unproven, f"not decided: {unproven[0].check}: {unproven[0].reason}")
    nothing = "nothing fails it" if fail_on == "never" else f"no finding at or above {fail_on}"
    return Gate(True, fail_on, failing, unproven, nothing)


def _required(gate: Gate, state: State) -> Gate:
    """The same with the conditions that the settings require: what was found wrong is told before what they lack."""
    if not state.require:
        return gate
    conditions = state.proof.conditions
    if state.proof.generation != state.generation or len(conditions) != len(state.require):
        conditions = tuple(Condition(text, None, "not evaluated yet") for text in state.require)
    gate = replace(gate, conditions=conditions)
    wrong = next((each for each in conditions if each.holds is False), None)
    silent = next((each for each in conditions if each.holds is None), None)
    if gate.holds is False:
        return gate
    if wrong is not None:
        return replace(gate, holds=False, reason=f"{wrong.text} does not hold: {wrong.reason}")
    if gate.holds and silent is not None:
        return replace(gate, holds=None, reason=f"not decided: {silent.text}: {silent.reason}")
    return gate


def _failing(state: State, fail_on: FailOn) -> tuple[Failing, ...]:
    counted = _counted(fail_on)
    found = Counter(
        (f.check, f.severity) for f in state.proof.regressions if f.severity in counted and f.dismissed is None
    )
    for check in state.checks.values():
        found.update({(check.name, s): check.counts[s] for s in counted if check.counts.get(s)})
    ordered = sorted(found.items(), key=lambda item: (SEVERITIES.index(item[0][1]), item[0][0]))
    return tuple(Failing(check, severity, number) for (check, severity), number in ordered)


def _dismissed(state: State, fail_on: FailOn) -> int:
    if not any(check.dismissed for check in state.checks.values()):
        return 0
    counted = _counted(fail_on)
    return sum(f.severity in counted and f.dismissed is not None for f in state.findings())


def _counted(fail_on: FailOn) -> tuple[Severity, ...]:
    """The severities that fail the gate."""
    return () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]


def _current(check: CheckState, state: State) -> bool:
    return check.status in ("passed", "findings") and check.generation >= state.generation


def _unproven(check: CheckState, state: State) -> Unproven:
    if check.status in ("passed", "findings"):
        return Unproven(check.name, "stale", f"computed on generation {check.generation} of {state.generation}")
    return Unproven(check.name, check.status, check.reason)


def _plural(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"
