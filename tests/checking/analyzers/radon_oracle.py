"""radon's own JSON for files, by its command-line code, and ours in the same form."""

import json
import warnings
from pathlib import Path
from typing import Any

from radon.cli import Config
from radon.cli.harvest import CCHarvester, HCHarvester, MIHarvester, RawHarvester
from radon.complexity import LINES

from mastery_tui.checking.analyzers.radon_pass import complexity_rank, maintainability_rank, measure
from mastery_tui.checking.analyzers.scope import Class
from mastery_tui.checking.interface import Source, Unreadable

Answer = dict[str, Any]


def theirs(path: Path) -> Answer:
    """What `radon cc|raw|hal|mi -j` print of the file."""
    config = Config(
        exclude=None, ignore=None, include_ipynb=False, ipynb_cells=False, no_assert=False, show_closures=False,
        order=LINES, min="A", max="F", multi=True, by_function=False, show=False, sort=False,
    )  # fmt: skip
    answer = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for command, harvester in [
            ("cc", CCHarvester),
            ("raw", RawHarvester),
            ("hal", HCHarvester),
            ("mi", MIHarvester),
        ]:
            answer[command] = json.loads(harvester([str(path)], config).as_json()).get(str(path), [])
    if isinstance(answer["cc"], list):
        for unit in answer["cc"]:
            unit.pop("methods", None)
            unit.pop("closures", None)
        answer["cc"].sort(key=lambda unit: (unit["lineno"], unit["type"], unit["name"]))
    if "total" in answer["hal"]:
        answer["hal"] = answer["hal"]["total"]
    return answer


def ours(path: Path) -> Answer:
    """The same from our one pass."""
    try:
        numbers = measure(Source(path.name, path.read_bytes()))
    except Unreadable as error:
        return {command: {"error": str(error)} for command in ("cc", "raw", "hal", "mi")}
    units = []
    for unit in numbers.units:
        shown = {
            "type": "class" if isinstance(unit, Class) else "method" if unit.owner else "function",
            "rank": complexity_rank(unit.complexity),
            "name": unit.name,
            "lineno": unit.line,
            "col_offset": unit.column,
            "endline": unit.end_line,
            "complexity": unit.complexity,
        }
        if not isinstance(unit, Class) and unit.owner:
            shown["classname"] = unit.owner
        units.append(shown)
    units.sort(key=lambda unit: (unit["lineno"], unit["type"], unit["name"]))
    problem = {"error": numbers.problem}
    index = numbers.maintainability
    return {
        "cc": units,
        "raw": numbers.raw._asdict() if numbers.raw else problem,
        "hal": numbers.halstead._asdict(),
        "mi": problem if index is None else {"mi": index, "rank": maintainability_rank(index)},
    }
