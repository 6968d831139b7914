"""Settings that a person changes from within: written into the project's settings file, and read again."""

import asyncio
import time
from pathlib import Path
from typing import ClassVar

from mastery_tui.config import settings, settings_file, settings_write, toml_place, trust
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import OWN, SettingsError
from mastery_tui.model import event as ev
from mastery_tui.model.blob import blob_id
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Setting
from mastery_tui.session.answer import Answer
from mastery_tui.session.part import Part
from mastery_tui.workspace.write import Changed, Refused, read_inside, replace_file

_TRIES = 5
"""Somebody else may write the same file in the same moment; then it is read anew."""


class Preferences(Part):
    """Carries out `set`: subject the setting, detail its value as TOML, "" for the default."""

    takes: ClassVar[frozenset[str]] = frozenset({"set"})

    async def on_intent(self, intent: Intent) -> None:
        """Write it in a thread, then have the file looked at as after a save."""
        self.desk.background(self._set(intent.subject, intent.detail))

    async def _set(self, key: str, value: str) -> None:
        known, options = self.desk.state().settings, self.options()
        answer = await asyncio.to_thread(put, self.desk.root, key, value, known, options)
        self.desk.emit(ev.Told(time.time(), answer.text, "settings", failed=answer.failed))
        if not answer.failed:
            self.desk.look((self.desk.setup().document.file or OWN,))

    def options(self) -> settings.Options:
        """The options of each known check."""
        found = self.desk.setup().settings.checks
        return {name: type(check.options) if check.options is not None else None for name, check in found.items()}


def put(root: Path, key: str, value: str, known: tuple[Setting, ...], options: settings.Options) -> Answer:
    """Set one setting in the tree's settings file, or take it out of it; what comes of it in one line. Blocks."""
    names = {setting.key: setting for setting in known}
    if key not in names:
        return Answer(f"{key}: no such setting; {suggestion(key, names)}", failed=True)
    others = names[key].place.rpartition(":")[0]
    if others not in ("", OWN, settings_file.SHARED):
        return Answer(f"{key}: {others} is your own and comes first: change it there", failed=True)
    trusted = trust.status(root).trusted
    try:
        place = _put(root, key, value, options)
    except SettingsError as error:
        return Answer(f"not changed: {error}", failed=True)
    except Refused as refused:
        return Answer(f"not changed: the settings file {refused}", failed=True)
    except OSError as error:
        return Answer(f"not changed: {error.strerror or error}", failed=True)
    if not place:
        return Answer(f"{key} has its default already")
    text = f"{key} = {value} is in {place}" if value else f"{key} has its default again: its line in {place} is gone"
    if trusted and not trust.status(root).trusted:
        text += "; it decides what runs here, so this folder must be trusted again"
    return Answer(text)


def _put(root: Path, key: str, value: str, options: settings.Options) -> str:
    """Returns file:line, "" where nothing had to change. Raises SettingsError, Refused, OSError."""
    path = settings_write.key_of(key)
    if path is None:
        raise SettingsError(OWN, 0, 0, key, "is no key of TOML")
    for _ in range(_TRIES):
        document = settings_file.read(root)
        file = document.file or OWN
        data = read_inside(root, file)
        if (data or b"").decode("utf-8", "replace").replace("\r\n", "\n") != document.text:
            continue  # written between the two looks
        text = settings_write.changed(document, path, value)
        if text == document.text:
            return ""
        _holds(file, text, document.prefix, options)
        written = text.replace("\n", "\r\n") if data and b"\r\n" in data else text
        try:
            replace_file(root, file, written.encode(), blob_id(data) if data is not None else None)
        except Changed:
            continue
        line, _ = toml_place.place_of(text, (*document.prefix, *path))
        return f"{file}:{line}" if value else file
    raise SettingsError(document.file or OWN, 0, 0, key, "somebody else is writing it: try again")


def _holds(file: str, text: str, prefix: tuple[str, ...], options: settings.Options) -> None:
    """Whether the settings are right with it. Raises SettingsError, which says what is allowed."""
    table = settings_file.parsed(file, text)
    for name in prefix:
        table = table[name]
    try:
        settings.of(settings_file.Document(file, text, prefix, table), options)
    except SettingsError as error:
        # Its line is one that nobody has written yet.
        raise SettingsError(file, 0, 0, error.key, error.message) from error
