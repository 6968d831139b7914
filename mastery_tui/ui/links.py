"""Terminal hyperlinks (OSC 8) to places in files: a terminal that knows them opens the file on a click.

The address names the host, as the specification of OSC 8 wants it: over ssh a terminal can tell that the file is not
its own. The line is the fragment.
"""

import os
import socket
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

LONGEST = 2_000
"""Characters of an address beyond which terminals drop it, or worse."""

WITHOUT = frozenset({"", "dumb", "linux", "vt100", "vt220"})
"""Terminals, by $TERM, that print what they do not understand."""


class Linked(str):
    """The role of a piece that is also a link to `url`."""

    __slots__ = ("url",)
    url: str

    def __new__(cls, role: str, url: str) -> "Linked":
        made = super().__new__(cls, role)
        made.url = url
        return made


def linked(role: str, root: str, path: str, line: int = 0) -> str:
    """The role, as a link to a line (0: to the file) of a path below `root`; the bare role where there are no links."""
    url = address(root, path, line)
    return Linked(role, url) if url else role


@lru_cache(4096)
def address(root: str, path: str, line: int) -> str:
    """`file://HOST/PATH#LINE`; of what the path holds, only letters, digits and `-._~/` are there as they are."""
    place = Path(root, path)
    if not _are_known() or not path or not place.is_absolute():
        return ""
    whole = quote(os.fsencode(place.as_posix()), safe="/")
    url = f"file://{_host()}{'' if whole.startswith('/') else '/'}{whole}" + (f"#{line}" if line else "")
    return url if len(url) <= LONGEST else ""


@lru_cache(1)
def _host() -> str:
    return quote(socket.gethostname(), safe="")


@lru_cache(1)
def _are_known() -> bool:
    return os.environ.get("TERM", "") not in WITHOUT
