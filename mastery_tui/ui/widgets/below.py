"""What a dialog does not cover: the screen below it, as it is."""

from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.style import Style
    from textual.visual import RenderOptions


class Below(Visual):
    """The painted lines of another screen. Textual's own way tints each piece of each line anew for every frame."""

    def __init__(self, screen: Screen[object]) -> None:
        self.screen = screen

    def render_strips(self, width: int, height: int | None, style: "Style", options: "RenderOptions") -> list[Strip]:
        """The lines; they are as wide as the terminal, like every screen."""
        return self.screen._compositor.render_strips()[:height]

    def get_optimal_width(self, rules: "RulesMap", container_width: int) -> int:
        """All there is."""
        return container_width

    def get_height(self, rules: "RulesMap", width: int) -> int:
        """All there is."""
        return self.screen.size.height
