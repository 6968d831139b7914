"""`mastery learn list|show|status|next`: how far one is, and what comes next."""

import argparse
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.learning.opening import Opened, add_name, opened
from mastery_tui.cli.output import complain, write_json, write_line

if TYPE_CHECKING:
    from mastery_tui.learning.curriculum import Module
    from mastery_tui.model.learning import CurriculumState, ModuleState

SCHEMA = "mastery.learning/1"
GLYPHS = {
    "none": "·",
    "locked": "–",
    "open": "○",
    "doing": "◐",
    "failed": "✗",
    "held": "✓",
    "stale": "~",
    "due": "!",
}


def arguments(verb: str, parser: argparse.ArgumentParser) -> None:
    if verb in ("show", "status"):
        add_name(parser, optional=verb == "status")


def run(verb: str, options: argparse.Namespace) -> int:
    with opened(options) as desk:
        if verb in ("show", "status") and options.name:
            return _one(desk, desk.module(options.name), options.format == "json", whole=verb == "show")
        return _all(desk, options.format == "json", verb)


def _all(desk: Opened, as_json: bool, verb: str) -> int:
    from mastery_tui.learning import nextstep
    from mastery_tui.learning.view import curriculum_state

    shelf = desk.study.shelf
    states = [curriculum_state(desk.study, curriculum) for curriculum in shelf.curricula.values()]
    begun = [state for state in states if any(module.attempts or _begun(module) for module in state.modules)]
    ahead = nextstep.first(module for state in (begun or states) for module in state.modules)
    step = f"{ahead.id}: {ahead.next}" if ahead else "everything is mastered, and nothing is due"
    if not states and shelf.problems:
        step = "mend the curriculum: none can be read"
    elif not states:
        step = "there is no curriculum: `mastery curriculum new NAME` makes one"
    if as_json:
        if verb == "next":
            write_json({"module": ahead.id if ahead else None, "stage": ahead.stage if ahead else "", "next": step})
        else:
            shown = begun if verb == "status" else states
            write_json(
                {"schema": SCHEMA, "curricula": [_plain(s) for s in shown], "next": step, "problems": shelf.problems}
            )
        return 0
    if verb != "next":
        for state in begun if verb == "status" else states:
            _print(state)
        if verb == "status" and not begun:
            write_line("nothing was begun yet")
    for problem in shelf.problems:
        complain(problem)
    write_line(f"next: {step}" if verb != "next" else step)
    return 0


def _begun(module: "ModuleState") -> bool:
    return any(mark not in ("none", "locked", "open") for mark in module.stages.values())


def _print(state: "CurriculumState") -> None:
    done = sum(not module.stage for module in state.modules)
    write_line(f"{state.title}  {state.id} {state.version}  {done} of {len(state.modules)} mastered")
    wide = max((len(module.id) for module in state.modules), default=0)
    for module in state.modules:
        marks = "".join(GLYPHS[mark] for mark in module.stages.values())
        lock = f"  needs {', '.join(module.missing)}" if module.missing else ""
        write_line(f"  {marks}  {module.id:<{wide}}  {module.title}, {module.minutes} min{lock}")


def _one(desk: Opened, module: "Module", as_json: bool, *, whole: bool) -> int:
    from mastery_tui.learning.view import detail, module_state

    state = module_state(desk.study, module)
    if as_json:
        about: dict[str, Any] = {**_plain(state), "module": state.id}
        if whole:
            known = detail(desk.study, module)
            questions = [{"id": one.id, "ask": one.ask, "status": one.status} for one in known.questions]
            about |= {"prompt": module.prompt, "hints": known.hints, "hints_total": known.hints_total}
            about |= {"questions": questions, "skills": module.about.skills, "harden": _plain(known.harden)}
        write_json(about)
        return 0
    marks = "  ".join(f"{GLYPHS[mark]} {stage} {mark}" for stage, mark in state.stages.items() if mark != "none")
    write_line(f"{state.title}  {module.name}")
    write_line(f"  {marks}")
    write_line(
        f"  domain {state.domain}, {state.minutes} min, {state.attempts} attempts, {state.hints_used} hints used"
    )
    for path in state.files:
        write_line(f"  edit {path}")
    if whole:
        print()
        for line in module.prompt.rstrip().split("\n"):
            write_line(line)
        print()
    write_line(f"next: {state.next}")
    return 0


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)
