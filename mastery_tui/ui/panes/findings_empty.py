"""What Findings says when it has no row: each reason is its own, and names the next step."""

from mastery_tui.model.state import CheckState, State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.panes.findings_view import FindingsView
from mastery_tui.ui.signs import SKIPPED, count

SUPPRESSIONS = "quality.suppressions"
"""The metric that counts what comments in the code hide from the checks."""


def why_empty(state: State, view: FindingsView, keys: Keys) -> list[Line]:
    """The lines to show instead of findings."""
    listed = view.total + view.dismissed * view.query.dismissed
    if listed:
        return _hidden(state, view, listed, keys)
    lines = _nothing(state, keys)
    if aside := _aside(state, view, keys):
        lines.append(aside)
    if state.watch.paused:
        missed = len(state.watch.missed)
        said = f"paused: {count(missed, 'save')} not checked; " if missed else "paused: saves are not checked; "
        lines.append([(f"{SKIPPED} ", "warning"), (said, "muted"), (keys["pause"], "accent"), (" goes on", "muted")])
    elif state.watch.kind == "off" and not state.loading:
        why = f": {one_line(state.watch.reason)}" if state.watch.reason else ""
        lines.append([("! ", "warning"), (f"not watching{why}", "muted")])
        lines.append([("  saves are not seen; ", "muted"), (keys["run"], "accent"), (" checks now", "muted")])
    return lines


def suppressions(state: State) -> int:
    """How many findings comments in the code hide, as of the last time the tree was measured."""
    return int(state.trend[-1].values.get(SUPPRESSIONS, 0)) if state.trend else 0


def missing(state: State) -> CheckState | None:
    """A check whose tool is not there, and that says how to install it."""
    return next((check for check in state.checks.values() if check.about.install), None)


def _hidden(state: State, view: FindingsView, listed: int, keys: Keys) -> list[Line]:
    """There are findings, but none that a person asked to see."""
    asked = view.query
    if asked.new_only and not (state.repo.inside and state.repo.base):
        why = one_line(state.repo.note) or "there is no merge base with a default branch"
        return [
            [("○ ", "muted"), ("What is new cannot be told: ", "text"), (why, "text")],
            [(f"  {count(listed, 'finding')}.  ", "muted"), (keys["mine"], "accent"), (" shows all", "muted")],
        ]
    what = "No finding passes the filter."
    if asked.text:
        what = f"No finding passes “{one_line(asked.text)}”."
    elif asked.new_only and asked.least == "info":
        what = f"Nothing new since {one_line(state.repo.base_name) or 'the merge base'}."
    elif asked.least != "info":
        worst = "error" if asked.least == "error" else "error or warning"
        what = f"No {worst}" + (" that is new." if asked.new_only else ".")
    return [
        [(what, "text")],
        [(f"{count(listed, 'finding')} hidden.  ", "muted"), (keys["back"], "accent"), (" shows all", "muted")],
    ]


def _nothing(state: State, keys: Keys) -> list[Line]:
    """There is no finding: what that proves."""
    if state.loading and state.problems_by.get("session"):
        return [
            [("✗ ", "error"), ("Nothing is checked: ", "text"), (one_line(state.problems_by["session"][0]), "text")]
        ]
    if state.loading and not state.files:
        return [[("● ", "accent"), ("listing files…", "text")]]
    running = [c.title for c in state.checks.values() if c.status == "running"]
    if running or state.loading:
        what = ", ".join(one_line(title) for title in running) or "checks"
        return [[("● ", "accent"), (f"{what} running, nothing found so far", "text")]]
    if state.checks and not any(path.endswith((".py", ".pyi")) for path in state.files):
        listed = f"{count(len(state.files), 'file')} listed; a first .py file is checked as soon as it is saved"
        return [[("○ ", "muted"), ("No Python files here.", "text")], [(f"  {listed}", "muted")]]
    failed = [c for c in state.checks.values() if c.status == "failed"]
    if failed:
        return _failed(failed, keys)
    if not state.checks or any(c.status == "stale" for c in state.checks.values()):
        return [
            [("○ ", "muted"), ("Nothing found, but not everything is checked yet.", "text")],
            [("  ", ""), (keys["run"], "accent"), (" checks the whole tree now", "muted")],
        ]
    skipped = [c for c in state.checks.values() if c.status == "skipped"]
    ran = len(state.checks) - len(skipped)
    summary = f"{count(len(state.files), 'file')}, {count(ran, 'check')}, generation {state.generation}"
    if not skipped:
        return [[("✓ ", "ok"), (f"Everything green: {summary}", "strong")]]
    lines: list[Line] = [[("✓ ", "ok"), (f"Nothing found: {summary}", "strong")]]
    lines += [[(f"  not run: {one_line(c.title)}: {one_line(c.reason) or 'skipped'}", "muted")] for c in skipped]
    return [*lines, [("  ", ""), (keys["checks"], "accent"), (" says what each check needs", "muted")]]


def _failed(failed: list[CheckState], keys: Keys) -> list[Line]:
    lines: list[Line] = [[("✗ ", "error"), ("No findings, but not every check could run:", "text")]]
    offered = False
    for check in failed:
        lines.append([(f"  {one_line(check.title)}: {one_line(check.reason)}", "muted")])
        if check.about.install:
            line: Line = [("    ", ""), (one_line(check.about.install), "strong")]
            lines.append(
                line if offered else [*line, ("   ", ""), (keys["details"], "accent"), (" copies it", "muted")]
            )
            offered = True
    return [*lines, [("  ", ""), (keys["checks"], "accent"), (" shows what each check said", "muted")]]


def _aside(state: State, view: FindingsView, keys: Keys) -> Line:
    """What is not shown although it was found: green is no claim about it."""
    hidden = []
    if view.dismissed:
        hidden.append(f"{view.dismissed:,} dismissed")
    if suppressed := suppressions(state):
        hidden.append(f"{suppressed:,} suppressed by comments")
    if not hidden:
        return []
    line: Line = [(f"{SKIPPED} ", "muted"), (", ".join(hidden), "muted")]
    if not view.dismissed:
        return line
    return [*line, ("; ", "muted"), (keys["dismissed"], "accent"), (" shows the dismissed", "muted")]
