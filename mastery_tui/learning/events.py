"""What happens while somebody learns, as the ledger keeps it.

A kind that is not known, or a field, comes from a newer release and is left out: progress is what can be understood.
"""

import msgspec

from mastery_tui.evidence.record import Stamp
from mastery_tui.evidence.row import Entry, Row
from mastery_tui.model.learning import Decision, StageName

PREFIX = "learn"
"""Kinds of rows that are events of learning begin with it."""


class Event(msgspec.Struct, frozen=True):
    """Something that a learner did, or that came of it."""


class OfModule(Event, frozen=True):
    """An event of one module. Progress is kept under the two ids; `version` is the curriculum's at that time."""

    curriculum: str
    version: str
    module: str


class Started(OfModule, frozen=True):
    """The stub was written. `files` maps each file's name to the SHA-256 of its content, here as everywhere."""

    files: dict[str, str] = {}


class Validated(OfModule, frozen=True):
    """A validator judged. `passed` and `failed` are numbers of tests."""

    stage: StageName
    verdict: Decision
    passed: int = 0
    failed: int = 0
    duration_ms: float = 0.0
    files: dict[str, str] = {}
    reason: str = ""
    practice: bool = False


class Hinted(OfModule, frozen=True):
    """A hint was shown: `number` counts from 1, on the ladder of the module or, in harden, of the bug."""

    stage: StageName
    number: int
    practice: bool = False


class Answered(OfModule, frozen=True):
    """An answer was graded. `met` are ids of criteria, `text_sha` is the SHA-256 of the answer, score is 0 to 1."""

    question: str
    grader: str
    self_assessed: bool
    held: bool
    score: float = 0.0
    met: tuple[str, ...] = ()
    text_sha: str = ""


class Injected(OfModule, frozen=True):
    """A bug was put into a copy; `failing` and `passing` are numbers of tests, `sha` is the digest of its record.

    `backup` is the operation that keeps the copy that stood there, "" where none did.
    """

    bug: str
    source: str = "declared"
    sha: str = ""
    failing: int = 0
    passing: int = 0
    practice: bool = False
    backup: str = ""


class Diagnosed(OfModule, frozen=True):
    """A diagnosis was stated; `hit`: its line touches the defect."""

    bug: str
    line: int
    why: str
    hit: bool
    practice: bool = False


class Held(OfModule, frozen=True):
    """A stage holds from now on, with evidence of this grade: validated, self-assessed or graded. Never of practice.

    `files`: for which content; without it, and in build, the one that was validated last.
    """

    stage: StageName
    grade: str
    bug: str = ""
    files: dict[str, str] = {}


class Taken(OfModule, frozen=True):
    """The fix was taken into the learner's file; `backup` is the operation that keeps what was there."""

    bug: str = ""
    files: dict[str, str] = {}
    backup: str = ""


class Forgot(OfModule, frozen=True):
    """A review that was due did not hold: it was given up. `backup` is the operation that keeps the copy of it."""

    bug: str = ""
    backup: str = ""


class Reset(Event, frozen=True):
    """What was recorded of a module before this does not count; "" is all of the curriculum's modules.

    `backup` is the operation that keeps the files: by it the reset is told when it is undone.
    """

    curriculum: str
    version: str
    module: str = ""
    backup: str = ""


class Undone(Event, frozen=True):
    """The operation `what` was taken back. `backup` is the operation that this was: undone in turn, it never was."""

    what: str
    backup: str = ""


KINDS: dict[str, type[Event]] = {
    f"{PREFIX}.{event.__name__.lower()}": event
    for event in (
        *(Started, Validated, Hinted, Answered, Injected, Diagnosed, Held, Taken, Forgot),
        *(Reset, Undone),
    )
}
_NOWHERE = Stamp()
_KIND_OF = {event: kind for kind, event in KINDS.items()}
_DECODE = {kind: msgspec.json.Decoder(event).decode for kind, event in KINDS.items()}


def to_entry(event: Event, at: float | None = None, stamp: Stamp = _NOWHERE) -> Entry:
    """The event as the ledger takes it; `at` in seconds, None: now. `stamp`: on which tree, as far as that is known."""
    kind, data = _KIND_OF[type(event)], msgspec.to_builtins(event)
    return Entry(kind, data, at, stamp.generation, stamp.commit, stamp.tree, stamp.tools)


def from_row(row: Row) -> Event | None:
    """The event of a row; None for what is none, or none that this release understands."""
    decode = _DECODE.get(row.kind)
    if decode is None:
        return None
    try:
        return decode(row.text)
    except (msgspec.DecodeError, UnicodeEncodeError):  # another release means something else by it
        return None
