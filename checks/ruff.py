"""Code quality: ruff, with the project's own configuration, or ruff's own documented defaults without one.

The findings are those of `ruff check --output-format json --no-cache --no-fix` in the root. ruff calls nearly
everything an error; the severities here are a table in `mastery_tui.checking.analyzers.ruff_json`: error for what fails
or misbehaves when it runs (syntax, undefined names), warning for likely bugs and risks, info for style.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from mastery_tui.checking.analyzers.ruff_command import CONFIG_FILES, findings, outside
from mastery_tui.checking.analyzers.ruff_docs import explain
from mastery_tui.checking.interface import Found, Source, Unreadable, batch_check


class RuffOptions(msgspec.Struct, frozen=True):
    """None of our own: everything is said in ruff's configuration."""


@batch_check(
    name="ruff",
    title="Code quality",
    files=("*.py", "*.pyi", "*.ipynb", "pyproject.toml"),
    inputs=CONFIG_FILES,
    layout=True,
    outside=outside,
    tool=lambda: f"ruff {version('ruff')}",
    options=RuffOptions,
    explain=explain,
)
def ruff(sources: Sequence[Source], options: RuffOptions, root: Path) -> Iterator[tuple[str, Found | Unreadable]]:
    return findings(sources, root)
