"""A run of the tests check, from the tree to items."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import msgspec

from mastery_tui.checking.interface import Note, Skipped, TreeItem, TreeView
from mastery_tui.checking.testing import coverage_map as cm
from mastery_tui.checking.testing.course import Course
from mastery_tui.checking.testing.launch import Launch
from mastery_tui.checking.testing.probe import modules
from mastery_tui.checking.testing.runner import Clock
from mastery_tui.checking.testing.selection import Selection, select
from mastery_tui.workspace.process import clean_env

INPUTS = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "conftest.py", ".coveragerc")
"""Files that decide how every test runs."""
RACY_S = 2.0
LEFT_S = 24 * 3600.0
"""A run folder of this age belongs to no run that goes on."""
ROOM = 1 << 16
"""Bytes that have to fit into the store for it to be of use."""


class TestsOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table [checks.tests]. Limits hold for each pytest process; 0 means none.

    args: arguments for pytest.
    paths: what pytest collects tests from, instead of what its own configuration says.
    timeout_s: the most seconds for a whole run.
    idle_timeout_s: the most seconds in which nothing is heard from it.
    memory_mib: the most address space; in MiB.
    coverage: whether lines and branches that tests reach are measured.
    reorder: whether what failed last and what a change concerns comes first; false keeps the project's own order.
    """

    __test__ = False

    args: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    timeout_s: float = 600.0
    idle_timeout_s: float = 120.0
    memory_mib: int = 0
    coverage: bool = True
    reorder: bool = True


def run_tests(tree: TreeView, options: TestsOptions) -> Iterator[TreeItem]:
    """Run the tests that matter for the change, then, when these are green, all others.

    Raises Skipped when the project has no tests or its Python cannot run them. Where `tree.store` cannot be written
    the tests run all the same, and nothing is remembered.
    """
    if not options.paths and not options.args and not may_have_tests(tree):
        raise Skipped("no tests found: put functions named test_* in a file test_NAME.py")
    env = environment()
    there = modules(tree.python, tree.python_reason, tree.root, env)
    install = f"{tree.python} -m pip install"
    if "pytest" not in there:
        raise Skipped(f"pytest is not installed in the project's Python ({tree.python_reason}): {install} pytest")
    if just_saved(tree, time.time()):
        env["PYTHONDONTWRITEBYTECODE"] = "1"
    measure = options.coverage and "coverage" in there
    if options.coverage and not measure:
        yield Note(f"tests run without coverage, and so in no special order: {install} coverage")
    with _folders(tree.store) as (store, folder):
        if store is None:
            yield Note(f"what is learned from this run cannot be kept: {tree.store} cannot be written: see its disk")
        kept = tree.store / "map.json"
        known = cm.load(kept)
        chosen = select(known, tree.changed, decides_all) if options.reorder else Selection()
        argv = [str(tree.python), "-m", "pytest", "-p", "mastery_pytest", "--continue-on-collection-errors"]
        argv += ["-o", f"cache_dir={_cache(store or folder)}"]
        argv += ["--no-cov"] if "pytest_cov" in there else []  # two measurements at once would break each other
        argv += ["--no-testmon"] if "testmon" in there else []  # it would leave tests out and measure on its own
        argv += [*options.args, *options.paths]
        clock = Clock(options.timeout_s, options.idle_timeout_s)
        launch = Launch(argv, tree.root, env, clock, options.memory_mib, tree.generation, folder, measure)
        course = Course(launch, known, chosen)
        yield from course.run()
        if store is not None:
            try:
                cm.save(kept, course.learned())
            except OSError as error:
                yield Note(f"what was learned from this run cannot be kept: {kept}: {error.strerror}")


@contextlib.contextmanager
def _folders(store: Path) -> Iterator[tuple[Path | None, Path]]:
    """The store, None when it cannot be written, and a folder for this run alone that is removed at its end.

    Raises OSError when there is no room in the system's folder for temporary files either.
    """
    kept: Path | None = store
    try:
        store.mkdir(parents=True, exist_ok=True)
        _sweep(store)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=store))
        (folder / "room").write_bytes(bytes(ROOM))
    except OSError:
        kept = None
        folder = Path(tempfile.mkdtemp(prefix="mastery-tests-"))
    try:
        yield kept, folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(store: Path) -> None:
    """Remove what runs that were killed have left. Raises OSError when the store cannot be read."""
    for left in store.glob("run-*"):
        with contextlib.suppress(OSError):  # another dashboard was faster
            if left.stat().st_mtime < time.time() - LEFT_S:
                shutil.rmtree(left, ignore_errors=True)


def _cache(store: Path) -> Path:
    """pytest's cache folder, kept out of the tree; what --lf in addopts would leave out by it is forgotten."""
    cache = store / "pytest_cache"
    for name in ("lastfailed", "stepwise"):
        (cache / "v" / "cache" / name).unlink(missing_ok=True)
    return cache


def decides_all(path: str) -> bool:
    """Whether the content of this file decides how every test runs."""
    return PurePosixPath(path).name in INPUTS


def may_have_tests(tree: TreeView) -> bool:
    """False only when pytest, asked, could not find any: then it is not started at all."""
    for path in tree.paths:
        name = PurePosixPath(path).name
        if fnmatch(name, "test*") or fnmatch(name, "*_test.py") or name in ("pytest.ini", ".pytest.ini", "conftest.py"):
            return True
        if path in ("pyproject.toml", "tox.ini", "setup.cfg") and b"pytest" in _bytes(tree.root / path):
            return True
    return False


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def just_saved(tree: TreeView, now: float) -> bool:
    """Whether a source file may be saved again in the second of its last save (`now`: wall-clock seconds).

    Python tells bytecode that is out of date by size and whole seconds: bytecode written now could hide the next save.
    """
    for path in tree.paths if tree.changed is None else tree.changed:
        try:
            if path.endswith(".py") and (tree.root / path).stat().st_mtime > now - RACY_S:
                return True
        except OSError:  # it is gone: then there is nothing to hide
            continue
    return False


def environment() -> dict[str, str]:
    """Ours, without secrets and without what would steer Python, pytest or coverage from outside."""
    return {
        name: value for name, value in clean_env(os.environ).items() if not name.startswith(("PYTEST_", "COVERAGE_"))
    }
