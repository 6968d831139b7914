"""The script of the demo as data: steps, read from `script.toml`, and what an edit makes of a text."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from mastery_tui.model.finding import Finding

SCRIPT = Path(__file__).with_name("script.toml")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step: what it says, the one thing that it does, and the findings that come and go by that.

    `dismiss`, and each of `appears` and `goes`, is a finding as "check rule path".
    """

    says: str
    file: str = ""
    find: str = ""
    replace: str = ""
    dismiss: str = ""
    reason: str = ""
    commit: str = ""
    appears: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()

    def edit(self, text: str) -> str:
        """The text after this step's edit. Raises ValueError where what it looks for is not there exactly once."""
        if text.count(self.find) != 1:
            raise ValueError(f"{self.file}: {self.find!r} is there {text.count(self.find)} times")
        return text.replace(self.find, self.replace)


def steps() -> tuple[Step, ...]:
    """The script."""
    table = tomllib.loads(SCRIPT.read_text("utf-8"))
    return msgspec.convert(table["step"], tuple[Step, ...])


def named(finding: Finding) -> str:
    """The finding as the script names it."""
    return f"{finding.check} {finding.rule} {finding.path}"


def names(findings: Iterable[Finding]) -> set[str]:
    """The findings that nobody dismissed, as the script names them."""
    return {named(finding) for finding in findings if finding.dismissed is None}
