"""Test modules as pytest has compiled them, kept from run to run.

They are kept in a file without a name that only the judges hold open, never in the memory of the process that they are
forked from: what that process holds, the process of the learner's code holds too.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from typing import Any

_MOST = 4 << 20
_DIGEST = hashlib.sha256().digest_size


class Rewrites:
    """The file. Whatever is wrong with it only costs the time to compile anew."""

    def __init__(self) -> None:
        self._fd = os.memfd_create("tests", os.MFD_CLOEXEC)
        self._held: dict[bytes, bytes] = {}
        self._new = False

    def load(self) -> None:
        """Have pytest take what is in the file, in this process."""
        from _pytest.assertion import rewrite

        data = os.pread(self._fd, os.fstat(self._fd).st_size, 0)
        if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
            self._held = marshal.loads(data[_DIGEST:])  # noqa: S302  (written by a judge, see above)
        make = rewrite._rewrite_test

        def remembered(file: Any, config: Any) -> Any:
            key = hashlib.sha256(f"{file}\0".encode() + file.read_bytes()).digest()
            found = self._held.get(key)
            if found is None:
                made = make(file, config)
                self._held[key] = marshal.dumps(made)
                self._new = True
                return made
            return marshal.loads(found)  # noqa: S302

        rewrite._rewrite_test = remembered  # type: ignore[assignment]

    def save(self) -> None:
        """Keep what was compiled in this run."""
        if not self._new:
            return
        while len(self._held) > 1 and sum(map(len, self._held.values())) > _MOST:
            del self._held[next(iter(self._held))]
        data = marshal.dumps(self._held)
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, hashlib.sha256(data).digest() + data, 0)


def rewrites() -> Rewrites | None:
    """None where this system, or this version of pytest, does not have what is needed."""
    from _pytest.assertion import rewrite

    if not (hasattr(os, "memfd_create") and hasattr(rewrite, "_rewrite_test")):
        return None
    try:
        return Rewrites()
    except OSError:
        return None
