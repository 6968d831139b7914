"""The hooks: in the process that reports to the engine, and in the workers of pytest-xdist."""

import os
from typing import Any, Dict, Generator, List, Optional, Sequence

import pytest

from .channel import Channel
from .outcomes import Outcome, Outcomes
from .place import describe, doctest_place, relative
from .plan import Plan, arrange, file_of
from .recorder import Recorder

INPUT = "mastery_pytest"


class Runs:
    """What every process that runs tests does: order them, attribute coverage, say where a failure is."""

    plan: Optional[Plan] = None
    recorder: Optional[Recorder] = None
    root = ""
    primary = 0
    distributed = False
    own_order: Sequence[Any] = ()
    order: Sequence[int] = ()
    """What runs, as indices into the project's `own_order`."""

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: List[Any]) -> Generator[None, Any, None]:
        yield  # the project's own order and selection first
        if self.plan is not None:
            before = self.own_order = list(items)
            order, self.primary = arrange([item.nodeid for item in before], self.plan)
            if not self.distributed and self.plan.stop == "always":
                del order[self.primary :]
            self.order = order
            items[:] = [before[index] for index in order]

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: Any) -> Generator[None, Any, None]:
        if self.recorder is not None:
            self.recorder.switch(item.nodeid)  # not back at the end: nothing of the project runs between tests
        yield
        self.after(item)

    def after(self, item: Any) -> None:
        """One test has ended, its teardown included."""

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Generator[None, Any, None]:
        outcome = yield
        report = outcome.get_result()
        if self.plan is not None and report.outcome == "failed" and call.excinfo is not None:
            report.mastery = self.failure(call.excinfo.value)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: Any) -> Generator[None, Any, None]:
        outcome = yield
        report = outcome.get_result()
        call = report.__dict__.get("call")
        if self.plan is not None and report.outcome == "failed" and call is not None and call.excinfo is not None:
            report.mastery = self.failure(call.excinfo.value)

    def failure(self, error: BaseException) -> Dict[str, Any]:
        """Message, path ("" when it is not in the project) and line of an exception."""
        example = doctest_place(error, self.root)
        if example is not None:
            message, place = example
        else:
            message, found = describe(error, self.root)
            place = found or ("", 0)
        return {"message": message, "path": place[0], "line": place[1]}


class Worker(Runs):
    """In a worker of pytest-xdist: no channel; reports travel to the controller as pytest-xdist does it."""

    distributed = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: Any) -> None:
        given = getattr(config, "workerinput", {}).get(INPUT)
        if given is None:
            return
        self.plan = Plan(**given)
        self.root = self.plan.root
        if self.plan.coverage:
            self.recorder = Recorder(self.plan.coverage, self.plan.root, config.workerinput["workerid"])
            self.recorder.start()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, Any, None]:
        yield
        if self.recorder is not None:
            self.recorder.finish(False)


