"""What is wrong with a curriculum, and where."""

from pathlib import Path

import msgspec

from mastery_tui.config import toml_file
from mastery_tui.config.settings_file import SettingsError
from mastery_tui.model.text import printable


class Problem(msgspec.Struct, frozen=True, order=True):
    """One mistake. `file` as a person writes it, `line` from 1 (0: the file as a whole), `message` one line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return (
            f"{printable(self.file)}:{self.line}: {self.message}"
            if self.line
            else f"{printable(self.file)}: {self.message}"
        )


def problem(file: Path, line: int, message: str) -> Problem:
    """A mistake in a file."""
    return Problem(toml_file.short(file), line, printable(" ".join(message.split())))


def in_toml(file: Path, key: tuple[str | int, ...], message: str) -> Problem:
    """A mistake at a key of a TOML file that can be read."""
    document = toml_file.read(file, toml_file.short(file))
    return problem(file, 0, message) if document is None else of_error(document.error(key, message))


def of_error(error: SettingsError) -> Problem:
    """What the reader of curricula says."""
    said = ": ".join(part for part in (error.key, error.message) if part)
    return Problem(error.file, error.line, printable(" ".join(said.split())))


def line_of(text: str, offset: int) -> int:
    """The line (from 1) of a place in a text."""
    return text.count("\n", 0, offset) + 1
