"""Which folders may run things: kept per user, outside every tree.

Trust is bound to a folder's real path and to a digest of what in it may run: the settings that name commands, and the
files in `.mastery/checks`. When one of them changes, the user is asked again.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mastery_tui.config import paths
from mastery_tui.config.runnable import TooMuch, runnable, storable
from mastery_tui.model.text import printable

STORE = "trusted.json"


class TrustError(Exception):
    """Trust cannot be given or taken: one clear line."""


class Trust(msgspec.Struct, frozen=True):
    """Whether a folder may run things, why, and (when it may not) how to allow it."""

    trusted: bool
    reason: str
    hint: str = ""


class Grant(msgspec.Struct, frozen=True):
    """What was trusted: `parts` maps each thing that may run to the digest it had then; `at` is ISO 8601, UTC."""

    root: str
    at: str
    parts: dict[str, str]


class _Store(msgspec.Struct, frozen=True):
    version: int = 1
    grants: dict[str, Grant] = {}


def status(root: Path) -> Trust:
    """Whether the folder is trusted now. Never raises: what cannot be read is not trusted."""
    folder = os.path.realpath(root)
    hint = f"run `mastery trust {_quoted(folder)}`, or press T in the dashboard"
    try:
        grant = _load().grants.get(storable(folder))
        if grant is None:
            return Trust(False, "this folder is not trusted: static checks only", hint)
        changed = _changes(grant.parts, runnable(Path(folder)))
    except (TrustError, TooMuch) as error:
        return Trust(False, str(error), hint)
    if changed:
        return Trust(
            False, f"what may run here has changed since it was trusted: {changed}", f"look at it, then {hint}"
        )
    return Trust(True, f"trusted since {grant.at[:10]}")


def grant(root: Path) -> Trust:
    """Trust the folder as it is now. Raises TrustError."""
    folder = os.path.realpath(root)
    key = storable(folder)
    if not Path(folder).is_dir():
        raise TrustError(f"cannot trust {printable(folder)}: it is not a folder")
    try:
        parts = runnable(Path(folder))
    except TooMuch as error:
        raise TrustError(f"cannot trust {printable(folder)}: {error}") from error
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = _load_or_new().grants
    _save({**known, key: Grant(key, now, {name: digest or "" for name, digest in parts.items()})})
    return status(root)


def revoke(root: Path) -> Trust:
    """Take trust back. Raises TrustError."""
    key = storable(os.path.realpath(root))
    known = _load_or_new().grants
    if key in known:
        _save({folder: grant for folder, grant in known.items() if folder != key})
    return status(root)


def granted(root: Path) -> Grant | None:
    """What was trusted in this folder, if anything was. Raises TrustError."""
    return _load().grants.get(storable(os.path.realpath(root)))


def grants() -> list[Grant]:
    """All that is trusted, by path. Raises TrustError."""
    return [grant for _, grant in sorted(_load().grants.items())]


def store_path() -> Path:
    """The file that holds what is trusted."""
    return paths.user_data() / STORE


def _quoted(path: str) -> str:
    import shlex

    return printable(shlex.quote(path))


def _changes(before: dict[str, str], now: dict[str, str | None]) -> str:
    """In words, what differs; a part that is None now cannot be told, and nothing of it is in use."""
    words = [f"{name} is new" for name in now if name not in before and now[name] is not None]
    words += [
        f"{name} changed" for name, digest in now.items() if name in before and digest not in (before[name], None)
    ]
    unknown = {name for name, digest in now.items() if digest is None}
    words += [f"{name} is gone" for name in before if name not in now and not _covered(name, unknown)]
    shown = [printable(word) for word in words[:3]]
    return ", ".join(shown) + (f" and {len(words) - 3} more" if len(words) > 3 else "")


def _covered(name: str, unknown: set[str]) -> bool:
    return any(name.startswith(prefix) for prefix in unknown)


def _load() -> _Store:
    place = store_path()
    try:
        store = msgspec.json.decode(place.read_bytes(), type=_Store)
    except FileNotFoundError:
        return _Store()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        where = printable(str(place))
        raise TrustError(f"nothing is trusted: {where} is damaged; trust your folders again, or restore it") from error
    except OSError as error:
        raise TrustError(f"nothing is trusted: {printable(str(place))}: {os.strerror(error.errno or 0)}") from error
    if store.version != 1:
        raise TrustError(f"nothing is trusted: {printable(str(place))} is of a newer mastery (version {store.version})")
    return store


def _load_or_new() -> _Store:
    """What is stored; a damaged store is set aside, since nothing in it counted any more."""
    place = store_path()
    try:
        return _load()
    except TrustError as error:
        if not isinstance(error.__cause__, (msgspec.DecodeError, UnicodeDecodeError)):
            raise
        try:
            place.replace(place.with_suffix(".damaged"))
        except OSError as failed:
            raise _unwritable(place, failed) from failed
        return _Store()


def _save(known: dict[str, Grant]) -> None:
    """Replace the store in one step, readable by its owner only."""
    import tempfile

    place = store_path()
    data = msgspec.json.format(msgspec.json.encode(_Store(grants=known)), indent=1)
    temporary = ""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{STORE}.")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise _unwritable(place, error) from error


def _unwritable(place: Path, error: OSError) -> TrustError:
    return TrustError(f"cannot write {printable(str(place))}: {os.strerror(error.errno or 0)}")
