"""Which keys do what: those of the registry, changed by `[keys]`. Pure."""

from collections.abc import Iterable, Mapping
from itertools import combinations

from mastery_tui.config.keynames import CHARACTERS, Nonsense, canonical, default_keys
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.typed import Wrong, shown
from mastery_tui.model.intent import BY_ID, REGISTRY, SHEETS, Action

NEVER_LOST = {"quit": "nobody could leave", "help": "nobody would find the keys"}
"""Actions that must have a key, and what it would be like without one."""

_TEXTUAL = {"ctrl+q": "it always leaves", "ctrl+c": "it copies the selected text"}
_SHEETS = {"escape": "closes whatever is open", "enter": "is what dialogs take for yes"}
_REMAPPABLE = {action.id: action for action in REGISTRY if action.key}


def resolve(keys: Mapping[str, object]) -> dict[str, str]:
    """The keys of every action that can have one ("": none), the defaults changed by `keys`.

    A value is one key or several, separated by commas; "" takes the keys away. Raises Wrong, whose key is
    ("keys", action): an unknown action, a key that cannot be, two actions on one key in one place, no key for quit
    or help.
    """
    given = {id: _keys(id, value) for id, value in keys.items()}
    resolved = {**default_keys(), **given}
    for id in NEVER_LOST:
        if not resolved[id]:
            raise Wrong(("keys", id), f'cannot be "": {NEVER_LOST[id]}; give it a key, or leave the line out')
    clash = _clash(resolved, given)
    if clash:
        id, other, key = clash
        where = "" if other in given else ", its default"
        raise Wrong(
            ("keys", id),
            f'"{written(key)}" is the key of {other} ({BY_ID[other].title}) as well{where}: '
            f'give {id} or {other} another key, or "" for none',
        )
    return resolved


def layered(project: Mapping[str, str], user: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The project's keys under the user's own, each valid by itself; and a line where they cannot go together.

    The user's keys win: where the two clash, the project's do not apply.
    """
    try:
        return resolve({**project, **user}), ""
    except Wrong as wrong:
        return resolve(user), (
            f"keys: those of the project do not apply beside your own: {wrong.key[-1]}: {wrong.message}"
        )


def written(key: str) -> str:
    """A key by the name that `canonical` gave, as one writes it."""
    *front, last = key.split("+")
    return "+".join((*front, CHARACTERS.get(last, last)))


def _keys(id: str, value: object) -> str:
    where = ("keys", id)
    if id not in BY_ID:
        raise Wrong(where, f"unknown action; {suggestion(id, _REMAPPABLE)}")
    if id not in _REMAPPABLE:
        why = f"it is about a {BY_ID[id].about}" if BY_ID[id].about else "the dashboard asks before it does that"
        raise Wrong(where, f"cannot have a key: {why}; leave the line out")
    if not isinstance(value, str):
        raise Wrong(where, f'must be a key such as "ctrl+r", not {shown(value)}')
    if not value.strip():
        return ""
    names: list[str] = []
    for part in _split(value):
        try:
            name = canonical(part)
        except Nonsense as error:
            raise Wrong(where, f"{shown(part)} is no key: {error}") from error
        reserved = _reserved(BY_ID[id], name)
        if reserved:
            raise Wrong(where, f'"{written(name)}" cannot be given to it: {reserved}; choose another key')
        names.append(name)
    return ",".join(dict.fromkeys(names))


def _split(value: str) -> Iterable[str]:
    """The keys of a value; a comma that stands where a key should is the key itself."""
    if value.strip() == ",":
        return [","]
    return [part.strip() for part in value.split(",") if part.strip()]


def _reserved(action: Action, key: str) -> str:
    if key in _TEXTUAL:
        return _TEXTUAL[key]
    if key in _SHEETS and "everywhere" in action.scopes and key not in action.key.split(","):
        return f"it {_SHEETS[key]}"
    return ""


def _clash(resolved: Mapping[str, str], given: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Two actions with a key in common where both work: (the one to blame, the other, the key)."""
    by_key: dict[str, list[str]] = {}
    for id, keys in resolved.items():
        for key in filter(None, keys.split(",")):
            by_key.setdefault(key, []).append(id)
    for key, ids in by_key.items():
        for first, second in combinations(ids, 2):
            if overlap(BY_ID[first].scopes, BY_ID[second].scopes):
                # The later of two lines is to blame, and no line of the file for what is a default.
                order = [id for id in given if id in (first, second)] or [second]
                blamed = order[-1]
                return blamed, first if blamed == second else second, key
    return None


def overlap(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether there is a place where actions of both scopes work; everywhere is every pane, but no sheet over them."""
    here, there = set(some), set(others)
    if here & there:
        return True
    return bool((here - SHEETS and "everywhere" in there) or (there - SHEETS and "everywhere" in here))
