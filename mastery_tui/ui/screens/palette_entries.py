"""What the palette finds, from the State: actions, modules, objectives, settings, checks, themes, exports, files,
findings."""

from collections.abc import Iterator

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import REGISTRY
from mastery_tui.model.state import State, file_findings
from mastery_tui.ui.cells import one_line
from mastery_tui.ui.signs import SEVERITY, VERDICT, status_sign

EXPORTS = {
    "sarif": "the findings, for code scanning services",
    "json": "all that is known, for programs",
    "markdown": "a report to read",
    "github": "annotations for a workflow of GitHub",
}
"""Every format that is written, and what it is."""

_LEFT_OUT = frozenset(
    ("up", "down", "left", "right", "top", "bottom", "page-up", "page-down", "palette", "back", "trust")
)
"""Actions that make no sense from a list, and what is asked for elsewhere first."""

_KINDS = ("action", "module", "objective", "setting", "check", "theme", "export", "file", "finding")


class Entry:
    """One thing to find: `text` is what is matched, `weight` what it counts beside the match, 0 the most likely."""

    __slots__ = ("detail", "kind", "sign", "subject", "text", "title", "weight")

    def __init__(
        self, kind: str, title: str, detail: str, subject: str | Finding, sign: tuple[str, str] | None = None
    ) -> None:
        self.kind = kind
        self.title = title
        self.detail = detail
        self.subject = subject
        self.sign = sign
        self.text = f"{title} {detail}".casefold()
        self.weight = _KINDS.index(kind)


def entries(state: State) -> Iterator[Entry]:
    """All of them, the few first; findings are many, so nothing is done for them before they are asked for."""
    for action in REGISTRY:
        if not action.about and action.id not in _LEFT_OUT:
            yield Entry("action", action.title, action.help, action.id)
    for curriculum in state.learning.curricula:
        for module in curriculum.modules:
            about = one_line(f"{module.domain}  {curriculum.title}")
            yield Entry("module", one_line(module.title), about, f"{curriculum.id}/{module.id}")
    for project in state.proof.projects:
        for one in project.objectives:
            about = one_line(f"{one.verdict}  {project.title}")
            yield Entry("objective", one_line(one.title), about, f"{one.project}/{one.id}", VERDICT[one.verdict])
    for check in state.checks.values():
        yield Entry("check", one_line(check.name), one_line(check.title), check.name, status_sign(check))
    for theme in state.themes:
        yield Entry("theme", one_line(theme.name), one_line(theme.title), theme.name)
    for form, about in EXPORTS.items():
        yield Entry("export", form, f"Write a file: {about}", form)
    for setting in state.settings:
        yield Entry("setting", one_line(setting.key), one_line(f"{setting.value}  {setting.help}"), setting.key)
    for path, file in state.files.items():
        number = sum(len(result.findings) for result in file.results.values())
        yield Entry("file", one_line(path), f"{number:,} found" if number else "", path)
    for file in state.files.values():
        for finding in file_findings(file):
            yield _finding(finding)
    for result in state.tree.values():
        for finding in result.findings:
            yield _finding(finding)


def _finding(finding: Finding) -> Entry:
    where = f"{finding.path}:{finding.line}  " if finding.path else ""
    title = one_line(f"{finding.rule}  {finding.message}")
    return Entry("finding", f"{one_line(where)}{'  ' if where else ''}{title}", "", finding, SEVERITY[finding.severity])
