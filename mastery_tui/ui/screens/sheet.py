"""The base of all screens that open over the board: they follow the State, and esc leads back."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import ModalScreen

from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import FOOTER, Item, fitting, item_at, line_of, shown
from mastery_tui.ui.widgets.bar import Bar
from mastery_tui.ui.widgets.lines import LinesPane

if TYPE_CHECKING:
    from textual.visual import VisualType

MOVES = ("up", "down", "top", "bottom", "page-up", "page-down", "left", "right")
_HELP = "help"


class Sheet(ModalScreen[None]):
    """A screen over the board.

    `scope` is its name in the registry's scopes and in the help. The app calls `show` with every new State while the
    sheet is open. Bindings with a description stand in the help, those with `show` in the footer as well.

    Keys of the registry's moves call `action_move`, and the help's key opens the help, whatever they were remapped to;
    bindings of the sheet itself, and what a line of text takes, come first.
    """

    scope: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close", show=False)]
    DEFAULT_CSS = """
    Sheet > #keys { dock: bottom; height: 1; background: $m-background; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.bar = Bar(desk.ink, lambda width: [self._told() or self._footer(width)], "keys")

    async def on_mount(self) -> None:
        """The footer takes the place of the board's."""
        if self.is_attached and not self.bar.is_attached:  # else it was left again before it was on screen
            await self.mount(self.bar)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave the sheet; nothing where it is not on top.

        Keys that were pressed fast reach it after one of them left it already: Textual would take whatever screen is
        on top then, and fail where that is the board.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def render(self) -> "VisualType":  # type: ignore[override]  # every widget's may be a Visual, a Screen's is too
        """Around what it shows: nothing, or, where its background is transparent, the screen below as it is."""
        stack = self.app.screen_stack
        at = stack.index(self) if self in stack else 0
        if at and self.styles.background.is_transparent:
            from mastery_tui.ui.widgets.below import Below

            return Below(stack[at - 1])
        return super().render()

    def show(self, state: State) -> None:
        """Follow a new State."""

    def take(self, event: Key) -> bool:
        """Whether a key that was on its way to the board when the sheet opened is text for the sheet, and taken."""
        return False

    def action_move(self, how: str) -> None:
        """Move in the list that has the focus, or the only one there is."""
        pane = self.focused if isinstance(self.focused, LinesPane) else next(iter(self.query(LinesPane)), None)
        if pane is not None:
            pane.move(how)

    async def on_key(self, event: events.Key) -> None:
        """Moves and help, by the keys that they have now."""
        if event.key in self.active_bindings:
            return
        id = self.desk.keys.id_of(event.key, (*MOVES, _HELP))
        if id:
            event.stop()
            event.prevent_default()
            await self.run_action(f"app.act('{_HELP}')" if id == _HELP else f"screen.move('{id}')")

    def on_click(self, event: events.Click) -> None:
        """A click on a key of the footer presses it."""
        if event.widget is self.bar and not self.desk.flashed:
            key = item_at(event.x, self._items(self.bar.size.width))
            if key:
                self.app.call_later(self.app.simulate_key, key)  # not from here: it would not bubble past its sender

    def own_keys(self) -> list[tuple[str, str, bool]]:
        """The keys that the sheet binds itself, what each does, and whether that is in the footer.

        A binding with the id of an action has the keys that the action has now.
        """
        found: dict[str, tuple[str, str, bool]] = {}
        for kind in type(self).__mro__:
            for binding in kind.__dict__.get("BINDINGS", ()) if issubclass(kind, Sheet) else ():
                if isinstance(binding, Binding) and binding.description:
                    key = self.desk.keys.by_id.get(binding.id, "") if binding.id else binding.key
                    if key:
                        found.setdefault(key, (key, binding.description, binding.show))
        return list(found.values())

    def _told(self) -> Line:
        """What the board would say for a moment: the sheet may cover the board's own line."""
        said = self.desk.flashed
        return [(" ", ""), (one_line(said), "accent")] if said else []

    def _items(self, width: int) -> list[Item]:
        help = self.desk.keys.by_id[_HELP].split(",")[0]
        wanted: list[Item] = [_item("escape", "Close"), _item(help, "Help")]
        wanted += [_item(keys.split(",")[0], title) for keys, title, show in self.own_keys() if show]
        return fitting(wanted[:FOOTER], width)

    def _footer(self, width: int) -> Line:
        return line_of(self._items(width))


def _item(key: str, title: str) -> Item:
    return key, [(shown(key), "accent"), (f" {title}  ", "muted")]
