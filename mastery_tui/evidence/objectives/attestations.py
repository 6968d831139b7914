"""Whether somebody vouches for an objective, and still for these very files."""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from mastery_tui.config.goals import Attestation, Objective
from mastery_tui.evidence.expressions import Lack
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.evidence.objectives.words import line
from mastery_tui.evidence.record import Attested
from mastery_tui.model.metric import Grade
from mastery_tui.workspace.patterns import matcher

_DAY = 86_400.0


class Word(msgspec.Struct, frozen=True, gc=False):
    """What an attestation is worth: `lack` None when it holds. `who` is who gave it and until when, "" for nobody."""

    lack: Lack | None
    reason: str
    next: str = ""
    who: str = ""
    grade: Grade = "E2"


class Attestations:
    """Those of one evidence, found by objective; a pattern is held against the tree's paths once."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._given: dict[tuple[str, str], list[tuple[Attested, float]]] = defaultdict(list)
        for given, at in evidence.attestations:
            self._given[given.project, given.objective].append((given, at))
        self._layout = _layout(tuple(evidence.blobs)) if self._given else _layout(())

    def word(self, project: str, objective: Objective, asked: Attestation) -> Word:
        """The best there is: the newest that holds, else the newest of those who may."""
        how = f"mastery attest {project}.{objective.id}"
        given = self._given.get((project, objective.id))
        if not given:
            return Word("unknown", f"nobody has vouched for it: {how}", how)
        paths = _matched(asked.over, self._layout)
        if paths is None:
            return Word("unknown", "its patterns of files cannot be read", "mend attestation.over in mastery.toml")
        if asked.over and not paths:
            named = line(", ".join(asked.over))
            return Word("unknown", f"there is no file to vouch for: nothing is named {named}", f"a file named {named}")
        first: Word | None = None
        for each, at in reversed(given):
            if asked.by and not fits(each.who, asked.by):
                continue
            found = self._held(each, at, asked, paths, how)
            if found.lack is None:
                return found
            first = first or found
        if first is None:
            who, may = line(given[-1][0].who), line(", ".join(asked.by))
            return Word("unknown", f"{who} may not vouch for it: only {may}", how)
        return first

    def _held(self, given: Attested, at: float, asked: Attestation, paths: tuple[str, ...], how: str) -> Word:
        now = self.evidence.now
        who = line(given.who)[:80]
        until = min(given.until, at + asked.days * _DAY)
        if not now < until:
            return Word("stale", f"the attestation of {who} ended{_on(until)}", how)
        changed = _changed(given.files, paths, self.evidence.blobs)
        if changed:
            return Word("stale", f"the attestation of {who} is void: {changed}", how)
        own = fits(given.who, self.evidence.author)
        shown = f"{who}{' (the author)' if own else ''}, until{_on(until).replace(' on', '', 1)}"
        return Word(None, f"{who} vouches for it", who=shown, grade="E2" if asked.over else "E1")


class _Layout(NamedTuple):
    """The paths of a tree, and which of them patterns match, as far as that was asked; None: they cannot be read."""

    paths: tuple[str, ...]
    matched: dict[tuple[str, ...], tuple[str, ...] | None]


@lru_cache(2)
def _layout(paths: tuple[str, ...]) -> _Layout:
    """Kept, since most saves change no path."""
    return _Layout(paths, {})


def _matched(over: tuple[str, ...], layout: _Layout) -> tuple[str, ...] | None:
    if over not in layout.matched:
        try:
            layout.matched[over] = files_over(over, layout.paths)
        except (re.error, OverflowError, RecursionError):
            layout.matched[over] = None
    return layout.matched[over]


def files_over(over: Iterable[str], blobs: Iterable[str]) -> tuple[str, ...]:
    """The paths that an attestation over these patterns is about, in order: what `Attested.files` has to name."""
    matches = matcher(over)
    return tuple(sorted(path for path in blobs if matches(path)))


def fits(who: str, named: Iterable[str]) -> bool:
    """Whether a person, `Ada Lovelace <ada@example.org>`, is one of those named: by name, by address or by both."""
    name, _, address = who.rpartition(" <") if who.endswith(">") else (who, "", "")
    forms = {form.strip().casefold() for form in (who, name, address[:-1]) if form.strip()}
    return any(each.strip().casefold() in forms for each in named)


def _changed(recorded: Mapping[str, str], paths: tuple[str, ...], blobs: Mapping[str, str]) -> str:
    """The first file that is not as it was, "" when all are."""
    if len(recorded) == len(paths) and [*map(recorded.get, paths)] == [*map(blobs.get, paths)]:
        return ""
    for path in paths:
        if recorded.get(path) != blobs[path]:
            return f"{line(path)[:120]} {'changed' if path in recorded else 'came'}"
    if len(recorded) > len(paths):
        return f"{line(min(recorded.keys() - set(paths)))[:120]} is gone"
    return ""


def _on(at: float) -> str:
    try:
        return time.strftime(" on %Y-%m-%d", time.gmtime(at))
    except (OverflowError, ValueError, OSError):
        return " on a day that cannot be"
