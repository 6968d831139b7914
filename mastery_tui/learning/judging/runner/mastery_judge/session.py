"""pytest in this process: which tests there are, and what comes of each."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

from .failure import Compared, explain
from .finder import Faulty, Finder
from .link import CodeEnded, Link

_OFF = [
    "cacheprovider",
    "junitxml",
    "pastebin",
    "doctest",
    "unraisableexception",
    "threadexception",
    "faulthandler",
    "stepwise",
    "debugging",
    "setuponly",
    "setupplan",
    "legacypath",
    "logging",
    "warnings",
    "unittest",
    "terminal",
    "capture",
    "terminalprogress",
    "subtests",
]


class Report:
    """A plugin that tells of each test as it ends. `broken` is one line where the validator itself is at fault."""

    def __init__(self, tell: Callable[[dict[str, Any]], None], link: Link, finder: Finder) -> None:
        self._tell = tell
        self._link = link
        self._finder = finder
        self._compared = Compared()
        self._before = 0
        self._told: dict[str, str] = {}
        self.collected: list[str] = []
        self.broken = ""
        self.slower = 0.0

    def all_passed(self, tests: list[str]) -> bool:
        return bool(self._told) and all(self._told.get(one) == "passed" for one in tests or self.collected)

    def case(self, name: str, outcome: str, **told: Any) -> None:
        if self._told.get(name, "passed") == "passed":
            self._told[name] = outcome
            self._tell({"id": name, "outcome": outcome, **told})

    def pytest_configure(self, config: Any) -> None:
        config.option.tbstyle = "no"  # nobody reads pytest's own traceback, and it takes long to make

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Any:
        report = yield
        call = getattr(report, "call", None)
        if report.outcome == "failed":
            error = call.excinfo.value if call is not None and call.excinfo is not None else None
            if not self._finder.fault and not self._link.ended:
                said = f"{type(error).__name__}: {error}".splitlines()[0] if error is not None else "it does not load"
                self.broken = self.broken or f"the validator does not load: {collector.nodeid}: {said}"
        return report

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        self.collected = [item.nodeid for item in items]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: Any) -> None:
        self._before = self._link.asked
        self._link.last = None
        self._compared.pair = None

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        self._compared.pair = (op, left, right)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        report = yield
        if report.outcome == "failed":
            error = call.excinfo.value if call.excinfo is not None else None
            told = explain(error, call.excinfo.tb, self._link, self._compared) if error is not None else {}
            self.case(item.nodeid, "failed" if report.when == "call" else "error", **told)
            if error is not None and self._is_own_fault(error):
                self.broken = (
                    self.broken or f"the validator itself fails: {item.nodeid}: {told['message'].splitlines()[0]}"
                )
        elif report.outcome == "skipped":
            self.case(item.nodeid, "error", message="the test was skipped, which proves nothing")
        elif report.when == "teardown":
            self.case(item.nodeid, "passed")
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        if self._link.ended and self.session is not None:
            self.session.shouldstop = self._link.ended

    session: Any = None

    def pytest_sessionstart(self, session: Any) -> None:
        self.session = session

    def _is_own_fault(self, error: BaseException) -> bool:
        """Whether a test broke down before it asked the learner's code for anything."""
        theirs = isinstance(error, (AssertionError, Faulty, CodeEnded)) or "mastery_learner" in error.__dict__
        return not theirs and type(error).__name__ != "Failed" and self._link.asked == self._before


def _plugins_off() -> list[str]:
    return [part for name in _OFF for part in ("-p", "no:" + name)]


def arguments(folder: str, temporary: str) -> list[str]:
    return [folder, *_plugins_off(), "-c", os.devnull, f"--rootdir={folder}", f"--confcutdir={folder}",
            f"--basetemp={temporary}", "--import-mode=prepend", "--continue-on-collection-errors"]  # fmt: skip


class Ahead:
    """pytest with its own plugins registered, for a folder that is not known yet."""

    def __init__(self) -> None:
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            os.environ.pop(name, None)
        try:
            from _pytest.config import get_config

            self._config: Any = get_config(_plugins_off())
        except Exception:  # not public: another version may have it otherwise
            self._config = None

    def main(self, given: list[str], report: Report) -> int:
        """As `pytest.main`."""
        if self._config is None:
            return int(pytest.main(given, plugins=[report]))
        return _main(self._config, given, report)


def _main(config: Any, given: list[str], report: Report) -> int:
    manager = config.pluginmanager
    config.invocation_params = type(config.invocation_params)(args=given, plugins=[report], dir=Path.cwd())
    try:
        manager.register(report)
        config = manager.hook.pytest_cmdline_parse(pluginmanager=manager, args=given)
    except Exception:
        return int(pytest.ExitCode.USAGE_ERROR)
    try:
        return int(config.hook.pytest_cmdline_main(config=config))
    except pytest.UsageError:
        return int(pytest.ExitCode.USAGE_ERROR)
    finally:
        config._ensure_unconfigure()


def run(work: dict[str, Any], report: Report, ahead: Ahead) -> None:
    """Run the validator; what comes of it is in `report`."""
    os.chdir(work["validator"])
    status = ahead.main(arguments(work["validator"], work["temporary"]), report)
    if status not in (0, 1, 2) and not report.broken:
        said = {3: "pytest broke down", 4: "pytest does not take its arguments", 5: "there are no tests"}
        report.broken = f"the validator proves nothing: {said.get(int(status), f'pytest ended with {status}')}"


def warm_up(folder: str) -> None:
    """A session of no consequence, in which pytest imports what it only imports in a session."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    saved = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    before, path = set(sys.modules), list(sys.path)
    try:
        pytest.main(arguments(folder, os.path.join(folder, "tmp")))
    finally:
        os.dup2(saved, 1)
        os.close(saved)
        os.close(null)
        sys.path[:] = path
        for name in set(sys.modules) - before:
            if name.startswith("test_"):
                del sys.modules[name]
