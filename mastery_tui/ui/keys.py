"""Keys: the bindings, the footer and the help, all made from the registry of actions."""

from textual.binding import Binding, BindingType

from mastery_tui.model.intent import REGISTRY, Action
from mastery_tui.ui.cells import Line, Piece, width_of

NAMES = {
    "escape": "esc",
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "ctrl+p": "^p",
    "enter": "enter",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "ctrl+f": "^f",
    "ctrl+b": "^b",
}
FOOTER = 8
"""The most keys that a footer shows."""


def bindings(scope: str) -> list[BindingType]:
    """The bindings of the actions of one scope: "everywhere" for the app, else a pane's name."""
    return [
        Binding(key, f"app.act('{action.id}')", action.title, show=False, id=action.id)
        for action in REGISTRY
        if scope in action.scopes and action.key
        for key in [_textual(action.key)]
    ]


def taken_over() -> list[BindingType]:
    """The actions whose keys Textual's Screen binds itself: ours must stand on the screen to win over them."""
    return [b for b in bindings("everywhere") if isinstance(b, Binding) and b.key in ("tab", "shift+tab", "escape")]


def _textual(keys: str) -> str:
    return ",".join({"/": "slash", ":": "colon", "?": "question_mark"}.get(key, key) for key in keys.split(","))


def label(action: Action) -> str:
    """The action's first key as a person reads it."""
    key = action.key.split(",")[0]
    return NAMES.get(key, key)


def labels(action: Action) -> str:
    """All keys of the action."""
    return " ".join(NAMES.get(key, key) for key in action.key.split(","))


def in_reach(scope: str) -> list[Action]:
    """The actions that have a key while the pane `scope` has the focus, the pane's own first."""
    own = [a for a in REGISTRY if a.key and scope in a.scopes]
    return own + [a for a in REGISTRY if a.key and "everywhere" in a.scopes]


def footer(scope: str, width: int) -> Line:
    """At most eight keys that matter in this pane, as many as fit; help is always the first."""
    chosen = sorted((a for a in in_reach(scope) if a.rank), key=lambda a: a.rank)[:FOOTER]
    line: list[Piece] = [(" ", "")]
    for action in chosen:
        item: list[Piece] = [(label(action), "accent"), (f" {action.title}  ", "muted")]
        if width_of(line) + width_of(item) - 2 > width:
            break
        line += item
    return line
