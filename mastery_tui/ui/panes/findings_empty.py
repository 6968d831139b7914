"""What Findings says when it has no row: each reason is its own, and names the next step."""

from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.panes.findings_view import FindingsView
from mastery_tui.ui.signs import count


def why_empty(state: State, view: FindingsView) -> list[Line]:
    """The lines to show instead of findings."""
    if view.total:
        asked = view.query
        what = f"No finding contains “{one_line(asked.text)}”." if asked.text else "No finding passes the filter."
        return [
            [(what, "text")],
            [
                (f"{count(view.total, 'finding')} hidden.  ", "muted"),
                ("esc", "accent"),
                (" shows all of them", "muted"),
            ],
        ]
    if state.loading and state.problems_by.get("session"):
        return [
            [("✗ ", "error"), ("Nothing is checked: ", "text"), (one_line(state.problems_by["session"][0]), "text")]
        ]
    if state.loading and not state.files:
        return [[("● ", "accent"), ("listing files…", "text")]]
    running = [c.title for c in state.checks.values() if c.status == "running"]
    unknown = [c.title for c in state.checks.values() if c.status == "stale"]
    failed = [c for c in state.checks.values() if c.status == "failed"]
    if running or state.loading:
        what = ", ".join(one_line(title) for title in running) or "checks"
        return [[("● ", "accent"), (f"{what} running, nothing found so far", "text")]]
    if state.checks and not any(path.endswith((".py", ".pyi")) for path in state.files):
        return [
            [("○ ", "muted"), ("No Python files here.", "text")],
            [
                (
                    f"{count(len(state.files), 'file')} listed; a first .py file is checked as soon as it is saved",
                    "muted",
                )
            ],
        ]
    if failed:
        lines: list[Line] = [[("✗ ", "error"), ("No findings, but not every check could run:", "text")]]
        return lines + [[(f"  {one_line(c.title)}: {one_line(c.reason)}", "muted")] for c in failed]
    if unknown or not state.checks:
        return [[("○ ", "muted"), ("Nothing found, but not everything is checked yet.", "text")]]
    skipped = [c for c in state.checks.values() if c.status == "skipped"]
    ran = len(state.checks) - len(skipped)
    summary = f"{count(len(state.files), 'file')}, {count(ran, 'check')}, generation {state.generation}"
    if skipped:
        named = ", ".join(one_line(c.title) for c in skipped)
        return [[("✓ ", "ok"), (f"Nothing found: {summary}", "strong")], [(f"  not run: {named}", "muted")]]
    return [[("✓ ", "ok"), (f"Everything green: {summary}", "strong")]]
