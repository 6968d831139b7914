"""Findings that were set aside: read from the tree's file, written to it."""

import asyncio
import os
import time
from collections.abc import Callable
from datetime import date

from mastery_tui.config import dismissed_file
from mastery_tui.config.dismissed_file import FILE
from mastery_tui.config.settings_file import SettingsError, decoded
from mastery_tui.model import event as ev
from mastery_tui.model.blob import blob_id
from mastery_tui.model.finding import Finding
from mastery_tui.model.state import Dismissal
from mastery_tui.model.text import printable
from mastery_tui.reporting.dismissals import stale
from mastery_tui.session.answer import Answer
from mastery_tui.session.part import Desk
from mastery_tui.session.set_aside import PROVE_NOTHING
from mastery_tui.workspace.git_command import Command, GitError
from mastery_tui.workspace.write import Changed, Refused, read_inside, replace_file

ATTEMPTS = 3
"""How often to try again when the file changes between reading and writing it."""


class Dismissals:
    """The dismissals of a tree. While the file is broken, what it said last holds."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.stale = 0

    async def read(self) -> bool:
        """Read the file; whether it says anything new."""
        try:
            data = await asyncio.to_thread(read_inside, self.desk.root, FILE)
            known = dismissed_file.read(data or b"")
        except (Refused, OSError, SettingsError) as error:
            held = "the former dismissals hold" if self.desk.state().dismissals else "nothing is dismissed"
            self.desk.emit(ev.Problems("dismissals", (_line(error, f"({held} until it is mended)"),), time.time()))
            return False
        self.desk.emit(ev.Problems("dismissals", (), time.time()))
        if known == self.desk.state().dismissals:
            return False
        self.desk.emit(ev.DismissalsRead(known))
        return True

    async def set_aside(self, fingerprint: str, reason: str) -> Answer:
        """Dismiss a finding that is shown."""
        if not reason.strip():
            return Answer("nothing was dismissed: a reason is needed, others will read it", failed=True)
        finding = next((f for f in self.desk.state().findings() if f.fingerprint == fingerprint), None)
        if finding is None:
            return Answer("nothing was dismissed: the finding is gone", failed=True)
        if finding.rule in PROVE_NOTHING:
            return Answer(f"{place_of(finding)} cannot be dismissed: it tells that nothing is proven", failed=True)
        by = await asyncio.to_thread(_user, str(self.desk.root))
        on = date.fromtimestamp(time.time()).isoformat()
        why = " ".join(reason.split())
        entry = Dismissal(fingerprint, finding.check, finding.rule, finding.path, why, by, on)
        refused = await self._change(lambda text: dismissed_file.with_entry(text, entry))
        if refused:
            return Answer(f"nothing was dismissed: {refused}", failed=True)
        return Answer(f"dismissed {place_of(finding)}, see {FILE}", undo=fingerprint)

    async def take_back(self, fingerprint: str) -> Answer:
        """The finding counts again."""
        entry = next((one for one in self.desk.state().dismissals if one.fingerprint == fingerprint), None)
        if entry is None:
            return Answer("nothing was taken back: this finding is not dismissed", failed=True)
        refused = await self._change(lambda text: dismissed_file.without(text, fingerprint))
        if refused:
            return Answer(f"nothing was taken back: {refused}", failed=True)
        return Answer(f"{printable(entry.path) or 'the tree'} {printable(entry.rule)} counts again")

    def settled(self) -> None:
        """Say how many dismissals match nothing any more, when that changes."""
        number = len(stale(self.desk.state()))
        if number and number != self.stale:
            says = "1 dismissal matches" if number == 1 else f"{number:,} dismissals match"
            self.desk.emit(ev.Noted(time.time(), "check", f"{says} nothing any more: {FILE}"))
        self.stale = number

    async def _change(self, change: Callable[[str], str]) -> str:
        """Change the file, take its new content as read, and have the tree looked at. Why not, or ""."""
        try:
            await asyncio.to_thread(self._rewrite, change)
        except Changed:
            return f"{FILE} changes all the time; try again"
        except (Refused, OSError, SettingsError) as error:
            return _line(error)
        await self.read()
        self.desk.look((FILE,))
        return ""

    def _rewrite(self, change: Callable[[str], str]) -> None:
        """In a thread. Raises what reading, changing and writing raise."""
        for left in reversed(range(ATTEMPTS)):
            data = read_inside(self.desk.root, FILE)
            text = change(decoded(FILE, data or b""))
            if data is not None and b"\r\n" in data:
                text = text.replace("\n", "\r\n")
            try:
                replace_file(self.desk.root, FILE, text.encode(), None if data is None else blob_id(data))
            except Changed:
                if not left:
                    raise
            else:
                return


def _user(root: str) -> str:
    """Who git says this is; "" where it does not know."""
    try:
        _, output = Command(root).run("config", "--get", "user.name", ok=(0, 1))
    except GitError:
        return ""
    return output.decode("utf-8", "replace").strip()


def place_of(finding: Finding) -> str:
    """Where and what a finding is, in one short line."""
    place = f"{printable(finding.path)}:{finding.line}" if finding.line else printable(finding.path)
    return f"{place or 'the tree'} {printable(finding.rule)}"


def _line(error: Exception, more: str = "") -> str:
    if isinstance(error, OSError):
        text = f"{FILE}: {os.strerror(error.errno or 0)}"
    else:
        text = str(error) if isinstance(error, SettingsError) else f"{FILE}: {error}"
    return f"{text} {more}".rstrip()
