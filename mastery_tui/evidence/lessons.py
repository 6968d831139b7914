"""Lessons learned: what a person writes down, kept in the ledger, found by its words."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal, get_args

from mastery_tui.evidence.record import Event, Learned
from mastery_tui.model.proof import Lesson
from mastery_tui.model.text import printable

MOST = 2_000
"""Characters of a lesson."""
MOST_LINK = 500

About = Literal["finding", "module", "commit", "place", ""]
_FORMS = {
    "finding": (re.compile(r"[0-9a-f]{6,64}"), "a fingerprint, as `mastery check --format json` gives it"),
    "module": (re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*"), "the name of a module"),
    "commit": (re.compile(r"[0-9a-f]{7,64}"), "the id of a commit"),
    "place": (re.compile(r"[^\x00-\x1f\x7f]+:[0-9]{1,9}"), "FILE:LINE"),
}


class Lessons:
    """The lessons of a ledger, in the order in which they were written."""

    def __init__(self) -> None:
        self._all: list[Lesson] = []

    def take(self, seq: int, at: float, event: Event) -> None:
        """One row later."""
        if isinstance(event, Learned):
            about = event.about if event.about in get_args(About) else ""
            self._all.append(Lesson(seq, at, event.text, about, event.link if about else ""))

    @property
    def all(self) -> tuple[Lesson, ...]:
        """Oldest first."""
        return tuple(self._all)


def lesson(text: str, about: str = "", link: str = "") -> Learned:
    """What a person wrote, as it is recorded: line breaks become spaces. Raises ValueError: one clear line."""
    words = " ".join(text.split())
    if not words:
        raise ValueError("a lesson has no text: say in a line what was learned")
    if len(words) > MOST:
        raise ValueError(f"a lesson has at most {MOST:,} characters, this one has {len(words):,}: say it shorter")
    if odd := next((char for char in words if unicodedata.category(char) in ("Cc", "Cs")), ""):
        raise ValueError(f"a lesson is plain text, this one holds the character {printable(odd)}: leave it out")
    if not about:
        return Learned(words)
    if about not in _FORMS:
        raise ValueError(f"a lesson is about a finding, module, commit or place, not about {printable(about)}")
    form, says = _FORMS[about]
    if len(link) > MOST_LINK or not form.fullmatch(link):
        raise ValueError(f"{printable(link[:80]) or 'nothing'} is no {about}: give {says}")
    return Learned(words, about, link)


def search(lessons: Iterable[Lesson], words: str) -> tuple[Lesson, ...]:
    """The lessons that hold all of the words, in their text or their link, in upper or lower case."""
    wanted = words.casefold().split()
    return tuple(one for one in lessons if all(word in _haystack(one) for word in wanted))


def _haystack(one: Lesson) -> str:
    return f"{one.text} {one.about} {one.link}".casefold()
