"""Themes: all that there are, read again whenever one changes; and the user's own choice among them."""

import asyncio
import os
import time
from pathlib import Path
from typing import ClassVar, NamedTuple

from mastery_tui.config import content, paths, theme_file, user_settings
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import Document, SettingsError
from mastery_tui.config.theme_file import AUTO
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.theme import Theme
from mastery_tui.session.part import Desk, Part

LOOK_S = 1.0
"""How often theme files and the user's settings are looked at. They are few: it takes a fraction of a millisecond."""

Stamp = tuple[tuple[str, int, int], ...]


class Read(NamedTuple):
    """All themes, what is wrong with their files, and the user's settings (None: they cannot be read)."""

    themes: dict[str, Theme]
    problems: list[str]
    choice: str | None
    document: Document


class Palettes(Part):
    """Publishes the themes and which one is chosen; `use-theme` keeps a choice."""

    takes: ClassVar[frozenset[str]] = frozenset({"use-theme"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._due = asyncio.Event()
        self._themes: dict[str, Theme] = {}

    async def open(self) -> None:
        """Only what stays open needs colours."""
        if self.desk.watch:
            self.desk.background(self._follow())

    def on_event(self, event: ev.Event) -> None:
        """With other settings or another trust, other themes may be there, and another one chosen."""
        if isinstance(event, ev.SettingsRead | ev.TrustChanged):
            self._due.set()

    async def on_intent(self, intent: Intent) -> None:
        """Write the choice in a thread."""
        self.desk.background(self._use(intent.subject))

    async def _use(self, name: str) -> None:
        if name != AUTO and name not in self._themes:
            line = f'there is no theme "{name}"; {suggestion(name, (AUTO, *self._themes))}'
            self.desk.emit(ev.Told(time.time(), line, failed=True))
            return
        try:
            await asyncio.to_thread(user_settings.keep_theme, name)
        except SettingsError as error:
            self.desk.emit(ev.Told(time.time(), f"the theme is not kept: {error}", failed=True))
            return
        title = "by the terminal's background" if name == AUTO else self._themes[name].title
        await self._read()
        self.desk.emit(ev.Told(time.time(), f"Theme: {title}", "settings"))

    async def _follow(self) -> None:
        seen: Stamp | None = None
        while True:
            stamp = await asyncio.to_thread(self._stamp)
            if stamp != seen or self._due.is_set():
                self._due.clear()
                await self._read()
                if seen is not None and _users(seen) != _users(stamp):
                    self.desk.user_changed()  # keys stand there too
                seen = stamp
            try:
                await asyncio.wait_for(self._due.wait(), LOOK_S)
            except TimeoutError:
                continue

    def _stamp(self) -> Stamp:
        """What the files look like from outside."""
        user = paths.user_config()
        folders = [content.built_in("themes"), user / "themes", paths.project_dir(self.desk.root) / "themes"]
        found = {_about(user_settings.place())}
        for folder in folders:
            found.add(_about(folder))
            try:
                found.update(_about(Path(entry.path)) for entry in os.scandir(folder) if entry.name.endswith(".toml"))
            except OSError:  # not there, or not readable: as the folder's own entry says
                continue
        return tuple(sorted(found))

    async def _read(self) -> None:
        setup = self.desk.setup()
        trusted = setup.trust.trusted
        read = await asyncio.to_thread(read_themes, self.desk.root, trusted, tuple(self._themes.values()))
        self._themes = read.themes
        choice = (setup.preferred.user.theme if read.choice is None else read.choice) or setup.settings.theme
        lines = list(read.problems)
        if choice not in ("", AUTO, *read.themes):
            own = read.choice if read.choice is not None else setup.preferred.user.theme
            document = read.document if own else setup.document
            told = document.error(
                ("theme",), f'there is no theme "{choice}"; {suggestion(choice, (AUTO, *read.themes))}'
            )
            lines.append(str(told))
        themes, state = tuple(read.themes.values()), self.desk.state()
        if (themes, choice) != (state.themes, state.theme):
            self.desk.emit(ev.ThemesRead(themes, choice))
        self.desk.emit(ev.Problems("themes", tuple(lines), time.time()))


def read_themes(root: Path, trusted: bool, before: tuple[Theme, ...]) -> Read:
    """Read all themes and the user's choice. While the user's file is broken, `choice` is None. Blocks."""
    themes, problems = theme_file.read_all(content.folders("themes", root, trusted), before)
    problems += content.problems("themes")
    try:
        user = user_settings.read()
    except SettingsError:  # told with the other settings
        return Read(themes, problems, None, Document())
    return Read(themes, problems, user.theme, user.document)


def _users(stamp: Stamp) -> Stamp:
    """What it says of the user's settings file."""
    file = str(user_settings.place())
    return tuple(about for about in stamp if about[0] == file)


def _about(path: Path) -> tuple[str, int, int]:
    try:
        about = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), about.st_mtime_ns, about.st_size
