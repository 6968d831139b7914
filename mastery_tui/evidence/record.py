"""What happens to the evidence, as the ledger keeps it; events of learning have their own (`learning/events.py`).

A kind that is not known, or a field, comes from a newer release and is left out.
"""

from typing import Literal

import msgspec

from mastery_tui.evidence.row import Entry, Row
from mastery_tui.model.proof import LevelName, VerdictName


class Event(msgspec.Struct, frozen=True):
    """Something that happened to the evidence."""


class Settled(Event, frozen=True):
    """A tree settled: every check is done. `holds` is the gate's word, None: not decided.

    `checks` maps a check to its status, `counts` severities to numbers of findings that count; `added` and `gone` are
    numbers of findings, `changed` the first paths of the save (`files` is how many there were), `fixed` the files that
    findings went from, `tests_s` the seconds that the tests took (0.0: none ran).
    """

    holds: bool | None
    checks: dict[str, str] = {}
    counts: dict[str, int] = {}
    tests: dict[str, int] = {}
    added: int = 0
    gone: int = 0
    changed: tuple[str, ...] = ()
    files: int = 0
    fixed: tuple[str, ...] = ()
    duration_s: float = 0.0
    latency_ms: float = 0.0
    reason: str = ""
    tests_s: float = 0.0


class Measured(Event, frozen=True):
    """Metrics that are not what they were: name to (value, grade), None where it is known no more."""

    values: dict[str, tuple[float, str] | None]


class Judged(Event, frozen=True):
    """An objective's verdict changed."""

    project: str
    objective: str
    verdict: VerdictName
    before: VerdictName | Literal[""] = ""
    grade: str = ""
    reason: str = ""
    title: str = ""


class Levelled(Event, frozen=True):
    """A level changed."""

    domain: str
    level: LevelName
    before: LevelName | Literal[""] = ""


class Baseline(Event, frozen=True):
    """The metrics from now on compared with: name to value. `why` is what the person said."""

    values: dict[str, float]
    why: str = ""


class Attested(Event, frozen=True):
    """`who` vouches for an objective until `until` (seconds); `files` maps each path to its blob id at that moment."""

    project: str
    objective: str
    who: str
    until: float
    files: dict[str, str] = {}
    text: str = ""


class Withdrawn(Event, frozen=True):
    """An attestation was taken back."""

    project: str
    objective: str
    who: str
    why: str = ""


class Learned(Event, frozen=True):
    """A lesson: see `model.proof.Lesson`."""

    text: str
    about: str = ""
    link: str = ""


class Measurement(Event, frozen=True):
    """A scenario ran: its metrics without their prefix, and a digest of its settings."""

    scenario: str
    values: dict[str, float]
    runs: int
    failed: int = 0
    sha: str = ""
    reason: str = ""


class Bound(Event, frozen=True):
    """An evidence file with this content (SHA-256) was first seen, and belonged to the tree of the row."""

    path: str
    sha: str


class Accepted(Event, frozen=True):
    """Something of a person's own passed what its kind has to pass: a curriculum with this id, whose files have this
    digest, passed `mastery curriculum check`."""

    what: str
    id: str
    sha: str


class Spent(Event, frozen=True):
    """What a call of a language model cost; written by reviews."""

    what: str
    model: str
    cost: float
    tokens: int = 0


KINDS: dict[str, type[Event]] = {
    "run.settled": Settled,
    "metric.changed": Measured,
    "verdict.changed": Judged,
    "level.changed": Levelled,
    "baseline.set": Baseline,
    "attestation.given": Attested,
    "attestation.withdrawn": Withdrawn,
    "note.lesson": Learned,
    "scenario.ran": Measurement,
    "evidence.bound": Bound,
    "content.accepted": Accepted,
    "cost.spent": Spent,
}
_KIND_OF = {event: kind for kind, event in KINDS.items()}
_DECODE = {kind: msgspec.json.Decoder(event).decode for kind, event in KINDS.items()}


class Stamp(msgspec.Struct, frozen=True):
    """What an event was seen on: generation, commit ("" outside git), id of the tree, versions of tools."""

    generation: int = 0
    commit: str = ""
    tree: str = ""
    tools: dict[str, str] = {}


def to_entry(event: Event, stamp: Stamp, at: float | None = None) -> Entry:
    """The event as the ledger takes it; `at` in seconds, None: now."""
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
