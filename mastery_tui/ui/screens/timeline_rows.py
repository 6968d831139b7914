"""The rows of the timeline: which there are, by kind and words, and how one looks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from mastery_tui.model.proof import Lesson, Moment, Proof
from mastery_tui.ui import times
from mastery_tui.ui.cells import Line, Piece, column, one_line, two_ends

LESSON = "lesson"
KINDS = {
    "run": "runs",
    "metric": "metrics",
    "verdict": "verdicts",
    "level": "levels",
    "baseline": "baselines",
    "attestation": "attestations",
    LESSON: "lessons",
    "scenario": "scenarios",
    "evidence": "evidence",
    "cost": "costs",
    "learn": "learning",
}
"""What the kinds are called; others are called what they are."""

ROLES = {"✓": "ok", "✗": "error", "!": "warning", "●": "accent", "◆": "accent", "▲": "ok"}
PLAIN = "○~–·"
_WIDE, _SECONDS_FROM, _KIND, _COMMIT = 72, 100, 12, 7


class Shown(NamedTuple):
    """One row: a moment, or the day that those below are of."""

    moment: Moment | None
    day: str = ""


def kind_of(moment: Moment) -> str:
    """The kind as one chooses it: `verdict.changed` is one of the verdicts."""
    front = moment.kind.partition(".")[0]
    return LESSON if front in ("note", LESSON) else front


def kinds(proof: Proof) -> list[str]:
    """All that there are, the newest first; lessons always: who looks for one finds out how to note it."""
    found = dict.fromkeys(kind_of(moment) for moment in newest_first(proof))
    return ["", *(kind for kind in found if kind != LESSON), LESSON]


def newest_first(proof: Proof) -> list[Moment]:
    """All rows."""
    return sorted(proof.timeline, key=lambda moment: moment.seq, reverse=True)


def lessons(proof: Proof) -> list[Moment]:
    """All lessons, also those that are older than the timeline reaches."""
    newest = sorted(proof.lessons, key=lambda lesson: lesson.seq, reverse=True)
    return [Moment(one.seq, one.at, LESSON, "◆", one.text + linked(one)) for one in newest]


def linked(lesson: Lesson) -> str:
    """What a lesson is about, as words behind its text."""
    return f"  ({lesson.about} {lesson.link})".replace("( ", "(") if lesson.link else ""


def chosen(proof: Proof, kind: str, words: str) -> list[Moment]:
    """Of this kind ("": all), those that contain all words."""
    rows = lessons(proof) if kind == LESSON else newest_first(proof)
    if kind and kind != LESSON:
        rows = [moment for moment in rows if kind_of(moment) == kind]
    wanted = words.casefold().split()
    if not wanted:
        return rows
    return [one for one in rows if all(w in f"{one.kind} {one.text} {one.commit}".casefold() for w in wanted)]


def with_days(moments: Sequence[Moment], today: date) -> list[Shown]:
    """The day stands above those of another day than today; found from day to day, not asked of each row."""
    rows: list[Shown] = []
    begins, ends = _bounds(today)
    for moment in moments:
        if not begins <= moment.at < ends:
            day = datetime.fromtimestamp(moment.at).date()
            begins, ends = _bounds(day)
            rows.append(Shown(None, times.day(day, today)))
        rows.append(Shown(moment))
    return rows


def _bounds(day: date) -> tuple[float, float]:
    begins = datetime(day.year, day.month, day.day)
    return begins.timestamp(), (begins + timedelta(days=1)).timestamp()


def day_line(day: str, width: int) -> Line:
    """A day above its rows."""
    return [(f" {day} ", "muted"), ("╌" * max(0, width - len(day) - 3), "border")]


def moment_line(moment: Moment, width: int) -> Line:
    """Time, glyph, text; at the right generation and commit."""
    wide = width >= _WIDE
    clock = datetime.fromtimestamp(moment.at).strftime("%H:%M:%S" if width >= _SECONDS_FROM else "%H:%M")
    sign, role = sign_of(moment)
    left: list[Piece] = [(f" {clock} ", "muted"), (f"{sign} ", role)]
    if wide:
        left.append(column(called(kind_of(moment)), _KIND, "muted"))
    left += [(" ", ""), (one_line(moment.text), "text")] if wide else [(one_line(moment.text), "text")]
    return two_ends(left, tree_of(moment) if wide else [], width)


def sign_of(moment: Moment) -> tuple[str, str]:
    """Glyph and role; a glyph is one cell wide, whatever a row says."""
    sign = moment.sign if moment.sign in ROLES or (moment.sign and moment.sign in PLAIN) else "·"
    return sign, ROLES.get(sign, "muted")


def tree_of(moment: Moment) -> list[Piece]:
    """Generation and commit, in columns."""
    generation = f"#{moment.generation}" if moment.generation else ""
    commit = one_line(moment.commit)[:_COMMIT]
    if not generation and not commit:
        return []
    return [(f" {generation:>4} {commit:<{_COMMIT}} ", "muted")]


def called(kind: str) -> str:
    """A kind in words."""
    return KINDS.get(kind, one_line(kind))
