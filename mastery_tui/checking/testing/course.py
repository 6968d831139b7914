"""The course of one run: which pytest processes it takes until every outcome is one of the project's own order.

Whole files are moved, never single tests: that keeps the fixtures of a module and what its tests build up for one
another. It costs the time of the file's other tests: for a change to one source file of attrs or jinja 0.1-0.2 s in the
median, but up to most of the suite where one slow file holds it. Yet a test may lean on what another *file* left
behind, or suffer from it. So a failure in an order that is not the project's own is in doubt and is not told until it
is confirmed, in a fresh process:

1. A file that is known to pass with nothing run before it needs no other file: when its tests fail so again, they fail.
2. Any other is run in the project's own order, with all that comes before it there. What that says counts. Only where
   this is known to take longer than CONFIRM_S does 1 do for a file that passed so before it was edited, or whose tests
   failed before with the same words.

A test that passes there depends on the order; so does one that passed in our order and fails in its own. Their file is
remembered, until it changes, and is `kept`: from then on the files that the change can affect run in a process of
their own and, once they are green, all tests do in the project's own order.

A test that takes the process down or hangs is not confirmed: it would only do so once more.
"""

import hashlib
from collections.abc import Generator, Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from mastery_tui.checking.interface import Found, Measure, Note, TreeItem
from mastery_tui.checking.testing import channel as say
from mastery_tui.checking.testing.coverage_map import TestEntry, TestMap, merge
from mastery_tui.checking.testing.launch import Launch, Order, Session
from mastery_tui.checking.testing.report import finding_of, outcome_of
from mastery_tui.checking.testing.selection import BAD, FATAL, Selection, file_of

CONFIRM_S = 20.0
"""A failure that is likely is not run again in the project's own order when that is known to take longer."""


