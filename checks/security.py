"""Security: bandit's rules, with the project's own configuration and `# nosec`.

The findings are those of `bandit -r . -f json` in the root, with `-c FILE` when the project has a configuration file
(see `mastery_tui.checking.analyzers.bandit_config` for which). Severity: bandit's HIGH is an error, MEDIUM a warning,
LOW an info.
"""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version

from mastery_tui.checking.analyzers.bandit_config import profile
from mastery_tui.checking.analyzers.bandit_docs import explain
from mastery_tui.checking.analyzers.bandit_load import load
from mastery_tui.checking.analyzers.bandit_pass import issues
from mastery_tui.checking.interface import Found, Source, file_check
from mastery_tui.model.finding import Severity

SEVERITY: dict[str, Severity] = {"HIGH": "error", "MEDIUM": "warning", "LOW": "info", "UNDEFINED": "info"}


@cache
def _url(rule: str) -> str:
    return str(load().docs_utils.get_url(rule))


@file_check(
    name="security",
    title="Security",
    files=("*.py", "*.pyw"),
    inputs=(".bandit", "bandit.yaml", "bandit.yml", "pyproject.toml"),
    explain=explain,
    tool=lambda: f"bandit {version('bandit')}",
)
def security(source: Source, options: None) -> Iterator[Found]:
    chosen = profile(source.root)
    if not chosen.covers(source.path):
        return
    for issue in issues(source, chosen):
        last = issue.line_range[-1] if issue.line_range else issue.line
        backwards = (last, issue.end_column) < (issue.line, issue.column)
        yield Found(
            issue.test_id,
            SEVERITY[issue.severity],
            issue.line,
            issue.text,
            column=issue.column + 1,
            end_line=0 if backwards else last,
            end_column=0 if backwards else issue.end_column + 1,
            url=_url(issue.test_id),
        )
