"""What to do next, in one line that names the command: pure."""

from collections.abc import Iterable, Mapping

from mastery_tui.model.learning import Mark, ModuleState, StageName

DONE = ("held", "stale", "none")
"""Marks of a stage that asks for nothing now."""


def stage_of(marks: Mapping[StageName, Mark]) -> str:
    """Where the learner is: the first stage that does not hold; "" when all do."""
    return next((stage for stage, mark in marks.items() if mark not in DONE), "")


def of_module(state: ModuleState, *, questions: int, left: int, copy: str = "", hit: bool | None = None) -> str:
    """The next step in one module. `left` of `questions` are not held; `copy` is the buggy copy that waits."""
    name = state.id
    stages = state.stages
    if state.missing:
        return f"build {state.missing[0]} first: `mastery learn start {state.missing[0]}`"
    match state.stage:
        case "build":
            if stages["build"] == "open":
                return f"`mastery learn start {name}` writes {', '.join(state.files)}"
            return f"write {', '.join(state.files)}, and save: each save is validated (`mastery learn validate {name}`)"
        case "justify":
            answered = f"{left} of {questions} questions left" if left < questions else f"{questions} questions"
            return f"{answered}: `mastery learn justify {name}`"
        case "harden":
            if copy and hit:
                return f"the line is right: fix it in {copy}, and save"
            if copy:
                return (
                    f"find the bug in {copy}, then `mastery learn diagnose {name} --line N --why …`, and fix it there"
                )
            if stages["harden"] == "due":
                return f"due again: `mastery learn harden {name}` gives a fresh bug"
            return f"`mastery learn harden {name}` puts a bug into a copy of your code"
    if stages.get("build") == "stale":
        return f"mastered, but {', '.join(state.files)} changed since: `mastery learn validate {name}`"
    return f"mastered; `mastery learn harden {name} --practice` to practise" if "harden" in stages else "mastered"


def first(states: Iterable[ModuleState]) -> ModuleState | None:
    """The module to go on with: one that is due, else one that was begun, else the first that is open."""
    rest = [state for state in states if state.stage and not state.missing]
    for wanted in ("due", "doing", "failed"):
        for state in rest:
            if wanted in state.stages.values():
                return state
    begun = [state for state in rest if any(mark == "held" for mark in state.stages.values())]
    return next(iter(begun or rest), None)