class Controller(Runs):
    """Reports to the engine; stops after the first groups when something failed there."""

    def __init__(self, channel: Channel, plan: Plan, recorder: Optional[Recorder]) -> None:
        self.channel = channel
        self.plan: Plan = plan
        self.root = plan.root
        self.recorder = recorder
        self.rootdir = plan.root
        self.outcomes = Outcomes()
        self.waiting: Dict[str, int] = {}
        self.narrowed = False
        self.broken = False
        self.failed = False
        self.done = 0
        self.current = ""

    # --- start and collection

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self) -> Generator[None, Any, None]:
        outcome = yield
        if outcome.excinfo is not None:
            error = outcome.excinfo[1]
            path = getattr(error, "path", None) or (error.args[0] if error.args else "")
            self._collection_error(str(path), self.failure(error))

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: Any) -> None:
        self.rootdir = str(config.rootpath)
        self.distributed = config.pluginmanager.hasplugin("dsession")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        given = self.plan._asdict()
        given.update((name, list(value)) for name, value in given.items() if isinstance(value, tuple))
        node.workerinput[INPUT] = given

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Sequence[str]) -> None:
        if not self.waiting:
            self._collected([[id, self._path(file_of(id)), 0] for id in ids], list(range(len(ids))))

    def pytest_collection_finish(self, session: Any) -> None:
        if self.distributed:
            return
        index_of = {id(item): index for index, item in enumerate(self.own_order)}
        if any(id(item) not in index_of for item in session.items):  # another plugin put its own items in after us
            index_of = {id(item): index for index, item in enumerate(session.items)}
            self.own_order = list(session.items)
        tests = []
        for item in self.own_order:
            location = item.location
            tests.append([item.nodeid, self._path(location[0]), (location[1] or 0) + 1])
        self.order = [index_of[id(item)] for item in session.items]
        self._collected(tests, list(self.order))

    def _collected(self, tests: List[List[Any]], order: List[int]) -> None:
        self.waiting = {tests[index][0]: 1 for index in order}
        self.channel.send("collected", tests=tests, order=order, distributed=self.distributed)

    def pytest_deselected(self, items: Sequence[Any]) -> None:
        self.channel.send("deselected", count=len(items))

    def pytest_collectreport(self, report: Any) -> None:
        if report.outcome == "failed":
            failure = getattr(report, "mastery", None)
            if failure is None:
                text = str(report.longrepr or "")
                lines = [line.strip() for line in text.splitlines() if line.strip()]
                failure = {"message": (lines[-1] if lines else "collection failed")[:500], "path": "", "line": 0}
            self._collection_error(report.nodeid, failure)

    def _collection_error(self, id: str, failure: Dict[str, Any]) -> None:
        self.broken = True
        if not failure["path"]:
            failure = dict(failure, path=self._path(file_of(id)), line=1)
        self.channel.send("collection_error", id=id, **failure)

    def _path(self, path: str) -> str:
        return relative(os.path.join(self.rootdir, path), self.root) if path else ""

    # --- tests

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.current = nodeid
        self.channel.send("started", id=nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        crashed = self.outcomes.add(report)
        if crashed is not None:
            self.broken = True  # what the dead worker measured is lost
            self._report(report.nodeid, crashed)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.current = ""
        outcome = self.outcomes.end(nodeid)
        if outcome is not None:
            self._report(nodeid, outcome)

    def _report(self, id: str, outcome: Outcome) -> None:
        self.waiting.pop(id, None)
        self.done += 1
        self.failed = self.failed or outcome.word in ("failed", "error")
        file, line = (outcome.location[0], outcome.location[1]) if outcome.location else (file_of(id), None)
        path = self._path(file)
        failure = outcome.failure or {"path": "", "line": 0}
        self.channel.send(
            "result",
            id=id,
            outcome=outcome.word,
            duration=outcome.duration,
            message=outcome.message,
            path=path,
            line=(line or 0) + 1,
            at_path=failure["path"] or path,
            at_line=failure["line"] if failure["path"] else (line or 0) + 1,
        )

    def after(self, item: Any) -> None:
        if self.plan.stop == "red" and self.done == self.primary and self.waiting and (self.failed or self.broken):
            self.narrowed = True
            item.session.shouldstop = "the tests that the change can affect fail: the rest waits"

    # --- the end

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        if not self.narrowed:
            self.channel.send("interrupted", id=self.current, **self.failure(excinfo.value))

    def pytest_internalerror(self, excinfo: Any) -> None:
        self.channel.send("internal_error", id=self.current, **self.failure(excinfo.value))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: Any, exitstatus: Any) -> Generator[None, Any, None]:
        outcome = yield
        status = int(getattr(session, "exitstatus", exitstatus))
        complete = not self.waiting and not self.broken and self.done > 0 and status in (0, 1)
        complete = complete and (self.distributed or len(self.order) == len(self.own_order))
        if self.recorder is not None:
            self.recorder.finish(complete)
        if outcome.excinfo is not None:
            self.channel.send("internal_error", id="", **self.failure(outcome.excinfo[1]))
        self.channel.send(
            "finished",
            status=status,
            narrowed=self.narrowed,
            measured=bool(complete and self.recorder is not None and not self.recorder.problem),
            coverage_problem="" if self.recorder is None else self.recorder.problem,
        )
