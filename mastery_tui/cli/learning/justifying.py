"""`mastery learn justify`: the questions of a module, answered in the terminal or from a file."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.learning.building import next_of
from mastery_tui.cli.learning.opening import Opened, add_name, opened
from mastery_tui.cli.output import write_json, write_line

if TYPE_CHECKING:
    from mastery_tui.learning.curriculum import Module, Question
    from mastery_tui.learning.justify.grading import Graded

END = "."
"""The line that ends an answer."""


def arguments(verb: str, parser: argparse.ArgumentParser) -> None:
    add_name(parser)
    parser.add_argument(
        "--answers", metavar="FILE", help="TOML or JSON: per question a text, and per criterion met a quote of it"
    )


def run(verb: str, options: argparse.Namespace) -> int:
    from mastery_tui.learning.acts import justify

    with opened(options) as desk:
        module = desk.module(options.name)
        justify.allow(desk.study, module)
        if options.answers:
            said = _from_file(desk, module, Path(options.answers))
        elif options.format == "json" or not sys.stdin.isatty():
            said = {}  # nobody to ask: how it stands
        else:
            said = _asked(desk, module)
        return _told(desk, module, said, options.format == "json")


def _told(desk: Opened, module: "Module", said: dict[str, "Graded | str"], as_json: bool) -> int:
    import msgspec

    from mastery_tui.learning import standing
    from mastery_tui.learning.acts import justify

    states = justify.answers(desk.study, module)
    holds = standing.holds(desk.study.of(module), "justify")
    step = next_of(desk, module)
    if as_json:
        questions: list[dict[str, Any]] = []
        for state in states:
            result = said.get(state.id)
            about = {"id": state.id, "ask": state.ask, "status": state.status, "score": state.score}
            about |= {"grader": state.grader, "feedback": [result] if isinstance(result, str) else []}
            if result is not None and not isinstance(result, str):
                about |= {"feedback": result.feedback, "met": msgspec.to_builtins(result.met)}
                about |= {"self_assessed": result.self_assessed}
            elif isinstance(result, str):
                about["status"] = "more"
            questions.append(about)
        write_json({"module": module.id, "stage": "justify", "holds": holds, "questions": questions, "next": step})
        return 0 if holds else 1
    for state in states:
        result = said.get(state.id)
        sign = "✓" if state.status == "held" else "◐" if isinstance(result, str) else "✗" if result else "○"
        write_line(f"{sign} {state.id}  {state.ask}")
        lines = [result] if isinstance(result, str) else [] if result is None else list(result.feedback)
        for line in lines:
            write_line(f"    {line}")
    write_line(f"next: {step}")
    return 0 if holds else 1


def _from_file(desk: Opened, module: "Module", file: Path) -> dict[str, "Graded | str"]:
    """Grade what the file says; the text of the filter where it asks for more."""
    from mastery_tui.config.settings_file import SettingsError
    from mastery_tui.learning.acts import justify
    from mastery_tui.learning.justify.answers import read_answers

    try:
        given = read_answers(file, module.questions)
    except SettingsError as error:
        raise CliError(str(error)) from error
    said: dict[str, Graded | str] = {}
    for id, answer in given.items():
        question = justify.question_of(module, id)
        more = justify.asks_for_more(question, answer.text)
        if more:
            justify.save_draft(desk.study, module, id, answer.text)
            said[id] = more
        else:
            said[id] = justify.assess(desk.study, module, id, answer.text, answer.criteria)
    return said


def _asked(desk: Opened, module: "Module") -> dict[str, "Graded | str"]:
    """Ask every question that is not held; an empty answer leaves it for later."""
    from mastery_tui.learning.acts import justify

    said: dict[str, Graded | str] = {}
    for state in justify.answers(desk.study, module):
        if state.status == "held":
            continue
        question = justify.question_of(module, state.id)
        text = _text(question, state.text)
        while text and (more := justify.asks_for_more(question, text)):
            write_line(f"◐ {more}")
            text = _text(question, text)
        if not text:
            continue
        said[question.id] = justify.assess(desk.study, module, question.id, text, _criteria(question))
        _beside(question, text)
    return said


def _text(question: "Question", before: str) -> str:
    """An answer of several lines, ended by a line with only a dot. Nothing typed: the one of before."""
    write_line(f"\n{question.ask}")
    if before:
        write_line(f"  so far: {' '.join(before.split())}")
    print(f"  (your own words; a line with only {END} ends it, an empty one leaves it for later)")
    lines: list[str] = []
    while True:
        try:
            line = input("> ")
        except EOFError:
            break
        if line.strip() == END or (not line.strip() and not lines):
            break
        lines.append(line)
    return "\n".join(lines).strip() or ""


def _criteria(question: "Question") -> dict[str, str | None]:
    """The learner's own yes or no, each yes with a quote of the answer."""
    write_line("\nGrade it yourself: for each line, quote the words of your answer that say so; nothing means no.")
    quotes: dict[str, str | None] = {}
    for criterion in question.criteria:
        write_line(f"  {criterion.text}")
        try:
            quotes[criterion.id] = input("  quote> ").strip() or None
        except EOFError:
            quotes[criterion.id] = None
    return quotes


def _beside(question: "Question", text: str) -> None:
    """The own answer and the model answer, side by side."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from mastery_tui.model.text import printable

    table = Table("your answer", "model answer", expand=True)
    table.add_row(*(Text("\n".join(map(printable, part.split("\n")))) for part in (text, question.model)))
    Console(highlight=False, markup=False, emoji=False).print(table)
