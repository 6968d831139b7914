"""What the messages of a run come to: outcomes, findings, and whether the run proves anything."""

import signal
from collections.abc import Iterator

from mastery_tui.checking.interface import Collected, Found, Measure, Note, Progress, Skipped, TreeItem
from mastery_tui.checking.testing import channel as say
from mastery_tui.checking.testing.coverage_map import TestEntry
from mastery_tui.checking.testing.runner import Clock, Ended
from mastery_tui.checking.testing.selection import BAD, FATAL
from mastery_tui.model.tests import TestOutcome
from mastery_tui.model.text import printable

OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


def _says(text: str) -> str:
    return printable(text)[:500]


class Report:
    """Takes the messages one by one. Unknown is never a pass: whatever is missing at the end becomes a finding."""

    def __init__(self, generation: int, clock: Clock) -> None:
        self.generation = generation
        self.clock = clock
        self.tests: dict[str, tuple[str, int]] | None = None
        self.ran: dict[str, TestEntry] = {}
        self.seconds = 0.0
        self.running: dict[str, None] = {}
        self.primary = 0
        self.deselected = 0
        self.collection_errors = 0
        self.findings = 0
        self.finished: say.Finished | None = None
        self.hello: say.Hello | None = None

    @property
    def complete(self) -> bool:
        """Whether every test was run and reported, in a session that ended in order."""
        done = self.finished is not None and self.finished.status in (0, 1) and not self.collection_errors
        return done and self.tests is not None and self.tests.keys() <= self.ran.keys()

    def take(self, message: say.Message) -> Iterator[TreeItem]:
        match message:
            case say.Hello():
                self.hello = message
            case say.Collected():
                self.tests = {id: (path, line) for id, path, line in message.tests}
                self.primary = message.primary
                if not self.collection_errors:  # else the tests of the broken files would be forgotten
                    yield Collected(tuple(self.tests))
                yield Progress(0, len(self.tests))
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
        self.ran[ended.id] = TestEntry(ended.outcome, ended.path)
        self.seconds += ended.duration
        yield TestOutcome(
            ended.id,
            ended.outcome,  # type: ignore[arg-type]  # checked above
            ended.duration,
            ended.path,
            ended.line,
            _says(ended.message),
            self.generation,
        )
        yield Progress(len(self.ran), len(self.tests))
        if ended.outcome in BAD:
            rule = "test-failed" if ended.outcome == "failed" else "test-error"
            yield self._found(rule, ended.at_path, ended.at_line, ended.message or "no message", ended.id)

    def end(self, ended: Ended) -> Iterator[TreeItem]:
        """What the end of the process adds. Raises Skipped when there was nothing to run."""
        if self.finished is None or ended.reason:
            yield from self._cut(ended)
            return
        finished = self.finished
        if finished.status == 5 and not self.collection_errors and not self.findings:
            raise Skipped(_no_tests(self.deselected))
        if ended.code != finished.status:
            yield self._found("test-crash", "", 0, f"the tests ended, then the process {_died(ended.code)}", "exit")
        missing = [] if self.tests is None else [id for id in self.tests if id not in self.ran]
        if missing and finished.narrowed:
            yield Note(f"{len(missing)} tests wait until those that the change can affect are green")
        elif missing and any(entry.outcome in BAD for entry in self.ran.values()):
            yield Note(f"{len(missing)} tests were not run: pytest stopped early, as its options say (-x, --maxfail)")
        elif missing and not self.findings:
            yield self._found("incomplete-run", "", 0, f"{len(missing)} tests were selected but not run", "incomplete")
        if finished.status not in (0, 5) and not self.findings:
            text = f"pytest ended with exit code {finished.status}: {_last_line(ended.output)}"
            yield self._found("pytest-failed", "", 0, text, "exit")
        if self.complete:
            yield from self._measures()

    def _measures(self) -> Iterator[Measure]:
        outcomes = [entry.outcome for entry in self.ran.values()]
        yield Measure("tests.total", len(outcomes))
        yield Measure("tests.passed", sum(outcome in ("passed", "xpassed", "xfailed") for outcome in outcomes))
        yield Measure("tests.failed", outcomes.count("failed"))
        yield Measure("tests.errors", outcomes.count("error"))
        yield Measure("tests.skipped", outcomes.count("skipped"))
        yield Measure("tests.duration_s", self.seconds)

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
