"""Complexity of Python files: radon's numbers, and cognitive complexity.

Units are what `radon cc` lists by default: functions, methods and classes of the module. A function or class in a
function is no unit of its own (as without radon's --show-closures); its cognitive complexity counts in the function
around it.
"""

import tokenize
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from typing import Annotated

import msgspec

from mastery_tui.checking.analyzers.complexity_rules import RULES
from mastery_tui.checking.analyzers.radon_pass import Numbers, complexity_rank, maintainability_rank, measure
from mastery_tui.checking.analyzers.scope import Class
from mastery_tui.checking.analyzers.suppressions import count_suppressions
from mastery_tui.checking.interface import Found, Item, Measure, Source, UnitFound, file_check

Limit = Annotated[int, msgspec.Meta(ge=1)]
Index = Annotated[float, msgspec.Meta(ge=0, le=100)]


class ComplexityOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table [checks.complexity].

    max_complexity: the highest cyclomatic complexity that a function, method or class (mean of its methods) may have;
    above 40, radon's rank F, it is an error. max_cognitive: the highest cognitive complexity of a function or method.
    min_maintainability: the lowest maintainability index, 0 to 100, of a file; radon's rank C ends at 9.
    """

    max_complexity: Limit = 10
    max_cognitive: Limit = 15
    min_maintainability: Index = 10.0


@file_check(
    name="complexity",
    title="Complexity",
    version="2",
    files=("*.py",),
    options=ComplexityOptions,
    explain=RULES.get,
    tool=lambda: f"radon {version('radon')}",
)
def complexity(source: Source, options: ComplexityOptions) -> Iterator[Item]:
    numbers = measure(source)
    for name, value in _measures(numbers).items():
        yield Measure(name, value)
    with suppress(tokenize.TokenError, SyntaxError):  # where Python's own tokeniser gives up, the number is unknown
        yield Measure("suppressions", count_suppressions(source.data.decode("utf-8")))
    yield from _units(numbers, options)
    index = numbers.maintainability
    if index is None:
        why = f"maintainability is unknown: radon cannot count the lines ({numbers.problem})"
        yield Found("MI", "info", 0, why, anchor="MI")
    elif index < options.min_maintainability:
        rank = maintainability_rank(index)
        limit = options.min_maintainability
        message = f"hard to maintain: maintainability index {index:.1f}, rank {rank} (limit {limit:g})"
        yield Found("MI", "warning", 0, message, anchor="MI")


def _units(numbers: Numbers, options: ComplexityOptions) -> Iterator[Item]:
    for unit in numbers.units:
        cyclomatic, cognitive = unit.complexity, unit.cognitive
        rank = complexity_rank(cyclomatic)
        if isinstance(unit, Class):
            kind, qualname, shown = "class", unit.name, f"class {unit.name}"
        else:
            kind = "method" if unit.owner else "function"
            qualname = f"{unit.owner}.{unit.name}" if unit.owner else unit.name
            shown = f"{qualname}()"
        yield UnitFound(unit.name, qualname, kind, unit.line, unit.end_line, cyclomatic, rank, cognitive)
        if cyclomatic > options.max_complexity:
            mean = " on average" if kind == "class" and unit.methods else ""
            message = f"{shown} is too complex: cyclomatic {cyclomatic}{mean} (limit {options.max_complexity})"
            severity = "error" if rank == "F" else "warning"
            yield Found("CC", severity, unit.line, message, unit.column + 1, anchor=f"CC {qualname}")
        if cognitive > options.max_cognitive and kind != "class":
            message = f"{shown} is hard to follow: cognitive {cognitive} (limit {options.max_cognitive})"
            yield Found("COG", "warning", unit.line, message, unit.column + 1, anchor=f"COG {qualname}")


def _measures(numbers: Numbers) -> dict[str, float]:
    units = numbers.units
    cyclomatic = [unit.complexity for unit in units]
    cognitive = [unit.cognitive for unit in units if not isinstance(unit, Class)]
    values: dict[str, float] = dict(numbers.raw._asdict()) if numbers.raw else {}
    values.update((f"halstead_{name}", value) for name, value in numbers.halstead._asdict().items())
    if numbers.maintainability is not None:
        values["maintainability"] = numbers.maintainability
    values["complexity_total"] = numbers.total
    values["complexity_max"] = max(cyclomatic, default=0)
    values["complexity_mean"] = sum(cyclomatic) / len(cyclomatic) if cyclomatic else 0.0
    values["cognitive_max"] = max(cognitive, default=0)
    values["cognitive_total"] = sum(cognitive)
    return values
