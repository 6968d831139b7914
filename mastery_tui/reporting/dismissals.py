"""Dismissals beside what was found: which of them match nothing any more."""

from collections.abc import Mapping

from mastery_tui.model.finding import Result
from mastery_tui.model.state import Dismissal, State, is_stale
from mastery_tui.model.text import printable


def dismissed(state: State) -> int:
    """How many findings were set aside."""
    return sum(check.dismissed for check in state.checks.values())


def stale(state: State) -> tuple[Dismissal, ...]:
    """The dismissals whose finding is known to be gone.

    Where a check has not said what it finds now (skipped, failed, another content), nothing is known of its dismissals.
    """
    if not state.dismissals:
        return ()
    shown = {printable(path): path for path in state.files if not path.isascii() or not path.isprintable()}
    return tuple(entry for entry in state.dismissals if _gone(entry, state, shown))


def _gone(entry: Dismissal, state: State, shown: Mapping[str, str]) -> bool:
    check = state.checks.get(entry.check)
    if check is None or check.status not in ("passed", "findings") or check.generation < state.generation:
        return False
    if (whole := state.tree.get(entry.check)) is not None:
        return whole.error is None and not _found(entry, whole)
    file = state.files.get(shown.get(entry.path, entry.path))
    if file is None:
        return entry.path not in state.skipped
    result = file.results.get(entry.check)
    if result is None or result.error is not None or is_stale(file, entry.check):
        return False
    return not _found(entry, result)


def _found(entry: Dismissal, result: Result) -> bool:
    return any(
        finding.fingerprint == entry.fingerprint and finding.dismissed is not None for finding in result.findings
    )
