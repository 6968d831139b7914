"""Answers as they are typed: kept at once, in files that outlive everything but a hand that deletes them."""

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))})


class Drafts:
    """Drafts in a folder: `<curriculum>/<module>/<question>.md`, UTF-8, exactly as typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, curriculum: str, module: str, question: str) -> Path:
        """Where a draft stands, whatever the names are made of."""
        return self.folder / safe_name(curriculum) / safe_name(module) / f"{safe_name(question)}.md"

    def load(self, curriculum: str, module: str, question: str) -> str:
        """The draft, "" where there is none. Raises OSError."""
        data = self.bytes(curriculum, module, question)
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return data.decode("utf-8", "replace")

    def bytes(self, curriculum: str, module: str, question: str) -> bytes:
        """The draft as it stands in its file, empty where there is none. Raises OSError."""
        try:
            return self.path(curriculum, module, question).read_bytes()
        except FileNotFoundError:
            return b""

    def save(self, curriculum: str, module: str, question: str, text: str) -> None:
        """Keep it: whoever reads sees the former or the new text, also after a power cut. Raises OSError."""
        place = self.path(curriculum, module, question)
        place.parent.mkdir(parents=True, exist_ok=True)
        opened, temporary = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(opened, "wb") as file:
                file.write(encoded(text))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(place)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
        _settle(place.parent)


def encoded(text: str) -> bytes:
    """An answer as it is kept, also one that is not all Unicode."""
    return text.encode("utf-8", "surrogatepass")


def safe_name(id: str) -> str:
    """A file name for an id, another one for another id: also where case does not count, or a name means a device."""
    if _SAFE.fullmatch(id) and id not in _DEVICES:
        return id
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    slug = re.sub(r"[^a-z0-9_-]+", "-", id.lower())[:40].strip("-")
    return f"{slug or 'id'}.{digest}"


def _settle(folder: Path) -> None:
    """Make a rename last; where folders cannot be opened there is no more to do."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
