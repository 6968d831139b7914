"""What the messages of one pytest process come to: outcomes, findings, and whether it proves anything."""

import signal
from collections.abc import Iterator
from itertools import takewhile

from mastery_tui.checking.interface import Collected, Found, Note, Progress, Skipped, TreeItem
from mastery_tui.checking.testing import channel as say
from mastery_tui.checking.testing.coverage_map import TestEntry
from mastery_tui.checking.testing.runner import Clock, Ended
from mastery_tui.checking.testing.selection import BAD, FATAL
from mastery_tui.model.tests import Outcome, TestOutcome
from mastery_tui.model.text import printable

OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


def _says(text: str) -> str:
    return printable(text)[:500]


class Report:
    """Takes the messages one by one. Unknown is never a pass: whatever is missing at the end becomes a finding.

    `reordered`: an order was asked for that is not the project's own. Then the failure of a test before which other
    tests ran than in the project's own order is `in_doubt`, and is not told.
    """

    def __init__(self, generation: int, clock: Clock, reordered: bool = False) -> None:
        self.generation = generation
        self.clock = clock
        self.reordered = reordered
        self.tests: dict[str, tuple[str, int]] | None = None
        self.order: tuple[str, ...] = ()
        self.distributed = False
        self.in_doubt: dict[str, say.Ended] = {}
        self.failed: dict[str, say.Ended] = {}
        self.ran: dict[str, TestEntry] = {}
        self._straight: frozenset[str] = frozenset()
        self.running: dict[str, None] = {}
        self.deselected = 0
        self.collection_errors = 0
        self.findings = 0
        self.finished: say.Finished | None = None
        self.hello: say.Hello | None = None

    @property
    def orderly(self) -> bool:
        """Whether the session ended in order, with nothing wrong but tests."""
        return self.finished is not None and self.finished.status in (0, 1, 5) and not self.findings

    def take(self, message: say.Message) -> Iterator[TreeItem]:
        match message:
            case say.Hello():
                self.hello = message
            case say.Collected():
                self.tests = {id: (path, line) for id, path, line in message.tests}
                ids = tuple(self.tests)
                self.order = tuple(ids[index] for index in message.order)
                self.distributed = message.distributed
                straight = takewhile(lambda pair: pair[0] == pair[1], enumerate(message.order))
                self._straight = frozenset(ids[index] for index, _ in straight)
                if not self.collection_errors:  # else the tests of the broken files would be forgotten
                    yield Collected(ids)
                yield Progress(0, len(self.order))
            case say.Deselected():
                self.deselected += message.count
            case say.CollectionError():
                self.collection_errors += 1
                where = message.id or "collection"
                yield self._found("collection-error", message.path, message.line, message.message, where)
            case say.Started():
                self.running[message.id] = None
            case say.Ended():
                yield from self._ended(message)
            case say.Interrupted():
                text = f"{_at(message.id)}the run was stopped by {message.message}"
                yield self._found("test-interrupted", message.path, message.line, text, message.id)
            case say.InternalError():
                text = f"{_at(message.id)}pytest or a plugin broke: {message.message}"
                yield self._found("pytest-internal-error", message.path, message.line, text, message.id)
            case say.Finished():
                self.finished = message

    def _ended(self, ended: say.Ended) -> Iterator[TreeItem]:
        self.running.pop(ended.id, None)
        if ended.outcome not in OUTCOMES:
            raise say.Untrusted(f"the test channel carried an unknown outcome: {ended.outcome!r}")
        if self.tests is None or ended.id not in self.tests:
            raise say.Untrusted("the test channel carried the outcome of a test that was not collected")
        message = ended.message if ended.outcome in BAD else ""
        self.ran[ended.id] = TestEntry(ended.outcome, ended.path, seconds=ended.duration, message=message)
        self.in_doubt.pop(ended.id, None)
        self.failed.pop(ended.id, None)
        if ended.outcome in BAD and self._doubts(ended.id):
            self.in_doubt[ended.id] = ended
        else:
            if ended.outcome in BAD:
                self.failed[ended.id] = ended
            yield outcome_of(ended, self.generation)
        yield Progress(len(self.ran), len(self.order))

    def _doubts(self, id: str) -> bool:
        return self.reordered and (self.distributed or id not in self._straight)

    def end(self, ended: Ended) -> Iterator[TreeItem]:
        """What the end of the process adds. Raises Skipped when there was nothing to run."""
        if self.finished is None or ended.reason:
            yield from self._cut(ended)
            return
        finished = self.finished
        if finished.status == 5 and not self.tests and not self.collection_errors and not self.findings:
            raise Skipped(_no_tests(self.deselected))
        if ended.code != finished.status:
            yield self._found("test-crash", "", 0, f"the tests ended, then the process {_died(ended.code)}", "exit")
        missing = sum(id not in self.ran for id in self.order)
        red = self.findings or self.failed or self.in_doubt
        if missing and not finished.narrowed and (self.failed or self.in_doubt):
            yield Note(f"{missing} tests were not run: pytest stopped early, as its options say (-x, --maxfail)")
        elif missing and not red:
            yield self._found("incomplete-run", "", 0, f"{missing} tests were selected but not run", "incomplete")
        if finished.status not in (0, 5) and not red:
            text = f"pytest ended with exit code {finished.status}: {_last_line(ended.output)}"
            yield self._found("pytest-failed", "", 0, text, "exit")

    def _cut(self, ended: Ended) -> Iterator[TreeItem]:
        """The process did not end in order: say what happened, and in which test."""
        match ended.reason:
            case "wall":
                rule, text = "test-timeout", f"the tests did not end within {self.clock.wall_s:g} s"
            case "idle":
                rule, text = "test-timeout", f"did not end within {self.clock.idle_s:g} s"
            case "exit":
                text = "the tests ended, but not their process: a thread or a child was left running"
                yield self._found("test-timeout", "", 0, text, "exit")
                return
            case "lost":
                rule, text = "test-channel", "the tests closed the channel on which they report"
            case "untrusted":
                rule, text = "test-channel", f"the run is not trusted: {ended.detail}"
            case _:
                if self.hello is None or self.tests is None:
                    yield from self._never_began(ended)
                    return
                rule, text = "test-crash", f"the test process {_died(ended.code)}"
        if not self.running:
            phase = "during collection" if self.tests is None else "between tests"
            yield self._found(rule, "", 0, f"{text}, {phase}", phase)
        for id in self.running:
            path, line = (self.tests or {}).get(id, ("", 0))
            self.ran[id] = TestEntry(FATAL, path)
            yield TestOutcome(id, "error", 0.0, path, line, _says(text), self.generation)
            yield self._found(rule, path, line, f"{text} while running {id}", id)

    def _never_began(self, ended: Ended) -> Iterator[TreeItem]:
        if self.collection_errors:
            return
        if ended.code == 4:
            text = f"pytest does not accept its options: {_error_line(ended.output)}"
            yield self._found("pytest-usage", "", 0, text, "usage")
            return
        text = f"the test process {_died(ended.code)} before any test was collected: {_last_line(ended.output)}"
        yield self._found("test-crash", "", 0, text, "collection")

    def _found(self, rule: str, path: str, line: int, message: str, anchor: str) -> Found:
        self.findings += 1
        return Found(rule, "error", line, _says(message), path=path, anchor=printable(anchor))


