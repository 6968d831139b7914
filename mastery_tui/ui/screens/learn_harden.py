"""The bug to find: its symptom, where the buggy copy is, what is still missing; afterwards what it was."""

from mastery_tui.model.learning import HardenState, ModuleDetail, ModuleState
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.screens.diff_lines import diff_cells
from mastery_tui.ui.screens.learn_text import heading, indented, told


def found(harden: HardenState | None) -> bool:
    """Whether it was diagnosed and fixed."""
    return harden is not None and bool(harden.diff or (harden.fixed and harden.hit))


def harden_lines(module: ModuleState, detail: ModuleDetail, keys: Keys, width: int) -> list[Line]:
    """The page."""
    harden = detail.harden
    if module.kind == "justify-only":
        return told("This module has questions and no code: there is nothing to harden.", width, "muted")
    if harden is None:
        return _none(module, keys, width)
    lines: list[Line] = []
    if harden.practice:
        lines += told("This one is to practise on: it does not count.", width, "muted", "·")
    if found(harden):
        return lines + _after(module, harden, keys, width)
    total = harden.failing + harden.passing
    lines += told("Somewhere in a copy of your code is a bug.", width, "strong", "◐", "accent")
    lines += heading("Symptom")
    lines += indented(harden.symptom or "The validator does not pass.", width)
    lines.append([(f"   {harden.failing} of {total} tests fail with it", "muted")])
    lines += heading("Where")
    lines += told(harden.file, width)
    lines += told(f"{keys['learn-open']} opens it in your editor; mend it there, each save is validated. Your own "
                  "file stays as it is.", width, "muted")  # fmt: skip
    lines += heading("What is missing")
    lines += _missing(harden, keys, width)
    if harden.hints:
        lines += heading("Hints")
        for hint in harden.hints:
            lines += told(hint, width, sign="·")
    return lines


def _none(module: ModuleState, keys: Keys, width: int) -> list[Line]:
    mark = module.stages.get("harden", "none")
    if mark == "due":
        return told(f"It held, and is due again: {keys['learn-bug']} brings a fresh bug.", width, sign="!",
                    sign_role="warning")  # fmt: skip
    if mark == "held":
        return told(f"It holds. {keys['learn-practise']} brings another bug to practise on; it does not count.", width,
                    sign="✓", sign_role="ok")  # fmt: skip
    if mark in ("none", "locked"):
        lines = told("A bug comes into a copy of your own code, and you find and mend it.", width)
        return lines + told(f"First the stages before it have to hold; once it is built, {keys['learn-practise']} "
                            "brings a bug to practise on.", width, "muted")  # fmt: skip
    return told(f"{keys['learn-bug']} puts a bug into a copy of your own code. Find it, say which line is wrong and "
                "why, and mend it.", width)  # fmt: skip


def _missing(harden: HardenState, keys: Keys, width: int) -> list[Line]:
    lines: list[Line] = []
    if harden.diagnosis is None:
        lines += told(f"diagnosis: which line is wrong, and why ({keys['learn-name']})", width, sign="○")
    else:
        line, why = harden.diagnosis
        said = f"line {line}, {why}"
        if harden.hit:
            lines += told(f"diagnosis: {said}", width, sign="✓", sign_role="ok")
        else:
            lines += told(f"diagnosis: {said}", width, sign="✗", sign_role="error")
            lines += told(f"that line is not where it is; {keys['learn-name']} states another", width, "muted")
    if harden.fixed:
        lines += told("fix: the validator passes", width, sign="✓", sign_role="ok")
    else:
        lines += told("fix: the validator has to pass", width, sign="○")
    return lines


def _after(module: ModuleState, harden: HardenState, keys: Keys, width: int) -> list[Line]:
    lines = told("Found and mended.", width, "strong", "✓", "ok")
    if harden.diagnosis is not None:
        line, why = harden.diagnosis
        lines += told(f"You said: line {line}, {why}", width, "muted")
    if harden.misconception:
        lines += [*heading("What stands behind it"), *indented(harden.misconception, width)]
    if harden.diff:
        lines += heading("The change")
        lines += [[("  ", ""), *line] for line in diff_cells(_hunks(harden.diff), width - 2)]
    lines.append([])
    own = ", ".join(map(one_line, module.files)) or "your file"
    return lines + told(f"{keys['learn-keep']} takes the copy over into {own}; a backup is kept.", width, "muted")


def _hunks(diff: tuple[str, ...]) -> tuple[str, ...]:
    """The diff without what names its two files."""
    start = next((n for n, line in enumerate(diff) if line.startswith("@@")), 0)
    return diff[start:]
