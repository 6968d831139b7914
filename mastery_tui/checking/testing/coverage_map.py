"""Which files each test ran through, remembered between runs."""

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

FORMAT = 2


class TestEntry(msgspec.Struct, frozen=True, array_like=True):
    """The last `outcome` of a test, where it is defined, and indices of the files it `touched` (None: unknown).

    `own_only`: it failed in the project's own order, and was never seen to fail in another one; `message` is what it
    said when it last failed.
    """

    __test__ = False

    outcome: str
    path: str
    touched: tuple[int, ...] | None = None
    seconds: float = 0.0
    own_only: bool = False
    message: str = ""


class TestMap(msgspec.Struct, frozen=True):
    """Test by id, with the files that they touched, relative to the tree, and what is known of test files.

    `alone`: files that passed with nothing run before them; `kept`: files with tests that depend on the order. Both by
    name as in node ids, with the digest of the content of which it was seen. `tests` are in the project's own order.
    """

    __test__ = False

    format: int = FORMAT
    files: tuple[str, ...] = ()
    tests: dict[str, TestEntry] = {}
    alone: dict[str, str] = {}
    kept: dict[str, str] = {}


def load(path: Path) -> TestMap:
    """The map as saved; an empty one when there is none, or it is damaged or of another format: it builds up again."""
    try:
        known = msgspec.json.decode(path.read_bytes(), type=TestMap)
    except (OSError, msgspec.MsgspecError, ValueError):
        return TestMap()
    size = len(known.files)
    if known.format != FORMAT or any(
        not 0 <= number < size for test in known.tests.values() for number in test.touched or ()
    ):
        return TestMap()
    return known


def save(path: Path, known: TestMap) -> None:
    """Write it whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")  # two dashboards, or containers
    try:
        draft.write_bytes(msgspec.json.encode(known))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def merge(
    known: TestMap, existing: Iterable[str] | None, ran: Mapping[str, TestEntry], touched: Mapping[str, Iterable[str]]
) -> TestMap:
    """The map after a run.

    `existing` are all tests that there are now, in the project's own order (None: not known, keep all); `ran` are those
    that ended in this run, their `touched` aside; `touched` the files that each ran through. A test that did not run
    keeps what was known.
    """
    keep = None if existing is None else frozenset(existing)
    number: dict[str, int] = {}

    def numbers(files: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted({number.setdefault(file, len(number)) for file in files}))

    tests: dict[str, TestEntry] = {}
    latest = {**known.tests, **ran}
    for id in dict.fromkeys((*(existing or ()), *latest)):
        entry = latest.get(id)
        if entry is None or (keep is not None and id not in keep and id not in ran):
            continue
        new = id in ran
        files: Iterable[str] | None
        if new and id in touched:
            files = touched[id]
        elif entry is known.tests.get(id) or id in known.tests:
            before = known.tests[id].touched
            files = None if before is None else [known.files[index] for index in before]
        else:
            files = None
        tests[id] = replace(entry, touched=None if files is None else numbers(files))
    return TestMap(FORMAT, tuple(number), tests, known.alone, known.kept)


class _Touched(msgspec.Struct):
    files: list[str]
    tests: dict[str, list[int]]


def read_touched(folder: Path, root: Path) -> dict[str, set[str]]:
    """Files of the tree by test, as the plugin's recorder left them in the files `touched*`, or else `data`.

    Raises OSError, sqlite3.Error, msgspec.MsgspecError or IndexError when they cannot be read.
    """
    found: dict[str, set[str]] = {}
    written = sorted(folder.glob("touched*"))  # one for each worker of pytest-xdist
    if not written:
        return read_contexts(folder / "data", root)
    for part in written:
        touched = msgspec.json.decode(part.read_bytes(), type=_Touched)
        names = [_relative(file, root) for file in touched.files]
        for test, numbers in touched.tests.items():
            found.setdefault(test, set()).update(name for number in numbers if (name := names[number]) is not None)
    return found


def read_contexts(data: Path, root: Path) -> dict[str, set[str]]:
    """Files of the tree by context, from a coverage data file (its schema is documented by coverage.py).

    Raises sqlite3.Error when it cannot be read.
    """
    found: dict[str, set[str]] = {}
    with contextlib.closing(sqlite3.connect(f"{data.as_uri()}?mode=ro", uri=True)) as connection:
        names = {
            number: name
            for number, path in connection.execute("SELECT id, path FROM file")
            if (name := _relative(path, root)) is not None
        }
        contexts = dict(connection.execute("SELECT id, context FROM context"))
        for table in ("arc", "line_bits"):
            for file, context in connection.execute(f"SELECT DISTINCT file_id, context_id FROM {table}"):  # noqa: S608
                if file in names and contexts.get(context):
                    found.setdefault(contexts[context], set()).add(names[file])
    return found


def _relative(path: str, root: Path) -> str | None:
    if not Path(path).is_absolute():  # the project's configuration says relative_files
        return Path(path).as_posix()
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return None
