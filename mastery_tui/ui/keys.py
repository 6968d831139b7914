"""Keys: the bindings, the footer and all texts that name a key, made from the registry of actions and `State.keys`."""

from collections.abc import Mapping

from textual.app import App
from textual.binding import Binding, BindingType

from mastery_tui.config.keynames import CHARACTERS, default_keys
from mastery_tui.model.intent import BY_ID, REGISTRY, Action
from mastery_tui.ui.cells import Line, Piece, width_of

_NAMES = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "delete": "del", "insert": "ins"}
FOOTER = 8
"""The most keys that a footer shows."""

DEFAULT = default_keys()

Item = tuple[str, Line]
"""What stands in a footer: the id of its action, and its pieces."""


class Keys:
    """The keys of the actions as they are now: `keys["pause"]` is what a text says instead of a hard-coded "space"."""

    def __init__(self, keys: Mapping[str, str] = DEFAULT) -> None:
        self.by_id = {**DEFAULT, **keys}

    def __getitem__(self, id: str) -> str:
        """The action's first key as a person reads it; for one without keys, how it is found in the palette."""
        own = self.all(id)
        if own:
            return own[0]
        palette = self.all("palette")
        return " ".join([*palette[:1], BY_ID[id].title])

    def all(self, id: str) -> list[str]:
        """All keys of the action as a person reads them."""
        return [shown(key) for key in self.by_id.get(id, "").split(",") if key]

    def changed(self) -> dict[str, str]:
        """The actions whose keys are not the default, for Textual: it takes no empty text for "none"."""
        return {id: keys or f"no-key-{id}" for id, keys in self.by_id.items() if keys != DEFAULT.get(id)}

    def id_of(self, key: str, ids: tuple[str, ...]) -> str:
        """Which of the actions the key belongs to, "" for none."""
        return next((id for id in ids if key in self.by_id.get(id, "").split(",")), "")

    def in_reach(self, scope: str) -> list[Action]:
        """The actions that have a key while the pane `scope` has the focus, the pane's own first."""
        own = [a for a in REGISTRY if self.by_id.get(a.id) and scope in a.scopes]
        return own + [a for a in REGISTRY if self.by_id.get(a.id) and "everywhere" in a.scopes]


def shown(key: str) -> str:
    """One key as a person reads it: `^p`, `?`, `esc`."""
    *front, last = key.split("+")
    last = _NAMES.get(last) or CHARACTERS.get(last, last)
    return f"^{last}" if front == ["ctrl"] and len(last) == 1 else "+".join((*front, last))


def bindings(scope: str) -> list[BindingType]:
    """The bindings of the actions of one scope: "everywhere" for the app, else a pane's or a sheet's name.

    They have the default keys; the app's keymap puts the others in their place, by the actions' ids.
    """
    return [
        Binding(DEFAULT[action.id], f"app.act('{action.id}')", action.title, show=False, id=action.id)
        for action in REGISTRY
        if scope in action.scopes and action.id in DEFAULT
    ]


def taken_over() -> list[BindingType]:
    """The actions whose keys Textual's Screen binds itself: ours must stand on the screen to win over them."""
    return [b for b in bindings("everywhere") if isinstance(b, Binding) and b.key in ("tab", "shift+tab", "escape")]


def sheet_bindings(*ids: str) -> list[BindingType]:
    """Bindings of a sheet for moves of the registry (`move('down')`…); remapped ones are taken by the Sheet itself."""
    return [Binding(DEFAULT[id], f"move('{id}')", BY_ID[id].title, show=False) for id in ids]


def use(app: App[int], keys: Keys) -> None:
    """Have the app's bindings follow the keys. They were validated: Textual would take any nonsense in silence."""
    app.set_keymap(keys.changed())


def items(scope: str, width: int, keys: Keys) -> list[Item]:
    """At most eight actions that matter in this pane, as many as fit; help is always the first."""
    chosen = sorted((a for a in keys.in_reach(scope) if a.rank), key=lambda a: a.rank)[:FOOTER]
    return fitting([(a.id, [(keys[a.id], "accent"), (f" {a.title}  ", "muted")]) for a in chosen], width)


def fitting(wanted: list[Item], width: int) -> list[Item]:
    """The first items that fit into a footer; the blanks behind the last one need no room."""
    taken = 1
    for number, (_, pieces) in enumerate(wanted):
        taken += width_of(pieces)
        if taken - 2 > width:
            return wanted[:number]
    return wanted


def line_of(footer: list[Item]) -> Line:
    """The items as one line."""
    line: list[Piece] = [(" ", "")]
    for _, pieces in footer:
        line += pieces
    return line


def item_at(x: int, footer: list[Item]) -> str:
    """The id of the item at the cell `x`; "" for none. The blanks between two belong to neither."""
    start = 1
    for id, pieces in footer:
        end = start + width_of(pieces)
        if start <= x < end - 2:
            return id
        start = end
    return ""


def footer(scope: str, width: int, keys: Keys) -> Line:
    """The footer of a pane."""
    return line_of(items(scope, width, keys))
