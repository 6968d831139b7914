"""Which pictures there are: where each is made, how large, at which finding, after which keys."""

from collections.abc import Callable
from typing import NamedTuple

from mastery_tui.model.state import State


def _always(state: State) -> bool:
    return True


def _green(state: State) -> bool:
    return not any(state.findings())


def _proven(state: State) -> bool:
    return bool(state.proof.projects)


class Shot(NamedTuple):
    """One picture: the stage, columns and rows, the rule of the finding to stand at, keys, theme.

    `ready` is what must hold of the State after the keys.
    """

    stage: str
    size: tuple[int, int]
    rule: str = ""
    keys: tuple[str, ...] = ()
    theme: str = "dark"
    ready: Callable[[State], bool] = _always


WALK = (110, 30)
SMALL = (100, 24)
CALM = "colour-blind"

SHOTS: dict[str, Shot] = {
    "welcome": Shot("new", (100, 30)),
    "untrusted": Shot("open", (100, 24), "B602"),
    "trust": Shot("open", (100, 24), "B602", ("T",)),
    "dashboard": Shot("today", (120, 40), "CC"),
    "wide": Shot("today", (200, 60), "CC"),
    "narrow": Shot("today", (80, 24), "B602"),
    "grouped": Shot("today", (120, 40), "B602", ("b", "z")),
    "source": Shot("today", (100, 30), "CC", ("5", "z")),
    "details": Shot("today", (100, 30), "B602", ("i",)),
    "fix": Shot("today", (100, 24), "F632", ("F",)),
    "dismiss": Shot("today", (100, 24), "B404", ("d", *"false", "space", *"pos")),
    "trend": Shot("today", (120, 40), "CC", ("7",)),
    "trend-large": Shot("today", (100, 30), "CC", ("7", "j", "j", "enter")),
    "activity": Shot("today", (100, 24), "CC", ("8", "z")),
    "checks": Shot("today", (120, 40), "CC", ("c", "j", "j", "j")),
    "settings": Shot("today", (100, 30), "CC", ("comma",)),
    "palette": Shot("today", (100, 30), "CC", ("ctrl+p", *"lab")),
    "help": Shot("today", (100, 48), "B602", ("question_mark",)),
    "export": Shot("today", (100, 24), "B602", ("e",)),
    "themes": Shot("today", SMALL, "CC", ("t",)),
    "objectives": Shot("goals", (120, 40), "CC", ("2",), ready=_proven),
    "objective": Shot("goals", (100, 30), "CC", ("2", "down", "enter"), ready=_proven),
    "cycle": Shot("goals", (100, 40), "CC", ("C",), ready=_proven),
    "timeline": Shot("goals", (100, 24), "CC", ("w",), ready=_proven),
    "learn": Shot("lesson", (120, 40), keys=("L", "2")),
    "learn-task": Shot("lesson", (120, 40), keys=("L", "1")),
    **{
        f"theme-{name}": Shot("today", SMALL, "CC", (), name)
        for name in ("ansi", CALM, "dark", "ember", "harbour", "high-contrast", "light", "linen")
    },
    "walk-1-finding": Shot("walk", WALK, "F632", (), CALM),
    "walk-2-details": Shot("walk", WALK, "F632", ("i",), CALM),
    "walk-3-source": Shot("walk", WALK, "F632", ("enter", "z"), CALM),
    "walk-4-fix": Shot("walk", WALK, "F632", ("F",), CALM),
    "walk-5-green": Shot("walk", WALK, "F632", ("F", "enter"), CALM, _green),
}
"""By the name of the file. The last one changes its stage: nothing may come after it there."""
