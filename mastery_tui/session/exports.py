"""Exports: what the dashboard shows, written to a file in the tree's own store."""

import asyncio
import os
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from mastery_tui.config.nearest import suggestion
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.session.answer import Answer
from mastery_tui.session.part import Part

FOLDER = "exports"
KIND = "export"
"""What Activity keeps the answer under."""


class Exports(Part):
    """Carries out `write`: subject the format."""

    takes: ClassVar[frozenset[str]] = frozenset({"write"})

    async def on_intent(self, intent: Intent) -> None:
        """Write it in a thread."""
        self.desk.background(self._write(intent.subject))

    async def _write(self, form: str) -> None:
        state = self.desk.state()
        answer = await asyncio.to_thread(export, state, form, self.desk.root, self.desk.store, datetime.now())
        self.desk.emit(ev.Told(time.time(), answer.text, KIND, failed=answer.failed))


def export(state: State, form: str, root: Path, store: Path | None, at: datetime) -> Answer:
    """Write the State in a format; where to, in one line. Blocks. `at` is local time, it names the file."""
    if form not in FORMS:
        return Answer(f"not exported: {form}: no such format; {suggestion(form, FORMS)}", failed=True)
    if store is None:
        return Answer("not exported: neither this folder nor your cache can be written to", failed=True)
    end, make = FORMS[form]
    folder = store / FOLDER
    name = re.sub(r"[^\w.-]+", "-", state.name).strip("-.") or "tree"
    try:
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():
            return Answer(f"not exported: {folder} is a link: remove it", failed=True)
        place = _write(folder, f"{name[:60]}-{at:%Y%m%d-%H%M%S}", end, make(state))
    except OSError as error:
        return Answer(f"not exported: {folder}: {os.strerror(error.errno or 0)}", failed=True)
    shown = place.relative_to(root) if place.is_relative_to(root) else place
    return Answer(f"written to {shown}")


def _write(folder: Path, name: str, end: str, data: bytes) -> Path:
    """Write it under a name that no file has yet; nobody sees a part of it."""
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name[:20]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        number = 1
        while True:
            place = folder / (f"{name}{end}" if number == 1 else f"{name}-{number}{end}")
            try:
                os.link(temporary, place)  # as a rename, but never over a file that is there
                return place
            except FileExistsError:
                number += 1
            except OSError:  # a file system without hard links
                if not place.exists():
                    return Path(temporary).replace(place)
                number += 1
    finally:
        Path(temporary).unlink(missing_ok=True)


def _sarif(state: State) -> bytes:
    from mastery_tui.reporting.document import encode
    from mastery_tui.reporting.sarif import sarif

    return encode(sarif(state)) + b"\n"


def _json(state: State) -> bytes:
    from mastery_tui.reporting.document import document, encode

    return encode(document(state)) + b"\n"


def _markdown(state: State) -> bytes:
    from mastery_tui.reporting.markdown import report

    return report(state).encode()


def _github(state: State) -> bytes:
    from mastery_tui.reporting.github import annotations

    return "".join(f"{line}\n" for line in annotations(state)).encode()


FORMS: Mapping[str, tuple[str, Callable[[State], bytes]]] = {
    "sarif": (".sarif", _sarif),
    "json": (".json", _json),
    "markdown": (".md", _markdown),
    "github": (".txt", _github),
}
"""By format: how the file's name ends, and what is in it."""
