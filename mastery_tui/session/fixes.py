"""Safe fixes: written to the file that the finding speaks of, if that is still the file that was checked."""

import asyncio
import codecs
import os

import msgspec

from mastery_tui.model.blob import blob_id
from mastery_tui.model.edits import apply_edits
from mastery_tui.model.finding import Finding, Fix
from mastery_tui.model.state import State, file_findings, is_stale
from mastery_tui.model.text import printable
from mastery_tui.session.answer import Answer
from mastery_tui.session.dismissals import place_of
from mastery_tui.session.part import Desk
from mastery_tui.workspace.write import Changed, Refused, read_inside, replace_file


class Fixed(msgspec.Struct, frozen=True):
    """A fix that was written: what the file held before, and the blob id of what it holds since."""

    path: str
    what: str
    before: bytes
    blob: str


class NoFix(Exception):
    """Nothing is written; the text says why."""


class Fixes:
    """Writes fixes, and takes them back."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def apply(self, path: str, which: str) -> tuple[Answer, Fixed | None]:
        """Write the safe fix of a finding of this file.

        `which` is its fingerprint, and, after a blank, the blob id of the content that the fix was shown for: where the
        file has another by now, nothing is written.
        """
        fingerprint, _, shown = which.partition(" ")
        try:
            finding, fix, blob = _found(self.desk.state(), path, fingerprint)
            if shown and shown != blob:
                raise Changed(path)
            fixed = await asyncio.to_thread(self._write, finding, fix, blob)
        except Changed:
            says = f"{printable(path)} changed meanwhile: nothing was written; look at the finding again"
            return Answer(says, failed=True), None
        except (NoFix, Refused, OSError) as error:
            return Answer(f"nothing was written: {printable(path)} {_why(error)}", failed=True), None
        self.desk.look((path,))
        return Answer(f"fixed {fixed.what}", undo=path), fixed

    async def take_back(self, fixed: Fixed) -> Answer:
        """Write the former content, if the file is still as the fix left it."""
        path = printable(fixed.path)
        try:
            await asyncio.to_thread(replace_file, self.desk.root, fixed.path, fixed.before, fixed.blob)
        except Changed:
            return Answer(f"{path} changed since it was fixed: the fix stays; undo it in the editor", failed=True)
        except (Refused, OSError) as error:
            return Answer(f"the fix stays: {path} {_why(error)}", failed=True)
        self.desk.look((fixed.path,))
        return Answer(f"took back the fix of {fixed.what}")

    def _write(self, finding: Finding, fix: Fix, blob: str) -> Fixed:
        """In a thread. Raises NoFix, and what reading and writing raise."""
        before = read_inside(self.desk.root, finding.path)
        if before is None or blob_id(before) != blob:
            raise Changed(finding.path)
        after = fixed_bytes(before, fix)
        replace_file(self.desk.root, finding.path, after, blob)
        return Fixed(finding.path, place_of(finding), before, blob_id(after))


def fixed_bytes(data: bytes, fix: Fix) -> bytes:
    """The bytes of a file with the fix applied; a byte order mark and the line ends stay. Raises NoFix."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        return mark + apply_edits(data[len(mark) :].decode("utf-8"), fix.edits).encode("utf-8")
    except UnicodeError as error:
        raise NoFix("is not UTF-8 text: mend it in the editor") from error
    except ValueError as error:
        raise NoFix(f"does not fit the fix ({error}); mend it in the editor") from error


def _found(state: State, path: str, fingerprint: str) -> tuple[Finding, Fix, str]:
    """The finding, its fix and the content that it speaks of. Raises NoFix or Changed."""
    file = state.files.get(path)
    found = [f for f in file_findings(file) if f.fingerprint == fingerprint] if file is not None else []
    if file is None or not found:
        raise NoFix("has no such finding any more")
    finding = found[0]
    if finding.fix is None:
        raise NoFix(f"{printable(finding.rule)} has no fix that can be applied; mend it in the editor")
    if not finding.fix.safe:
        raise NoFix(f"{printable(finding.rule)} has no safe fix: it may change what the program does; apply it by hand")
    if is_stale(file, finding.check):
        raise Changed(path)
    return finding, finding.fix, file.blob


def _why(error: Exception) -> str:
    return f"cannot be written: {os.strerror(error.errno or 0)}" if isinstance(error, OSError) else str(error)
