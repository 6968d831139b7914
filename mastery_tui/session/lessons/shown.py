"""What is shown of learning beside what the ledger says: where one is, the last verdicts, what a grader just said."""

from msgspec.structs import replace

from mastery_tui.learning import nextstep, standing
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.environment import missing, plan
from mastery_tui.learning.opened import Judges
from mastery_tui.learning.progress import Key
from mastery_tui.learning.study import Study, key
from mastery_tui.learning.view import curriculum_state, detail
from mastery_tui.model.learning import AnswerState, CurriculumState, HardenState, Learning, ModuleState, Verdict


class Said:
    """What was said to an answer of this session: the filter's or the grader's words."""

    __slots__ = ("feedback", "status", "text")

    def __init__(self, status: str, text: str, feedback: tuple[str, ...]) -> None:
        self.status = status
        self.text = text
        self.feedback = feedback


class Shown:
    """Memory of one session; written by one thread at a time."""

    def __init__(self) -> None:
        self.at: Key | None = None
        self.verdicts: dict[Key, tuple[Verdict, float]] = {}
        self.validating: Key | None = None
        self.busy = ""
        self.said: dict[tuple[Key, str], Said] = {}
        self.trouble = ""
        self.missing: dict[str, tuple[tuple[str, ...], str]] = {}

    def look_for(self, study: Study, judges: Judges) -> None:
        """Ask the learner's Python what it lacks for the curricula that were begun, or that one is in."""
        python = judges.interpreter(study.trusted)
        wanted = {curriculum for curriculum, _ in standing.begun(study.progress())} | {self.at[0] if self.at else ""}
        for id in wanted & set(study.shelf.curricula):
            lacking = missing(python.path, study.shelf.curricula[id].head.requirements)
            self.missing[id] = (lacking, plan(study.root, python, lacking).shown() if lacking else "")

    def settle(self, study: Study) -> None:
        """Where nothing was chosen, be at the module to go on with; from then on only a person moves on."""
        if self.module(study) is None:
            ahead = _ahead(tuple(curriculum_state(study, one) for one in study.shelf.curricula.values()))
            self.at = (ahead.curriculum, ahead.id) if ahead else None

    def module(self, study: Study) -> Module | None:
        """The module that one is at."""
        if self.at is None or self.at[0] not in study.shelf.curricula:
            return None
        return study.shelf.curricula[self.at[0]].modules.get(self.at[1])


def learning(study: Study | None, shown: Shown) -> Learning:
    """All of it as one value."""
    if study is None:
        return Learning(problems=(shown.trouble,) if shown.trouble else ())
    states = tuple(
        curriculum_state(study, one, *shown.missing.get(one.id, ((), ""))) for one in study.shelf.curricula.values()
    )
    ahead = _ahead(states)
    module = shown.module(study)
    problems = [*study.shelf.problems]
    if study.broken:
        problems.insert(0, f"the ledger is broken: {study.broken}")
    if module is None:
        return Learning(states, problems=tuple(problems), next=_step(ahead))
    verdict, at = shown.verdicts.get(key(module), (None, 0.0))
    known = detail(study, module, verdict, at)
    known = replace(
        known,
        harden=_seen(known.harden, verdict),
        questions=tuple(_answer(study, module, shown, state) for state in known.questions),
        validating=shown.validating == key(module),
        busy=shown.busy,
    )
    return Learning(states, key(module), known, _step(ahead), tuple(problems))


def _seen(harden: HardenState | None, verdict: Verdict | None) -> HardenState | None:
    """The bug that waits: its fix is there once the tests pass, whatever else is missing."""
    if harden is None or harden.fixed or verdict is None or verdict.stage != "harden" or not verdict.tests:
        return harden
    return replace(harden, fixed=all(case.outcome == "passed" for case in verdict.tests))


def _ahead(states: tuple[CurriculumState, ...]) -> ModuleState | None:
    begun = [s for s in states if any(set(m.stages.values()) - {"none", "locked", "open"} for m in s.modules)]
    return nextstep.first(module for state in (begun or states) for module in state.modules)


def _step(ahead: ModuleState | None) -> str:
    return f"{ahead.id}: {ahead.next}" if ahead else ""


def _answer(study: Study, module: Module, shown: Shown, state: AnswerState) -> AnswerState:
    """A question with what was said to its answer in this session, as long as the answer is that one."""
    said = shown.said.get((key(module), state.id))
    if said is None:
        return state
    question = next(one for one in module.questions if one.id == state.id)
    criteria = tuple((c.id, c.text, None) for c in question.criteria) if said.status == "review" else ()
    status = state.status if state.status == "held" or said.text != state.text else said.status
    return replace(state, status=status, feedback=said.feedback, criteria=criteria)
