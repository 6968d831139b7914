"""A setting's value as a person types it, and as TOML says it. Pure."""

import json
import tomllib
from typing import Any

from mastery_tui.model.state import Setting


class Mistake(ValueError):
    """What was typed cannot be a value of the setting: why, in one line."""


def shown(setting: Setting) -> str:
    """The value to edit: a text without its quotes, all else as TOML."""
    return str(json.loads(setting.value)) if _is_text(setting) and setting.value else setting.value


def cycled(setting: Setting) -> str | None:
    """The next value of a switch or a choice; None for a setting that has too many to go through."""
    if setting.kind == "switch":
        return "false" if setting.value == "true" else "true"
    if setting.kind == "choice" and setting.choices:
        now = shown(setting)
        at = setting.choices.index(now) if now in setting.choices else -1
        return json.dumps(setting.choices[(at + 1) % len(setting.choices)])
    return None


def typed(setting: Setting, text: str) -> str:
    """What was typed as TOML. Raises Mistake; ranges are for the session to judge."""
    text = text.strip()
    if setting.kind == "list":
        return _list(text)
    if setting.kind == "choice" and text.strip("\"'") in setting.choices:
        return json.dumps(text.strip("\"'"))
    if setting.kind == "choice":
        raise Mistake(f"must be one of {', '.join(setting.choices)}")
    if setting.kind == "text" and _is_text(setting):
        return json.dumps(text, ensure_ascii=False)
    value = _toml(text)
    if setting.kind == "switch" and not isinstance(value, bool):
        raise Mistake("must be true or false")
    if setting.kind == "number" and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise Mistake("must be a number")
    return text


def _list(text: str) -> str:
    """A TOML list, or words separated by commas."""
    if not text.startswith("["):
        words = [part.strip() for part in text.split(",") if part.strip()]
        return json.dumps(words, ensure_ascii=False)
    if not isinstance(_toml(text), list):
        raise Mistake('must be a list such as ["a", "b"], or words separated by commas')
    return text


def _is_text(setting: Setting) -> bool:
    return (setting.value or setting.default or '"').startswith('"')


def _toml(text: str) -> Any:
    try:
        table = tomllib.loads(f"value = {text}\n")
    except tomllib.TOMLDecodeError as error:
        raise Mistake(f"{text or 'nothing'} is no value: write it as in TOML") from error
    if list(table) != ["value"]:
        raise Mistake("must be one value")
    return table["value"]
