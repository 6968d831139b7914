"""On what kind of file system a folder lies."""

import os
from pathlib import Path

_REMOTE = ("nfs", "cifs", "smb", "9p", "vboxsf", "virtiofs", "prl_fs", "vmhgfs", "fuse", "afs", "ncpfs", "fakeowner")
_LOCAL = ("fuseblk", "fuse.fuse-overlayfs")
_MOUNTS = Path("/proc/self/mountinfo")


def remote_filesystem(folder: str, mounts: Path = _MOUNTS) -> str | None:
    """The type of the file system if others can write to it without this kernel's knowing; None if not, or unknown."""
    try:
        lines = mounts.read_text(errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return None  # not Linux
    best, kind = "", ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4].encode("utf-8", "surrogateescape").decode("unicode_escape")
        inside = folder == point or folder.startswith(point.rstrip("/") + os.sep)
        if inside and len(point) >= len(best):
            best, kind = point, after.split(" ")[0]
    return kind if kind.startswith(_REMOTE) and kind not in _LOCAL else None
