"""What runs in a folder once it is trusted, as lines for a person, with what is new since it was trusted last.

A line holds enough to tell one version from another (a value in full, or a digest): a person who agrees to the lines
agrees to exactly what they speak of.
"""

import hashlib
from pathlib import Path

from mastery_tui.config import paths, runnable, settings_file, trust
from mastery_tui.model.text import printable

MOST_SHOWN = 4_000
"""Characters of one setting that are shown; of a longer one the start, its length and its digest."""

NEW = "new since it was trusted"
CHANGED = "changed since it was trusted"
GONE = "gone since it was trusted"
MARKS = (NEW, CHANGED, GONE)
"""What a line ends with, in brackets, where it differs from what was trusted last."""


def would_run(root: Path) -> tuple[str, ...]:
    """A line for each setting and each file that decides what runs; what cannot be told is a line too."""
    try:
        parts = runnable.runnable(root)
    except runnable.TooMuch as error:
        return (f"{error}: it cannot be trusted",)
    try:
        grant = trust.granted(root)
    except trust.TrustError:  # nothing is trusted then, and the status says why
        grant = None
    before = {} if grant is None else grant.parts
    says = {**_settings(root), **_files(root, parts)}
    lines = [printable(text) + _mark(name, parts[name], before, grant is None) for name, text in says.items()]
    known = "settings:" not in parts
    gone = [name for name in before if name not in parts and (known or not name.startswith(runnable.SETTINGS))]
    return (*lines, *(f"{printable(name)} ({GONE})" for name in gone))


def agreed(shown: str, now: tuple[str, ...]) -> bool:
    """Whether the lines that a person was shown are those of now."""
    return shown == "\n".join(now)


def _mark(name: str, digest: str | None, before: dict[str, str], fresh: bool) -> str:
    if fresh or digest is None or before.get(name) == digest:
        return ""
    return f" ({CHANGED if name in before else NEW})"


def _settings(root: Path) -> dict[str, str]:
    try:
        document = settings_file.read(root)
    except settings_file.SettingsError as error:
        return {"settings:": f"{error}: none of the settings is in use until that is mended"}
    return {
        name: f"{document.file}: {name.removeprefix(runnable.SETTINGS)} = {_short(value)}"
        for name, value in runnable.settings(document.table).items()
    }


def _short(value: str) -> str:
    if len(value) <= MOST_SHOWN:
        return value
    return f"{value[:MOST_SHOWN]}… ({len(value):,} characters, {_digest(value.encode())})"


def _files(root: Path, parts: dict[str, str | None]) -> dict[str, str]:
    return {
        name: f"{name}: {_about(_kind(name), root / runnable.restored(name), digest)}"
        for name, digest in parts.items()
        if digest is not None and not name.startswith(runnable.SETTINGS)
    }


def _kind(name: str) -> str:
    """Which of the folders that run it is in."""
    path = runnable.restored(name)
    return next((kind for kind in runnable.RUNNING if path.startswith(f"{paths.PROJECT}/{kind}/")), "")


def _about(kind: str, path: Path, digest: str) -> str:
    """Whose it is, how long, and which version."""
    own = kind == "checks" and path.suffix == ".py"
    whose = "your project's own check" if own else f"belongs to your project's own {kind}"
    if not path.is_file():
        return f"{whose} ({digest})"
    try:
        lines = path.read_bytes().count(b"\n")
    except OSError as error:
        return f"{whose} (cannot be read: {error.strerror})"
    return f"{whose} ({lines:,} {'line' if lines == 1 else 'lines'}, sha256 {digest[:12]})"


def _digest(data: bytes) -> str:
    return f"sha256 {hashlib.sha256(data).hexdigest()[:12]}"
