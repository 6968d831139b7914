"""All of radon's numbers for one file, from one parse and one reading of its lines; with cognitive complexity.

The numbers are those of `radon cc`, `raw`, `hal` and `mi` with their defaults, and so are the errors: radon reads every
file as UTF-8, whatever its coding line says, and takes a byte order mark for a character.
"""

import ast
import math
import warnings
from typing import NamedTuple

from mastery_tui.checking.analyzers.halstead import Report
from mastery_tui.checking.analyzers.raw import Raw, count_lines
from mastery_tui.checking.analyzers.scope import Class, Function, Walk
from mastery_tui.checking.interface import Source, Unreadable


class Numbers(NamedTuple):
    """What one file holds; `raw` and `maintainability` are None where radon cannot count lines, `problem` says why.

    `total` is the complexity of the whole module. `units` are in the order of the file.
    """

    units: tuple[Function | Class, ...]
    total: int
    halstead: Report
    raw: Raw | None
    maintainability: float | None
    problem: str = ""


def measure(source: Source) -> Numbers:
    """Measure one file. Raises Unreadable with radon's text where radon reports an error."""
    text, tree = _parse(source)
    try:
        walk = Walk(tree)
    except RecursionError as error:
        raise Unreadable(str(error)) from error
    units: list[Function | Class] = [*walk.module.functions]
    for owner in walk.module.classes:
        units.append(owner)
        units.extend(owner.methods)
    units.sort(key=lambda unit: unit.line)
    halstead = walk.halstead.report()
    raw: Raw | None
    problem = ""
    try:
        raw = count_lines(text)
    except SyntaxError as error:
        raw, problem = None, str(error)
    index = maintainability(halstead.volume, walk.complexity, raw) if raw else None
    return Numbers(tuple(units), walk.complexity, halstead, raw, index, problem)


def _parse(source: Source) -> tuple[str, ast.Module]:
    try:
        text = source.data.decode("utf-8")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape in someone's code is no news of ours
            return text, source.tree if _is_shared(source, text) else ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(str(error) or type(error).__name__) from error


def _is_shared(source: Source, text: str) -> bool:
    """Whether Python reads the same text as radon does, so that its tree serves."""
    try:
        return source.text == text
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return False


def maintainability(volume: float, complexity: int, raw: Raw) -> float:
    """The maintainability index, 0 to 100, as `radon mi` has it: multi-line strings count as comments.

    Oman and Hagemeister's index (1992) in the form of Visual Studio and SEI, scaled to 0-100; see radon's
    documentation. What radon calls SLOC in it are the logical lines.
    """
    if volume <= 0 or raw.lloc <= 0:
        return 100.0
    comments = (raw.comments + raw.multi) / float(raw.sloc) * 100 if raw.sloc else 0
    share = math.sin(math.sqrt(2.46 * math.radians(comments)))
    index = 171 - 5.2 * math.log(volume) - 0.23 * complexity - 16.2 * math.log(raw.lloc) + 50 * share
    return min(max(0.0, index * 100 / 171.0), 100.0)


def complexity_rank(complexity: int) -> str:
    """A (1-5), B (6-10), C (11-20), D (21-30), E (31-40) or F."""
    if complexity <= 5:
        return "A"
    return chr(ord("A") + min((complexity - 1) // 10 + 1, 5))


def maintainability_rank(index: float) -> str:
    """A (above 19), B (above 9) or C."""
    return "A" if index > 19 else "B" if index > 9 else "C"
