"""Findings as GitHub workflow commands: annotations on the lines of a pull request."""

from collections.abc import Iterator

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import State
from mastery_tui.model.text import printable
from mastery_tui.reporting.dismissals import dismissed
from mastery_tui.reporting.document import ordered

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def annotations(state: State) -> Iterator[str]:
    """One line per finding, worst first: GitHub shows only the first few of each kind. Dismissed ones are counted."""
    found = [finding for finding in ordered(state.findings()) if finding.dismissed is None]
    for severity in SEVERITIES:
        yield from (annotation(finding) for finding in found if finding.severity == severity)
    if number := dismissed(state):
        findings = "1 finding is" if number == 1 else f"{number:,} findings are"
        yield f"::notice title=dismissed::{findings} set aside with a reason: see mastery-dismissed.toml"
    for check in state.checks.values():
        if check.status == "failed":
            yield f"::error title={_property(f'{check.name} could not run')}::{_data(check.reason)}"


def annotation(finding: Finding) -> str:
    """The workflow command of one finding, escaped so that no text from outside can begin another command."""
    fields = {"file": finding.path}
    if finding.path and finding.line > 0:
        fields |= {"line": str(finding.line), "col": str(max(finding.column, 1))}
        if finding.end_line > finding.line or (finding.end_line == finding.line and finding.end_column):
            fields |= {"endLine": str(finding.end_line), "endColumn": str(max(finding.end_column, 1))}
    fields["title"] = f"{finding.check} {finding.rule}"
    about = ",".join(f"{name}={_property(value)}" for name, value in fields.items() if value)
    return f"::{_COMMANDS[finding.severity]} {about}::{_data(finding.message)}"


def _data(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "%0A".join(printable(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return printable(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
