"""The packages that a lock file fixes."""

import re

import msgspec

from mastery_tui.evidence.readings.reading import Unreadable

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
_PACKAGE = re.compile(r"\[\[packages?\]\]\s*")
_NAME = re.compile(r'name\s*=\s*"([^"]{1,200})"\s*')


class _Pipfile(msgspec.Struct, frozen=True):
    default: dict[str, object] = {}
    develop: dict[str, object] = {}


def locked_names(path: str, text: str) -> set[str]:
    """Their normalised names. Line by line: to parse a large lock file as TOML takes seconds. Raises Unreadable."""
    from packaging.utils import canonicalize_name

    if path == "Pipfile.lock":
        try:
            found = msgspec.json.decode(text, type=_Pipfile)
        except msgspec.DecodeError as error:
            raise Unreadable("is not JSON") from error
        return {canonicalize_name(name) for name in (*found.default, *found.develop)}
    names: set[str] = set()
    within = False
    for line in text.splitlines():
        if line.startswith("["):
            within = bool(_PACKAGE.fullmatch(line))
        elif within and (named := _NAME.fullmatch(line)):
            names.add(canonicalize_name(named[1]))
    return names
