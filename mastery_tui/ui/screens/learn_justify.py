"""The questions of a module: how far each is, and what there is to read about the chosen one."""

from mastery_tui.model.learning import AnswerState
from mastery_tui.ui.cells import Line, one_line, two_ends
from mastery_tui.ui.markdown_lines import markdown_lines
from mastery_tui.ui.screens.learn_text import beside, half, heading, indented, plain, told

STATUS = {
    "open": ("○", "muted", "open"),
    "draft": ("◐", "accent", "draft"),
    "more": ("!", "warning", "say more"),
    "review": ("◐", "accent", "assess it"),
    "failed": ("✗", "error", "not yet"),
    "held": ("✓", "ok", "holds"),
}
"""Glyph, role and words of each status."""

WRITTEN = frozenset(("open", "draft", "more", "failed"))
"""In these an answer can be written."""

BESIDE = 72
"""Columns from which two answers have room beside each other."""

_ONE_LINE = 10_000

HOW = "For each point: does your answer say it? y and the words that do, or n."


def sign_of(question: AnswerState) -> tuple[str, str, str]:
    """Its glyph, role and words; a status that is not known is shown as it is."""
    return STATUS.get(question.status, ("○", "muted", one_line(question.status)))


def question_line(question: AnswerState, number: int, width: int) -> Line:
    """One line of the list."""
    glyph, role, words = sign_of(question)
    if question.status == "held" and question.grader == "self":
        words = "self-assessed"
    ask = next(iter(markdown_lines(" ".join(question.ask.split()), _ONE_LINE)), [])
    return two_ends([(f" {glyph} ", role), (f"{number} ", "muted"), *ask], [(f" {words} ", "muted")], width)


def about_lines(question: AnswerState, width: int, locked: bool = False) -> list[Line]:
    """The question whole; what was said of the answer; where it holds, both answers. `locked`: it is too early."""
    lines = indented(question.ask, width)
    if locked and question.status in WRITTEN:
        lines += [
            [],
            *told("It can be handed in once the module is built; what you write is kept.", width, "muted", "–"),
        ]
    match question.status:
        case "review":
            lines += [[], *told(HOW, width, "muted")]
            lines += heading("Your answer")
            lines += plain(question.text, width)
        case "held":
            lines += _held(question, width)
        case "failed" | "more":
            glyph, role, _ = sign_of(question)
            lines.append([])
            for line in question.feedback or ("There is more to say.",):
                lines += told(line, width, sign=glyph, sign_role=role)
    return lines


def _held(question: AnswerState, width: int) -> list[Line]:
    by = {"self": "self-assessed", "": ""}.get(question.grader, f"graded by {one_line(question.grader)}")
    score = f"{question.score:.0%} of the points" if question.score else ""
    lines: list[Line] = [[], [(" ✓ ", "ok"), ("it holds", "text"),
                              ("".join(f" · {part}" for part in (score, by) if part), "muted")]]  # fmt: skip
    for line in question.feedback:
        lines += told(line, width)
    for id, text, met in question.criteria:
        glyph, role = ("✓", "ok") if met else ("–", "muted") if met is False else ("○", "muted")
        lines += told(text or id, width, sign=glyph, sign_role=role)
    if width < BESIDE:
        lines += [*heading("Your answer"), *plain(question.text, width)]
        return [*lines, *heading("Model answer"), *indented(question.model, width)] if question.model else lines
    room = half(width)
    own = [[(" Your answer", "accent+bold")], *plain(question.text, room - 1)]
    model: list[Line] = [[(" Model answer", "accent+bold")], *indented(question.model, width - room)]
    return [*lines, [], *(beside(own, model, width) if question.model else own)]
