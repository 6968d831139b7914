"""The report of one pass, for people: calm, dense, as wide as the terminal."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import CheckState, State
from mastery_tui.model.text import printable
from mastery_tui.reporting.dismissals import stale
from mastery_tui.reporting.document import ordered
from mastery_tui.reporting.gate import Gate

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MOST = 200
_SEVERITY = {"error": ("✗", "red"), "warning": ("!", "yellow"), "info": ("·", "blue")}
_STATUS = {
    "passed": ("✓", "green"),
    "findings": ("!", "yellow"),
    "failed": ("✗", "red"),
    "skipped": ("–", "dim"),
    "running": ("●", "blue"),
    "stale": ("~", "dim"),
}
_GATE = {True: ("✓", "green", "gate holds"), False: ("✗", "red", "gate fails"), None: ("○", "yellow", "gate")}


def print_report(state: State, gate: Gate, *, brief: bool = False) -> None:
    """Print the report on standard output; colours and line width only where it is a terminal."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines(state, gate, console, brief=brief):
        console.print(line, soft_wrap=True)


def lines(state: State, gate: Gate, console: "Console", *, brief: bool = False) -> "Iterator[Text]":
    """The report, line by line; `brief`: without the findings.

    Long messages are folded at the width of a terminal, and never elsewhere.
    """
    from rich.text import Text

    found = [] if brief else [finding for finding in ordered(state.findings()) if finding.dismissed is None]
    yield _header(state)
    yield Text()
    shown = _most_severe(found)
    for path, group in groupby(shown, key=lambda finding: finding.path):
        yield Text(printable(path) or "the whole tree", "bold")
        findings = list(group)
        yield from _findings(findings, console)
    if len(found) > len(shown):
        yield Text(f"… and {len(found) - len(shown):,} more, see --format json", "dim")
    if found:
        yield Text()
    if state.proof.projects or state.proof.levels or state.proof.conditions:
        from mastery_tui.cli.report_proof import lines as of_proof

        yield from of_proof(state.proof)
    wide = max((len(printable(name)) for name in state.checks), default=0)
    yield from (_check(check, wide) for check in state.checks.values())
    if state.skipped:
        first = next(iter(state.skipped.items()))
        more = f", and {len(state.skipped) - 1} more" if len(state.skipped) > 1 else ""
        yield Text(printable(f"– not checked: {first[0]} ({first[1]}){more}"), "dim")
    told = any(state.trust_hint in check.reason for check in state.checks.values())
    if not state.trusted and state.trust_hint and not told:
        yield Text(printable(f"– {state.trust_reason}: {state.trust_hint}"), "dim")
    if gone := len(stale(state)):
        says = "1 dismissal matches" if gone == 1 else f"{gone:,} dismissals match"
        yield Text(f"– {says} nothing any more: mastery-dismissed.toml", "dim")
    yield _gate(gate)


def _most_severe(found: list[Finding]) -> list[Finding]:
    """As many as are worth printing, worst first chosen, in order of place."""
    if len(found) <= MOST:
        return found
    by_severity = sorted(range(len(found)), key=lambda index: (SEVERITIES.index(found[index].severity), index))
    return [found[index] for index in sorted(by_severity[:MOST])]


def _header(state: State) -> "Text":
    from rich.text import Text

    repo = state.repo
    parts = [(f"◆ {state.name}", "bold")]
    if repo.branch:
        dirty = f" +{repo.dirty}" if repo.dirty else ""
        parts.append((f"{repo.branch}{dirty}", "cyan"))
    number = len(state.files)
    parts.append((f"{number:,} {'file' if number == 1 else 'files'}", "dim"))
    if state.latency_ms:
        parts.append((f"{state.latency_ms / 1000:.1f} s", "dim"))
    header = Text()
    for index, (text, style) in enumerate(parts):
        header.append("  " if index else "").append(printable(text), style)
    return header


def _findings(findings: list[Finding], console: "Console") -> "Iterator[Text]":
    from rich.text import Text

    places = [f"{finding.line}:{finding.column}" if finding.line else "-" for finding in findings]
    wide = max(map(len, places))
    check_wide = max(len(finding.check) for finding in findings)
    rule_wide = min(max(len(finding.rule) for finding in findings), 24)
    for place, finding in zip(places, findings, strict=True):
        glyph, style = _SEVERITY[finding.severity]
        head = Text("  ").append(glyph, style).append(f" {place:<{wide}}  ")
        head.append(f"{printable(finding.check):<{check_wide}}  ", "dim")
        head.append(f"{printable(finding.rule):<{rule_wide}}  ", style)
        if finding.new:
            head.append("new ", "magenta")
        yield from _folded(head, Text(printable(finding.message)), console)


def _folded(head: "Text", message: "Text", console: "Console") -> "Iterator[Text]":
    from rich.text import Text

    room = console.width - head.cell_len
    if not console.is_terminal or message.cell_len <= room:
        yield head.append(message)
        return
    indent = head.cell_len if room >= 30 else 6
    if room < 30:
        yield head
        head = Text(" " * indent)
    for line in message.wrap(console, max(console.width - indent, 10)):
        line.rstrip()
        yield head.append(line)
        head = Text(" " * indent)


def _check(check: CheckState, wide: int) -> "Text":
    from rich.text import Text

    glyph, style = _STATUS[check.status]
    if check.status == "findings" and check.counts.get("error"):
        glyph, style = _SEVERITY["error"]
    line = Text().append(glyph, style).append(f" {printable(check.name):<{wide}}")
    counts = [f"{check.counts[s]} {_plural(check.counts[s], s)}" for s in SEVERITIES if check.counts.get(s)]
    words = ", ".join(counts) or check.status
    words += f", {check.dismissed:,} dismissed" if check.dismissed else ""
    line.append(f"  {words}", style if counts else "dim")
    if check.reason:
        line.append(f"  {printable(check.reason)}", "dim")
    if check.duration_s >= 0.05:
        line.append(f"  {check.duration_s:.1f} s", "dim")
    return line


def _gate(gate: Gate) -> "Text":
    from rich.text import Text

    glyph, style, words = _GATE[gate.holds]
    line = Text().append(f"{glyph} {words}", f"bold {style}").append(f"  {printable(gate.reason)}")
    if gate.unproven:
        line.append(f"  · not proven: {printable(', '.join(each.check for each in gate.unproven))}", "dim")
    return line


def _plural(number: int, severity: str) -> str:
    return severity if number == 1 or severity == "info" else f"{severity}s"
