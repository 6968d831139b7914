"""What is proven, in the report of one pass: conditions of the gate, objectives, levels."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mastery_tui.model.proof import Condition, LevelState, ObjectiveState, ProjectState, Proof, VerdictName
from mastery_tui.model.text import printable

if TYPE_CHECKING:
    from rich.text import Text

MOST = 40
"""Objectives that are printed; of more than that only those that do not hold."""
_SIGNS: dict[VerdictName, tuple[str, str]] = {
    "pass": ("✓", "green"),
    "warn": ("!", "yellow"),
    "fail": ("✗", "red"),
    "stale": ("~", "yellow"),
    "unknown": ("○", "dim"),
    "n/a": ("–", "dim"),
    "error": ("✗", "red"),
}
_HOLDS = {True: ("✓", "green"), False: ("✗", "red"), None: ("○", "yellow")}


def lines(proof: Proof) -> "Iterator[Text]":
    """Line by line, with an empty one behind each part; nothing where nothing is asked for."""
    from rich.text import Text

    for project in proof.projects:
        yield _project(project)
        shown = project.objectives
        if len(shown) > MOST:
            shown = tuple(one for one in shown if one.verdict not in ("pass", "n/a"))[:MOST]
        wide = max((len(printable(one.title)) for one in shown), default=0)
        yield from (_objective(one, min(wide, 40)) for one in shown)
        if len(shown) < len(project.objectives):
            yield Text(f"  … and {len(project.objectives) - len(shown):,} more, see --format json", "dim")
        yield Text()
    if proof.levels:
        begun = [level for level in proof.levels if level.current != "none" or level.observations]
        wide = max((len(printable(level.title)) for level in begun), default=0)
        yield from (_level(level, wide) for level in begun)
        if others := [level for level in proof.levels if level not in begun]:
            yield _no_level(others)
        yield Text()
    if proof.conditions:
        yield from map(_condition, proof.conditions)
        yield Text()


def _project(project: ProjectState) -> "Text":
    from rich.text import Text

    line = Text(printable(project.title), "bold")
    proven = f"{project.evidence:.0%} has evidence"
    score = "nothing proven yet" if project.score is None else f"{project.score:.0%} there, {proven}"
    return line.append(f"  {score}", "dim")


def _objective(one: ObjectiveState, wide: int) -> "Text":
    from rich.text import Text

    glyph, style = _SIGNS[one.verdict]
    line = Text("  ").append(glyph, style).append(f" {printable(one.title):<{wide}}")
    line.append(f"  {one.grade or '  '}  ", "dim")
    reason = printable(one.reason) or one.verdict
    line.append(reason, "" if one.verdict in ("fail", "error", "warn") else "dim")
    return line.append(f"  → {printable(one.next)}", "dim") if one.next else line


def _level(level: LevelState, wide: int) -> "Text":
    from rich.text import Text

    line = Text("◆ ", "cyan").append(f"{printable(level.title):<{wide}}  {level.current} → {level.target}")
    if level.missing:
        more = f" (+{len(level.missing) - 1} more)" if len(level.missing) > 1 else ""
        line.append(f"  next: {printable(level.missing[0])}{more}", "dim")
    return line


def _no_level(levels: list[LevelState]) -> "Text":
    """Where nothing was begun, one line for all."""
    from rich.text import Text

    line = Text("◆ ", "cyan").append(f"no level yet in {printable(', '.join(level.title for level in levels))}")
    missing = next((level.missing[0] for level in levels if level.missing), "")
    return line.append(f"  first: {printable(missing)}", "dim") if missing else line


def _condition(one: Condition) -> "Text":
    from rich.text import Text

    glyph, style = _HOLDS[one.holds]
    return Text(glyph, style).append(f" {printable(one.text)}").append(f"  {printable(one.reason)}", "dim")
