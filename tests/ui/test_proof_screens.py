"""What a person sees of the evidence, at the four sizes that count: read the goldens, they are the look as agreed."""

import pytest

from mastery_tui.model.state import State
from mastery_tui.ui import times
from tests.ui.designed_learning import BUILDING
from tests.ui.designed_proof import BEGINNING, FEW, HOSTILE, PROVEN, TAMPERED
from tests.ui.grid import compare
from tests.ui.states import NOON, green
from tests.ui.test_screens import Keys, screen, screens

SCREENS: dict[str, tuple[State, Keys]] = {
    "proven": (PROVEN, ()),
    "proven-few": (FEW, ()),
    "proof-begins": (BEGINNING, ()),
    "proven-objectives": (PROVEN, ("2",)),
    "proven-objectives-zoomed": (PROVEN, ("2", "z")),
    "proven-objectives-filter": (PROVEN, ("2", "/", *"unknown", "enter")),
    "proven-objective": (PROVEN, ("2", "enter")),
    "proven-mastery": (PROVEN, ("3",)),
    "proven-mastery-zoomed": (PROVEN, ("3", "z")),
    "proven-levels": (PROVEN, ("3", "enter")),
    "proven-activity": (PROVEN, ("8",)),
    "proven-palette": (PROVEN, (":", *"tested")),
    "cycle": (PROVEN, ("C",)),
    "cycle-end": (PROVEN, ("C", "G")),
    "cycle-begins": (BEGINNING, ("C",)),
    "timeline": (PROVEN, ("w",)),
    "timeline-empty": (green(), ("w",)),
    "timeline-tampered": (TAMPERED, ("w",)),
    "timeline-lessons": (PROVEN, (":", *"what was learned", "enter")),
    "timeline-row": (PROVEN, ("w", "j", "enter")),
    "tampered": (TAMPERED, ()),
    "lesson": (PROVEN, ("K", *"bind the guard")),
    "lesson-of-module": (BUILDING, ("L", "k")),
    "baseline": (PROVEN, (":", *"set baseline", "enter")),
    "scenarios": (PROVEN, (":", *"run scenarios", "enter")),
}


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """How long ago something was hangs on the moment."""
    monkeypatch.setattr(times, "now", lambda: NOON + 20)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_of_the_evidence_looks_as_agreed(name):
    seen = screens(*SCREENS[name])
    compare(name, "".join(f"── {name} at {size} ──\n{text}" for size, text in seen.items()))


@pytest.mark.parametrize("name", [name for name, (_, keys) in SCREENS.items() if keys and "z" not in keys])
def test_nothing_from_outside_reaches_a_screen_of_the_evidence_raw(name):
    for text in screens(HOSTILE, SCREENS[name][1], ("60x15", "120x40")).values():
        assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("size", ["60x15", "200x60"])
def test_markup_of_a_hostile_folder_is_shown_as_what_it_is(size):
    for keys in (("2", "enter"), ("3", "enter"), ("C",), ("w",)):
        assert "[bold red]x[/]\\x1b[31m" in screen(HOSTILE, size, keys)