class Course:
    """One run; the last word on each test is that of the last process that ran it."""

    def __init__(self, launch: Launch, known: TestMap, chosen: Selection) -> None:
        self.launch = launch
        self.known = known
        self.chosen = chosen
        self.sessions: list[Session] = []
        self.ran: dict[str, TestEntry] = {}
        self.failed: dict[str, say.Ended] = {}
        self.touched: dict[str, set[str]] = {}
        self.alone = dict(known.alone)
        self.kept = {file: seen for file, seen in known.kept.items() if self._digest(file) == seen}
        self.broken: set[Found] = set()  # what went wrong with the processes themselves
        self.elsewhere: dict[str, set[str]] = {}  # outcomes of this run in another order than the project's own

    def run(self) -> Iterator[TreeItem]:
        """Run all that is to be run, and say what it came to. Raises what `Session.run` raises."""
        chosen = self.chosen
        apart = any(entry.own_only and entry.outcome in BAD for entry in self.known.tests.values())
        two = (bool(self.kept) or apart) and not chosen.fatal
        if chosen == Selection() or (two and not chosen.rest):
            yield from self._session(Order())
        else:
            stop = "always" if two else "red"
            order = Order("changed", stop, chosen.failing, chosen.fatal, chosen.rest, tuple(self.kept))
            first = yield from self._session(order)
            yield from self._confirm(first)
            own = not self.sessions[-1].order.reordered
            if not self.broken and not self.failed and (self._left() or (two and not own)):
                yield from self._session(Order())
        yield from self._end()

    def _session(self, order: Order, measure: bool = True) -> Generator[TreeItem, None, Session]:
        session = Session(self.launch, order, str(len(self.sessions)), measure)
        self.sessions.append(session)
        for item in session.run():
            if not isinstance(item, Found):
                yield item
            elif item not in self.broken:
                self.broken.add(item)
                yield item
        report = session.report
        for id, entry in report.ran.items():
            if id not in report.in_doubt:
                self.failed.pop(id, None)
                self.ran[id] = entry
        self.failed.update(report.failed)
        self.touched.update(session.touched())
        self._learn(session)
        if order.reordered:
            for id, entry in report.ran.items():
                self.elsewhere.setdefault(id, set()).add(entry.outcome)
        else:
            yield from self._compare(report.ran)
        return session

    def _confirm(self, first: Session) -> Iterator[TreeItem]:
        """Find out what the failures in doubt come to in the project's own order."""
        doubt = dict(first.report.in_doubt)
        if not doubt:
            return
        files = tuple(dict.fromkeys(map(file_of, doubt)))
        if first.reason:  # it was ended by us, for what it did: then these failures are not the only trouble
            yield from self._believe(doubt)
            return
        if not first.report.distributed and all(self._likely(file, doubt, files) for file in files):
            if files == (file_of(first.report.order[0]),):
                yield from self._believe(doubt)
                return
            again = yield from self._session(Order("only", "always", through=files), measure=False)
            doubt |= again.report.in_doubt
            yield from self._believe(again.report.in_doubt)
            doubt = {id: ended for id, ended in doubt.items() if id not in self.failed}
        if doubt:
            through = () if first.report.distributed else tuple(dict.fromkeys(map(file_of, doubt)))
            stop = "red" if self._left(doubt) else "always"
            own = yield from self._session(Order("own", stop, through=through), measure=stop == "red")
            yield from self._believe({id: ended for id, ended in doubt.items() if id not in own.report.ran})

    def _likely(self, file: str, doubt: dict[str, say.Ended], files: Iterable[str]) -> bool:
        """Whether a failure in this file is one in the project's own order too, when its tests fail alone."""
        if file in self.kept:
            return False
        if file in self.known.alone and self.known.alone[file] == self._digest(file):
            return True
        if self._cost(files) <= CONFIRM_S:
            return False
        tests = [(self.known.tests.get(id), ended) for id, ended in doubt.items() if file_of(id) == file]
        as_before = all(test is not None and test.message == ended.message for test, ended in tests)
        return file in self.known.alone or as_before

    def _cost(self, files: Iterable[str]) -> float:
        """Seconds that the tests take in the project's own order, to the end of the last of these files."""
        sought, total, cost = frozenset(files), 0.0, 0.0
        for id, entry in self.known.tests.items():
            total += entry.seconds
            cost = total if file_of(id) in sought else cost
        return cost

    def _believe(self, failures: dict[str, say.Ended]) -> Iterator[TreeItem]:
        for id, ended in failures.items():
            self.failed[id] = ended
            self.ran[id] = TestEntry(ended.outcome, ended.path, seconds=ended.duration, message=ended.message)
            yield outcome_of(ended, self.launch.generation)

    def _learn(self, session: Session) -> None:
        """A file that passed with nothing run before it needs no other file."""
        report = session.report
        if not report.order or report.distributed:
            return
        head, block = next(groupby(report.order, file_of))
        whole = {id for id in report.tests or () if file_of(id) == head}
        passed = {id for id in block if id in report.ran and report.ran[id].outcome not in (*BAD, FATAL)}
        digest = self._digest(head)
        if digest and whole == passed:
            self.alone[head] = digest

    def _compare(self, ran: dict[str, TestEntry]) -> Iterator[TreeItem]:
        """Remember the files whose tests end otherwise in the project's own order than in ours."""
        good: dict[str, list[str]] = {}
        bad: dict[str, list[str]] = {}
        for id, entry in ran.items():
            others = self.elsewhere.get(id, set()) - {FATAL}
            if entry.outcome != FATAL and any((other in BAD) != (entry.outcome in BAD) for other in others):
                (bad if entry.outcome in BAD else good).setdefault(file_of(id), []).append(id)
        for file in (*good, *bad):
            self.kept[file] = self._digest(file)
            self.alone.pop(file, None)
        for ids in good.values():
            yield Note(f"{_named(ids)} the order of tests: passed in the project's own order, failed in another")
        for ids in bad.values():
            yield Note(f"{_named(ids)} the order of tests: failed in the project's own order, passed in another")

    def _end(self) -> Iterator[TreeItem]:
        tests = self._tests()
        for id in tests or self.failed:
            if id in self.failed:
                yield finding_of(self.failed[id])
        left = self._left()
        if left and (self.failed or self.broken) and any(session.narrowed for session in self.sessions):
            yield Note(f"{left} tests wait until those that the change can affect are green")
        finished = self.sessions[-1].report.finished
        if tests is None or left or self.broken or finished is None or finished.status not in (0, 1):
            return
        yield from self._measures()
        measured = next((session for session in reversed(self.sessions) if session.complete), self.sessions[-1])
        yield from measured.covered()

    def _measures(self) -> Iterator[Measure]:
        outcomes = [entry.outcome for entry in self.ran.values()]
        yield Measure("tests.total", len(outcomes))
        yield Measure("tests.passed", sum(outcome in ("passed", "xpassed", "xfailed") for outcome in outcomes))
        yield Measure("tests.failed", outcomes.count("failed"))
        yield Measure("tests.errors", outcomes.count("error"))
        yield Measure("tests.skipped", outcomes.count("skipped"))
        yield Measure("tests.duration_s", sum(entry.seconds for entry in self.ran.values()))

    def learned(self) -> TestMap:
        """The map after the run."""
        whole = not any(session.report.collection_errors for session in self.sessions)
        existing = self._tests() if whole else None
        ran = {id: replace(entry, own_only=self._own_only(id, entry)) for id, entry in self.ran.items()}
        known = merge(self.known, None if existing is None else tuple(existing), ran, self.touched)
        files = set(map(file_of, known.tests))
        alone = {file: digest for file, digest in self.alone.items() if file in files}
        return replace(known, alone=alone, kept={file: seen for file, seen in self.kept.items() if file in files})

    def _own_only(self, id: str, entry: TestEntry) -> bool:
        before = self.known.tests.get(id)
        if entry.outcome not in BAD or self.elsewhere.get(id, set()) & BAD:
            return False
        return before is None or before.outcome not in BAD or before.own_only

    def _tests(self) -> dict[str, tuple[str, int]] | None:
        return self.sessions[-1].report.tests

    def _left(self, doubt: Iterable[str] = ()) -> int:
        """How many tests were not run, those in doubt aside."""
        return len((self._tests() or {}).keys() - self.ran.keys() - set(doubt))

    def _digest(self, file: str) -> str:
        """Of the content of a test file; "" when there is none to be seen."""
        try:
            return hashlib.blake2b((self.launch.root / file).read_bytes(), digest_size=8).hexdigest()
        except OSError:
            return ""


def _named(ids: list[str]) -> str:
    return f"{ids[0]} depends on" if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more in that file depend on"
