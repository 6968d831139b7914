"""The parts of a session, in the order in which they are opened."""

from mastery_tui.session.explanations import Explanations
from mastery_tui.session.exports import Exports
from mastery_tui.session.lessons.part import Lessons
from mastery_tui.session.palettes import Palettes
from mastery_tui.session.part import Part
from mastery_tui.session.preferences import Preferences
from mastery_tui.session.proof.part import Proving
from mastery_tui.session.reviews import Reviews
from mastery_tui.session.sources import Sources
from mastery_tui.session.trends import Trends
from mastery_tui.session.undoable import Undoable
from mastery_tui.session.welcome import Welcome

PARTS: tuple[type[Part], ...] = (
    Welcome,
    Sources,
    Undoable,
    Explanations,
    Trends,
    Reviews,
    Preferences,
    Exports,
    Palettes,
    Lessons,
    Proving,
)
