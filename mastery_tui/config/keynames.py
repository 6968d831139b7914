"""The names of keys, as the dashboard hears them: only such that a terminal can send."""

import re

from mastery_tui.model.intent import REGISTRY

PUNCTUATION = {
    "!": "exclamation_mark",
    '"': "quotation_mark",
    "#": "number_sign",
    "$": "dollar_sign",
    "%": "percent_sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "*": "asterisk",
    "+": "plus",
    ",": "comma",
    "-": "minus",
    ".": "full_stop",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less_than_sign",
    "=": "equals_sign",
    ">": "greater_than_sign",
    "?": "question_mark",
    "@": "at",
    "[": "left_square_bracket",
    "\\": "backslash",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
    "`": "grave_accent",
    "{": "left_curly_bracket",
    "|": "vertical_line",
    "}": "right_curly_bracket",
    "~": "tilde",
    " ": "space",
}
CHARACTERS = {name: char for char, name in PUNCTUATION.items() if char != " "}
_MOVING = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete")
_FUNCTION = tuple(f"f{number}" for number in range(1, 25))
_PLAIN = ("escape", "enter", "tab", "space", "backspace")
NAMED = frozenset((*_PLAIN, *_MOVING, *_FUNCTION, *CHARACTERS))
"""Every key that is known by a name of more than one letter."""

_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "spacebar": "space",
    "period": "full_stop",
    "dot": "full_stop",
    "hyphen": "minus",
    "backtab": "shift+tab",
    "control": "ctrl",
    "option": "alt",
    "meta": "alt",
}
_MODIFIERS = ("alt", "ctrl", "shift")
_SAME = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""A terminal sends the same for both."""

_WITH_CTRL = frozenset(("backslash", "right_square_bracket", "circumflex_accent", "underscore"))


class Nonsense(ValueError):
    """No key that could be pressed: why, and what to write."""


def canonical(text: str) -> str:
    """One key by the name that the dashboard hears: `?` is question_mark, `Ctrl+R` is ctrl+r, `shift+g` is G.

    Raises Nonsense.
    """
    if len(text) == 1:
        return _character(text)
    *front, last = _parts(text)
    modifiers = sorted({_ALIASES.get(part.lower(), part.lower()) for part in front})
    for modifier in modifiers:
        if modifier not in _MODIFIERS:
            raise Nonsense(f'"{modifier}" goes before no key: ctrl+, alt+ and shift+ do')
    key = _character(last) if len(last) == 1 else _named(last, text)
    if key == "shift+tab":
        modifiers, key = sorted({*modifiers, "shift"}), "tab"
    return _modified(modifiers, key) if modifiers else key


def default_keys() -> dict[str, str]:
    """Every action that has a key, with its keys by name, separated by commas."""
    return {action.id: ",".join(map(canonical, action.key.split(","))) for action in REGISTRY if action.key}


def _parts(text: str) -> list[str]:
    """`ctrl++` is ctrl and the key +."""
    parts = text[:-2].split("+") if text.endswith("++") else text.split("+")
    parts += ["+"] if text.endswith("++") else []
    if "" in parts:
        raise Nonsense('a key is missing beside "+"; the key + itself is written "plus"')
    return parts


def _character(char: str) -> str:
    if char in PUNCTUATION:
        return PUNCTUATION[char]
    if not char.isprintable() or char.isspace():
        raise Nonsense("a control character is no key: write its name, such as ctrl+r")
    return char


def _named(name: str, whole: str) -> str:
    lower = _ALIASES.get(name.lower(), name.lower())
    if lower in NAMED or lower == "shift+tab":
        return lower
    from mastery_tui.config.nearest import nearest

    found = nearest(lower, (*NAMED, *_ALIASES)) if len(name) > 3 else None
    if found:
        raise Nonsense(f'did you mean "{_ALIASES.get(found, found)}"?')
    if re.fullmatch(r"f\d+", lower):
        raise Nonsense("function keys are f1 to f24")
    if whole == name and len(name) <= 3 and name.isprintable():
        raise Nonsense("sequences of keys are not supported: one key, or several separated by commas")
    raise Nonsense("it is neither a character nor a name such as f5, pageup, ctrl+r or question_mark")


def _modified(modifiers: list[str], key: str) -> str:
    if modifiers == ["shift"] and len(key) == 1 and key.isalpha():
        return key.upper()
    if len(key) == 1 and "ctrl" in modifiers:
        key = key.lower()
    name = "+".join((*modifiers, key))
    if name in _SAME:
        raise Nonsense(f'terminals send the same for it as for {_SAME[name]}: write "{_SAME[name]}"')
    if key in _MOVING or key in _FUNCTION or name == "shift+tab":
        return name
    if modifiers == ["ctrl"] and (key in _WITH_CTRL or (len(key) == 1 and key.isascii() and key.isalpha())):
        return name
    if modifiers[0] == "alt" and len(modifiers) == 1 and len(key) == 1 and key.isascii():
        return f"alt+shift+{key.lower()}" if key.isupper() else name
    if modifiers == ["alt", "shift"] and len(key) == 1 and key.isascii() and key.isalpha():
        return f"alt+shift+{key.lower()}"
    if modifiers == ["shift"] and (key in CHARACTERS or len(key) == 1):
        raise Nonsense("write the character that it types")
    raise Nonsense("most terminals cannot send it: choose a plain key, ctrl+letter, alt+letter or a function key")