def outcome_of(ended: say.Ended, generation: int) -> TestOutcome:
    outcome: Outcome = ended.outcome  # type: ignore[assignment]  # one of OUTCOMES
    return TestOutcome(ended.id, outcome, ended.duration, ended.path, ended.line, _says(ended.message), generation)


def finding_of(ended: say.Ended) -> Found:
    """The finding of a test that failed."""
    rule = "test-failed" if ended.outcome == "failed" else "test-error"
    message = _says(ended.message or "no message")
    return Found(rule, "error", ended.at_line, message, path=ended.at_path, anchor=printable(ended.id))


def _at(id: str) -> str:
    return f"in {id}: " if id else ""


def _died(code: int) -> str:
    if code < 0:
        try:
            return f"died ({signal.Signals(-code).name})"
        except ValueError:
            return f"died (signal {-code})"
    return f"ended with exit code {code}"


def _no_tests(deselected: int) -> str:
    if deselected:
        return f"all {deselected} tests are deselected: look at -k and -m in addopts or [checks.tests] args"
    return "no tests found: put functions named test_* in a file test_NAME.py"


def _lines(output: str) -> list[str]:
    return [line.strip() for line in output.splitlines() if line.strip()]


def _last_line(output: str) -> str:
    lines = _lines(output)
    return lines[-1] if lines else "it wrote nothing"


def _error_line(output: str) -> str:
    """The line of pytest's output to show to a person; nothing is concluded from it."""
    lines = _lines(output)
    for sign in (": error:", "ERROR:"):
        for line in lines:
            if sign in line:
                return line
    return _last_line(output)
