"""From how the parts of an objective stand to one verdict."""

from mastery_tui.evidence.objectives.attestations import Word
from mastery_tui.evidence.objectives.case import Case, Part
from mastery_tui.evidence.objectives.reasons import Said
from mastery_tui.evidence.objectives.words import line, several
from mastery_tui.model.proof import VerdictName


def verdict(case: Case, word: Word | None) -> tuple[VerdictName, Said]:
    """The verdict, and what decided it.

    Guard, target and attestation all have to hold: a false one decides, then what is unknown, then what is stale.
    """
    if word is None and "target" not in case.given:
        return "unknown", Said("it has neither a target nor an attestation")
    when = case.part("when")
    if when is not None and when.holds is False:
        return "n/a", Said(f"it applies only when {line(case.given['when'].text)}: {when.said.text}")
    guard, target = case.part("guard"), case.target()
    if when is None or when.holds:
        failing = _failing(case, guard, target, word)
        if failing is not None:
            return failing
    lacks = [part for part in (when, guard, target, _vouched(word)) if part is not None and part.holds is None]
    for lack in ("unknown", "stale"):
        found = [part.said for part in lacks if part.lack == lack]
        if found:
            texts = list(dict.fromkeys(said.text for said in found))
            return lack, Said(several(texts), next((said.next for said in found if said.next), ""))
    holding = [part.said.text for part in (target, _vouched(word)) if part is not None]
    return "pass", Said(several(holding))


def _failing(case: Case, guard: Part | None, target: Part | None, word: Word | None) -> tuple[VerdictName, Said] | None:
    """A guard or target that is false decides; it is but a warning when all else holds."""
    if guard is not None and guard.holds is False:
        return "fail", Said(
            f"its guard {line(case.given['guard'].text)} does not hold: {guard.said.text}", guard.said.next
        )
    if target is None or target.holds is not False:
        return None
    warn = case.part("warn")
    if warn is None or not warn.holds:
        return "fail", target.said
    others = (guard, _vouched(word))
    if any(part is not None and part.holds is None for part in others):
        return None
    return "warn", Said(f"{target.said.text}; a warning while {line(case.given['warn'].text)}", target.said.next)


def _vouched(word: Word | None) -> Part | None:
    return Part(True if word.lack is None else None, Said(word.reason, word.next), word.lack) if word else None
