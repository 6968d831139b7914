"""A run of the tests check, from the tree to items."""

import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import msgspec

from mastery_tui.checking.interface import Measure, Note, Skipped, TreeItem, TreeView
from mastery_tui.checking.testing import coverage_map as cm
from mastery_tui.checking.testing.channel import Untrusted
from mastery_tui.checking.testing.probe import modules
from mastery_tui.checking.testing.report import Report
from mastery_tui.checking.testing.runner import Clock, Ended, listen
from mastery_tui.checking.testing.selection import Selection, select
from mastery_tui.workspace.process import clean_env

INPUTS = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "conftest.py", ".coveragerc")
"""Files that decide how every test runs."""
RACY_S = 2.0


class TestsOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[checks.tests]`: arguments and paths for pytest; limits in seconds and MiB of address space (0: no limit).

    `reorder` false: always all tests in the project's own order, for suites whose tests build on one another.
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

    Raises Skipped when the project has no tests or its Python cannot run them; OSError when `tree.store` cannot be
    written.
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
    tree.store.mkdir(parents=True, exist_ok=True)
    kept = tree.store / "map.json"
    known = cm.load(kept)
    chosen = select(known, tree.changed, decides_all) if options.reorder else Selection()
    clock = Clock(options.timeout_s, options.idle_timeout_s)
    report = Report(tree.generation, clock)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=tree.store)).resolve()
    try:
        plan = folder / "plan.json"
        data = folder / "coverage"
        plan.write_text(json.dumps(_plan(tree, chosen, folder if measure else None)), "utf-8")
        argv = [str(tree.python), "-m", "pytest", "-p", "mastery_pytest", "--continue-on-collection-errors"]
        argv += ["-o", f"cache_dir={_cache(tree.store)}"]
        argv += ["--no-cov"] if "pytest_cov" in there else []  # two measurements at once would break each other
        argv += ["--no-testmon"] if "testmon" in there else []  # it would leave tests out and measure on its own
        argv += [*options.args, *options.paths]
        yield from _converse(argv, tree, env, plan, clock, options.memory_mib, report)
        touched = _touched(data, tree.root, report) if measure else {}
        known = cm.merge(known, _existing(report), report.ran, touched)
        cm.save(kept, known)
        if measure:
            yield from _coverage(report, folder / "report.json")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _converse(
    argv: list[str],
    tree: TreeView,
    env: Mapping[str, str],
    plan: Path,
    clock: Clock,
    memory_mib: int,
    report: Report,
) -> Iterator[TreeItem]:
    with contextlib.closing(listen(argv, tree.root, env, plan, clock, memory_mib)) as messages:
        for message in messages:
            try:
                yield from report.end(message) if isinstance(message, Ended) else report.take(message)
            except Untrusted as error:
                yield from report.end(Ended(0, "untrusted", str(error), ""))
                return


def _plan(tree: TreeView, chosen: Selection, folder: Path | None) -> dict[str, object]:
    coverage = None if folder is None else {"data": str(folder / "coverage"), "report": str(folder / "report.json")}
    return {
        "root": os.path.realpath(tree.root),
        "pythonpath": os.environ.get("PYTHONPATH"),
        "coverage": coverage,
        "failing": chosen.failing,
        "fatal": chosen.fatal,
        "rest": chosen.rest,
    }


def _cache(store: Path) -> Path:
    """pytest's cache folder, kept out of the tree; what --lf in addopts would leave out by it is forgotten."""
    cache = store / "pytest_cache"
    for name in ("lastfailed", "stepwise"):
        (cache / "v" / "cache" / name).unlink(missing_ok=True)
    return cache


def _existing(report: Report) -> frozenset[str] | None:
    return None if report.tests is None or report.collection_errors else frozenset(report.tests)


def _touched(data: Path, root: Path, report: Report) -> dict[str, set[str]]:
    """What each test that ended touched; empty when nothing was saved or can be read: all count as affected then."""
    if report.finished is None or report.finished.coverage_problem or not data.exists():
        return {}
    try:
        contexts = cm.read_contexts(data, Path(os.path.realpath(root)))
    except (sqlite3.Error, OSError):
        return {}
    return {id: contexts.get(id, set()) for id in report.ran}


def _coverage(report: Report, written: Path) -> Iterator[TreeItem]:
    problem = report.finished.coverage_problem if report.finished else ""
    if report.hello is not None:
        problem = problem or report.hello.coverage_problem
    if problem:
        yield Note(f"coverage is not known: {problem}")
    if not report.complete or report.finished is None or not report.finished.measured:
        return
    try:
        totals = msgspec.json.decode(written.read_bytes(), type=_CoverageReport).totals
    except (OSError, msgspec.MsgspecError) as error:
        yield Note(f"coverage is not known: its report cannot be read: {error}")
        return
    if totals.num_statements:
        yield Measure("coverage.line", 100.0 * totals.covered_lines / totals.num_statements)
    if totals.num_branches:
        yield Measure("coverage.branch", 100.0 * totals.covered_branches / totals.num_branches)


class _Totals(msgspec.Struct):
    covered_lines: int
    num_statements: int
    covered_branches: int = 0
    num_branches: int = 0


class _CoverageReport(msgspec.Struct):
    totals: _Totals


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
