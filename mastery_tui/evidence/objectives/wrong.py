"""The mistakes in the expressions of the settings, each with the key that it stands at."""

from collections.abc import Iterator, Sequence

from mastery_tui.config.goals import Goals
from mastery_tui.config.typed import Key
from mastery_tui.evidence.expressions import ExpressionError, Kind, parse
from mastery_tui.evidence.objectives.case import EXPRESSIONS

_NAMELESS = "names no metric, so it proves nothing: write a condition such as coverage.line >= 80"


def wrong_expressions(goals: Goals, require: Sequence[str] = ()) -> list[tuple[Key, ExpressionError]]:
    """Every mistake, in the order of the keys; `require` is gate.require."""
    found: list[tuple[Key, ExpressionError]] = []
    for key, text, kind, named in _all(goals, require):
        try:
            if not parse(text, kind).names and named:
                raise ExpressionError(1, _NAMELESS)
        except ExpressionError as error:
            found.append((key, error))
    return found


def _all(goals: Goals, require: Sequence[str]) -> Iterator[tuple[Key, str, Kind, bool]]:
    """Key, text, kind, and whether it has to name something."""
    for number, text in enumerate(require):
        yield ("gate", "require", number), text, "condition", True
    for number, project in enumerate(goals.projects):
        for place, objective in enumerate(project.objective):
            for field, kind in EXPRESSIONS:
                if text := getattr(objective, field):
                    yield ("project", number, "objective", place, field), text, kind, field == "target"
    for level, criteria in goals.levels.items():
        for number, criterion in enumerate(criteria):
            yield ("level", level, number, "target"), criterion.target, "condition", True
