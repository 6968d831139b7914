"""Answers from a file, for scripts: a text per question, and the words of it that meet each criterion."""

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from mastery_tui.config import settings_file, toml_file, typed
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import Document, SettingsError
from mastery_tui.learning.curriculum import Question
from mastery_tui.learning.justify.json_place import line_of


class Given(msgspec.Struct, frozen=True):
    """An answer. `criteria` map a criterion's id to words of the text that meet it; one that is left out is a no."""

    question: str
    text: str
    criteria: dict[str, str] = {}


class _Json(Document, frozen=True):
    """A JSON text, told like a TOML one."""

    def error(self, key: tuple[str | int, ...], message: str) -> SettingsError:
        return SettingsError(self.file, line_of(self.text, key), 0, settings_file.dotted(key), message)


class _Answers(msgspec.Struct, frozen=True):
    answers: tuple[Given, ...] = msgspec.field(name="answer")


def read_answers(file: Path, questions: Iterable[Question] = ()) -> dict[str, Given]:
    """The answers by question, from TOML (`[[answer]]`) or, where the name ends with .json, JSON (`{"answer": […]}`).

    With `questions`, ids that are none of theirs are mistakes. Raises SettingsError: file, line, what is allowed.
    """
    document = _document(file)
    try:
        listed = typed.table(_Answers, document.table).answers
    except typed.Wrong as wrong:
        raise document.error(wrong.key, wrong.message) from wrong
    known = {question.id: [criterion.id for criterion in question.criteria] for question in questions}
    found: dict[str, Given] = {}
    for index, given in enumerate(listed):
        key = ("answer", index)
        if given.question in found:
            raise document.error((*key, "question"), f'there are two answers to "{given.question}"')
        if known and given.question not in known:
            raise document.error(
                (*key, "question"), f'no question "{given.question}"; {suggestion(given.question, known)}'
            )
        for criterion in given.criteria if known else ():
            if criterion not in known[given.question]:
                raise document.error(
                    (*key, "criteria", criterion), f"no such criterion; {suggestion(criterion, known[given.question])}"
                )
        found[given.question] = given
    return found


def _document(file: Path) -> Document:
    shown = toml_file.short(file)
    if file.suffix.lower() != ".json":
        document = toml_file.read(file, shown)
        if document is None:
            raise SettingsError(shown, 0, 0, "", "there is no such file")
        return document
    try:
        data = settings_file.content(file.parent, file.name)
    except SettingsError as error:
        raise SettingsError(shown, 0, 0, "", error.message) from error
    if data is None:
        raise SettingsError(shown, 0, 0, "", "there is no such file")
    text = settings_file.decoded(shown, data)
    try:
        table = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(shown, error.lineno, error.colno, "", f"is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise SettingsError(shown, 0, 0, "", "is no JSON: it is nested too deeply") from error
    return _Json(shown, text=text, table=table)
