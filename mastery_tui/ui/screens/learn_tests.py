"""What the validator says: the verdict, the failed tests from the smallest case on, and all that hold."""

from collections.abc import Sequence
from datetime import datetime

from mastery_tui.model.learning import Case, ModuleDetail, ModuleState, Verdict
from mastery_tui.ui.cells import Line, Piece, one_line, two_ends
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.screens.learn_text import heading, told, value
from mastery_tui.ui.signs import count, duration

MOST_TOLD = 3
"""Failed tests that are told in full: who mends the first sees the next."""

OUTCOME = {"passed": ("✓", "ok"), "failed": ("✗", "error"), "error": ("!", "error"), "missing": ("○", "warning")}
DECISION = {"pass": ("✓", "ok"), "fail": ("✗", "error"), "error": ("!", "error"), "unknown": ("○", "muted")}
STALE = ("~", "muted")


def is_stale(module: ModuleState, detail: ModuleDetail) -> bool:
    """Whether what is shown was said of other content than the files have now, or is being said anew."""
    verdict = detail.verdict
    if verdict is None:
        return False
    return detail.validating or module.stages.get(verdict.stage) == "stale"


def sign_of(module: ModuleState, detail: ModuleDetail) -> Piece:
    """The verdict as one glyph, "" before there is one."""
    if detail.validating:
        return "●", "accent"
    if detail.verdict is None:
        return "", "muted"
    return STALE if is_stale(module, detail) else DECISION[detail.verdict.verdict]


def failing(verdict: Verdict) -> int:
    """How many of its tests did not pass."""
    return sum(case.outcome != "passed" for case in verdict.tests)


def test_lines(module: ModuleState, detail: ModuleDetail, trusted: bool, keys: Keys, width: int) -> list[Line]:
    """The page."""
    if module.kind == "justify-only":
        return told("This module has questions and no code: nothing is tested.", width, "muted")
    lines: list[Line] = []
    verdict = detail.verdict
    if not trusted and not detail.validating:
        lines += told("This folder is not trusted: the validator would run your code, so it does not.", width,
                      sign="!", sign_role="warning")  # fmt: skip
        lines += told(f"esc, then {keys['ask-trust']}, shows what would run.", width, "muted")
        lines += [[]] if verdict else []
    if detail.validating:
        old = "; below is what it said last" if verdict else ""
        lines += told(f"validating…{old}", width, sign="●", sign_role="accent")
    if verdict is None:
        if not detail.validating:
            lines += told(f"Nothing was validated yet: save a file, or press {keys['learn-check']}.", width, "muted",
                          "○")  # fmt: skip
        return lines
    stale = is_stale(module, detail)
    lines += _verdict(verdict, detail.checked_at, stale, width)
    if stale and not detail.validating:
        lines += told("It speaks of an older content of the files.", width, "muted")
    if verdict.reason:
        lines += told(verdict.reason, width)
    for note in verdict.notes:
        lines += told(note, width, sign="!", sign_role="warning")
    return [*lines, *_cases(verdict.tests, stale, width)]


def _verdict(verdict: Verdict, at: float, stale: bool, width: int) -> list[Line]:
    glyph, role = STALE if stale else DECISION[verdict.verdict]
    bad, total = failing(verdict), len(verdict.tests)
    words = {
        "pass": f"passes: {count(total, 'test')}",
        "fail": f"fails: {bad} of {count(total, 'test')}" if total else "fails",
        "error": "could not be judged",
        "unknown": "not judged",
    }[verdict.verdict]
    of = ", the copy with the bug" if verdict.stage == "harden" else ""
    clock = f"{datetime.fromtimestamp(at).strftime('%H:%M:%S')} · " if at else ""
    left: Line = [(f" {glyph} ", role), (f"{words}{of}", "muted" if stale else "strong+bold")]
    return [two_ends(left, [(f"{clock}{duration(verdict.duration_ms / 1000)} ", "muted")], width)]


def _cases(tests: Sequence[Case], stale: bool, width: int) -> list[Line]:
    names = _names(tests)
    lines: list[Line] = []
    bad = [case for case in tests if case.outcome != "passed"]
    for number, case in enumerate(bad):
        if number < MOST_TOLD:
            lines.append([])
        elif number == MOST_TOLD:
            lines += heading("Also")
        lines += _case(case, names[case.id], number < MOST_TOLD, stale, width)
    good = [case for case in tests if case.outcome == "passed"]
    if good:
        lines += heading("Holds") if bad else [[]]
        for case in good:
            lines += _case(case, names[case.id], False, stale, width)
    return lines


def _names(tests: Sequence[Case]) -> dict[str, str]:
    """Where all tests are in one file, its name says nothing."""
    files = {case.id.partition("::")[0] for case in tests}
    alone = len(files) == 1 and all("::" in case.id for case in tests)
    return {case.id: one_line(case.id.partition("::")[2] if alone else case.id) for case in tests}


def _case(case: Case, name: str, whole: bool, stale: bool, width: int) -> list[Line]:
    glyph, role = OUTCOME[case.outcome]
    if stale:
        glyph, role = STALE if case.outcome == "passed" else (glyph, "muted")
    lines: list[Line] = [[(f" {glyph} ", role), (name, "muted" if stale else "text")]]
    if not whole:
        return lines
    text = "muted" if stale else "text"
    if case.message:
        lines += value("", case.message, width, text, 4)
    elif case.outcome == "missing":
        lines += value("", "it was not reported: the run ended before it", width, text)
    for label, part, most in (("call", case.call, 4), ("expected", case.expected, 8), ("got", case.got, 8)):
        if part:
            lines += value(label, part, width, text, most)
    return lines
