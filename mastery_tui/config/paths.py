"""Where things are kept: the user's own folders, and the project's `.mastery/`.

`MASTERY_HOME` puts all of the user's folders under one place. The first frame needs them: hashes are imported later.
"""

import os
from pathlib import Path

PROJECT = ".mastery"
STORE_OF_CHECKS = "checks-store"
_APP = "mastery-tui"
_NOT_WRITTEN = frozenset({".gitignore", "checks", "curricula", "themes"})
"""What the project may have put there itself: we read it, and never write to it."""


def user_config() -> Path:
    """The folder of what the user writes: own checks, curricula, themes, keys."""
    return _user("config")


def user_data() -> Path:
    """The folder of what must outlive a session: which folders are trusted."""
    return _user("data")


def user_cache() -> Path:
    """The folder of what only costs time to lose."""
    return _user("cache")


def _user(kind: str) -> Path:
    home = os.environ.get("MASTERY_HOME")
    if home:
        return Path(home).expanduser().absolute() / kind
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(_APP, appauthor=False))


def project_dir(root: Path) -> Path:
    """The project's `.mastery/`, whether or not it exists."""
    return root / PROJECT


def fallback_dir(root: Path) -> Path:
    """Where a tree that we cannot write to has its store: in the user's cache, keyed by the tree's real path."""
    import hashlib

    key = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]
    return user_cache() / "trees" / key


def store(root: Path) -> Path | None:
    """A writable folder for what belongs to this tree, created if need be; None when nothing can be written at all.

    That is `.mastery/` with a `.gitignore` of its own, or the fallback in the user's cache where the tree is
    read-only or its `.mastery` is not a folder of its own: a hostile tree could point it anywhere.
    """
    for folder in (project_dir(root), fallback_dir(root)):
        if _usable(folder):
            return folder
    return None


def _usable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=folder.name != PROJECT, exist_ok=True)
        if folder.is_symlink() or _holds_links(folder):
            return False
        _ignore_itself(folder)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _holds_links(folder: Path) -> bool:
    """Whether what we would write there is a link: it could point at any file of the user's."""
    if any(place.is_symlink() for place in folder.iterdir() if place.name not in _NOT_WRITTEN):
        return True
    inner = os.walk(folder / STORE_OF_CHECKS)
    return any(os.path.islink(os.path.join(at, name)) for at, *names in inner for name in (*names[0], *names[1]))  # noqa: PTH114, PTH118


def _ignore_itself(folder: Path) -> None:
    """Keep the folder out of git. What the project committed there stays; O_EXCL never follows a link."""
    place = folder / ".gitignore"
    if not os.path.lexists(place):
        try:
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:  # another dashboard was faster
            return
        with os.fdopen(descriptor, "w") as file:
            file.write("*\n")


def owner(root: Path) -> str:
    """What marks a store in the tree as made by this user for this path: nobody who has no access to the user's own
    files can make it, so a cache that came with a cloned repository is never believed."""
    import hmac

    return hmac.new(_secret(), os.fsencode(os.path.realpath(root)), "sha256").hexdigest()


def signature(*parts: bytes) -> str:
    """The user's signature under these parts, for what is kept in the user's own folders; none of `owner` is one."""
    import hmac

    told = b"".join(b"%d\0%s" % (len(part), part) for part in parts)
    return hmac.new(_secret(), told, "sha256").hexdigest()


def _secret() -> bytes:
    """The user's secret, made at first use; one for this session alone where it cannot be kept."""
    file = user_data() / "secret"
    try:
        return file.read_bytes() or _made(file)
    except FileNotFoundError:
        return _made(file)
    except OSError:
        return _SESSION


def _made(file: Path) -> bytes:
    """The secret in a file that appears whole: what is signed with half of one could never be told again."""
    import tempfile
    from contextlib import suppress

    temporary = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=file.parent)  # readable by its owner only
        with os.fdopen(descriptor, "wb") as fresh:
            fresh.write(os.urandom(32))
            fresh.flush()
            os.fsync(fresh.fileno())
        with suppress(FileExistsError):  # another dashboard was faster
            os.link(temporary, file)
        if not file.stat().st_size:  # left by a crash of an older release
            Path(temporary).replace(file)
        return file.read_bytes() or _SESSION
    except OSError:
        return _SESSION
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


_SESSION = os.urandom(32)
