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
    if word is None and "target" not in case.asked.given:
        return "unknown", Said("it has neither a target nor an attestation", "give it a target")
    when = case.part("when")
    if when is not None and when.holds is False:
        return "n/a", Said(f"it applies only when {_text(case, 'when')}: {when.told().text}")
    guard, target, vouched = case.part("guard"), case.target(), _vouched(word)
    if when is None or when.holds:
        failing = _failing(case, guard, target, vouched)
        if failing is not None:
            return failing
    lacks = [part for part in (when, guard, target, vouched) if part is not None and part.holds is None]
    for lack in ("unknown", "stale"):
        found = [part.told() for part in lacks if part.lack == lack]
        if found:
            texts = list(dict.fromkeys(said.text for said in found))
            return lack, Said(several(texts), next((said.next for said in found if said.next), ""))
    return "pass", Said(several([part.told().text for part in (target, vouched) if part is not None]))


def _failing(
    case: Case, guard: Part | None, target: Part | None, vouched: Part | None
) -> tuple[VerdictName, Said] | None:
    """A guard or target that is false decides; it is but a warning when all else holds."""
    if guard is not None and guard.holds is False:
        said = guard.told()
        return "fail", Said(f"its guard {_text(case, 'guard')} does not hold: {said.text}", said.next)
    if target is None or target.holds is not False:
        return None
    said, warn = target.told(), case.part("warn")
    if warn is None or not warn.holds:
        return "fail", said
    if any(part is not None and part.holds is None for part in (guard, vouched)):
        return None
    return "warn", Said(f"{said.text}; a warning while {_text(case, 'warn')}", said.next)


def _text(case: Case, field: str) -> str:
    return line(case.asked.given[field].text)


def _vouched(word: Word | None) -> Part | None:
    if word is None:
        return None
    return Part(True if word.lack is None else None, lambda: Said(word.reason, word.next), word.lack)
