"""Write a file of the tree: in one step, never over what somebody else wrote meanwhile, never outside of the tree."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from mastery_tui.model.blob import blob_id
from mastery_tui.workspace.content import NotRegular, read_file

MOST_BYTES = 16 << 20


class Changed(Exception):
    """The file does not hold what it was expected to hold."""


class Refused(Exception):
    """The file is none that may be read or written; the text says why, in words that follow its name."""


def read_inside(root: Path, path: str) -> bytes | None:
    """What a file of the tree holds, through links that stay inside; None when there is none.

    Raises Refused for what is outside of the tree, not a regular file or too large, and OSError.
    """
    try:
        data = read_file(_inside(root, path), MOST_BYTES)[1]
    except FileNotFoundError:
        return None
    except NotRegular as error:
        raise Refused("is not a regular file") from error
    if len(data) > MOST_BYTES:
        raise Refused(f"is larger than {MOST_BYTES >> 20} MiB")
    return data


def replace_file(root: Path, path: str, data: bytes, expected: str | None) -> None:
    """Put `data` into the file, if its content still has the git blob id `expected` (None: if there is no such file).

    Mode and links stay; readers see the former or the new content, never a part. Raises Changed, Refused or OSError;
    the file is as it was then.
    """
    place = Path(_inside(root, path))
    temporary = place.with_name(f".{place.name[:100]}.{secrets.token_hex(6)}.tmp")
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        with os.fdopen(opened, "wb") as file:
            if place.exists():
                temporary.chmod(stat.S_IMODE(place.stat().st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        now = read_inside(root, path)  # as late as can be: what comes after it cannot be seen from here
        if _inside(root, path) != str(place) or (None if now is None else blob_id(now)) != expected:
            raise Changed(path)
        temporary.replace(place)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise


def _inside(root: Path, path: str) -> str:
    """The real path of a file of the tree. Raises Refused where links lead out of it, or into git's own folder."""
    top = os.path.realpath(root)
    real = os.path.realpath(f"{top}/{path}")
    if os.path.commonpath((top, real)) != top or real == top:
        raise Refused("is a link that leads out of the tree")
    if ".git" in Path(real).relative_to(top).parts:
        raise Refused("belongs to git")
    return real
