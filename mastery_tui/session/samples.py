"""The file that keeps what was measured: one JSON line per sample, appended, and made shorter when it grows.

Two dashboards on one tree are safe: a line is one write under a shared lock, and who makes the file shorter holds the
lock alone.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from stat import S_ISREG

import msgspec

from mastery_tui.model.state import Sample

SAVES_KEPT = 2_000
"""Samples that the file keeps, beside the last one of every commit."""
SLACK = 500
"""Lines that it may have beyond that before it is made shorter."""
_MOST_BYTES = 16 << 20
_MODE = 0o644

_decode = msgspec.json.Decoder(Sample).decode


def read(file: Path) -> tuple[list[Sample], int]:
    """The samples of the file, oldest first, and how many of its lines are none. Raises OSError."""
    try:
        with _locked(file, os.O_RDONLY, fcntl.LOCK_SH) as descriptor:
            return _parsed(_tail(descriptor))
    except FileNotFoundError:
        return [], 0


def append(file: Path, sample: Sample) -> None:
    """Add one sample, in one write. Raises OSError."""
    line = msgspec.json.encode(sample) + b"\n"
    with _locked(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, fcntl.LOCK_SH) as descriptor:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line  # a line that was torn off must not take this one with it
        os.write(descriptor, line)


def compact(file: Path) -> None:
    """Keep what is worth keeping, when there is much more than that. Raises OSError."""
    with _locked(file, os.O_RDONLY, fcntl.LOCK_EX) as descriptor:
        samples, bad = _parsed(_tail(descriptor))
        kept = thinned(samples, SAVES_KEPT)
        if len(samples) + bad - len(kept) < SLACK:
            return
        fresh = file.with_name(f"{file.name}.new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(fresh, flags, _MODE), "wb") as written:
            written.writelines(msgspec.json.encode(sample) + b"\n" for sample in kept)
        fresh.replace(file)


def thinned(samples: Sequence[Sample], saves: int, commits: int | None = None) -> list[Sample]:
    """The last `saves` samples and the last one of each of the last `commits` commits (None: of all), oldest first."""
    last = {sample.commit: number for number, sample in enumerate(samples) if sample.commit}
    wanted = set(range(max(0, len(samples) - saves), len(samples)))
    wanted.update(sorted(last.values())[-commits:] if commits is not None else last.values())
    return [samples[number] for number in sorted(wanted)]


def _parsed(data: bytes) -> tuple[list[Sample], int]:
    samples: list[Sample] = []
    bad = 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            sample = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            bad += 1
            continue
        if isfinite(sample.at) and all(map(isfinite, sample.values.values())):
            samples.append(sample)
        else:
            bad += 1
    samples.sort(key=lambda sample: sample.at)
    return samples, bad


def _tail(descriptor: int) -> bytes:
    """What the file holds; of one that is far too large the end, without its first, torn line."""
    size = os.fstat(descriptor).st_size
    start = max(0, size - _MOST_BYTES)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(start)
        data = file.read(_MOST_BYTES)
    return data[data.find(b"\n") + 1 :] if start else data


@contextmanager
def _locked(file: Path, flags: int, lock: int) -> Iterator[int]:
    """The opened file, locked; opened again where another dashboard replaced it meanwhile. A link is not followed."""
    while True:
        descriptor = os.open(file, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, _MODE)
        try:
            about = os.fstat(descriptor)
            if not S_ISREG(about.st_mode):
                raise OSError(f"{file.name} is not a file")
            fcntl.flock(descriptor, lock)
            if _is_at(file, about):
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _is_at(file: Path, about: os.stat_result) -> bool:
    try:
        return os.path.samestat(file.stat(), about)
    except FileNotFoundError:
        return False
