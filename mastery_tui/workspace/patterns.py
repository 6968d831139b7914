"""Name patterns as people write them in ignore files."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test of relative paths against patterns in the manner of gitignore.

    `*`, `?` and `[...]` stop at "/", `**` does not. A pattern without "/" (one at its end aside) matches a name at any
    depth, another one counts from the root. What matches a folder matches all that is in it.
    """
    found = tuple(pattern for pattern in patterns if pattern.strip("/"))
    if not found:
        return lambda path: False
    whole = re.compile("|".join(map(_expression, found)), re.DOTALL)
    return lambda path: whole.match(path) is not None


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> str:
    body = pattern.rstrip("/")
    anchored = "/" in body
    body = body.removeprefix("/")
    parts: list[str] = []
    at = 0
    while at < len(body):
        if body.startswith("**/", at):
            parts.append("(?:.*/)?")
            at += 3
        elif body.startswith("**", at):
            parts.append(".*")
            at += 2
        elif body[at] == "[" and (end := body.find("]", at + 2)) > 0:
            inside = body[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            parts.append("(?!/)[" + ("^" + inside[1:] if inside[0] in "!^" else inside) + "]")
            at = end + 1
        else:
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(body[at]) or re.escape(body[at]))
            at += 1
    return f"(?:{'' if anchored else '(?:.*/)?'}{''.join(parts)}(?:/.*)?\\Z)"
