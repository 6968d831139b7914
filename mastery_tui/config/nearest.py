"""The right name for a mistyped one."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that was most likely meant, or None when none is close. Case, `-` and `_` do not count."""
    import difflib

    plain = {_plain(name): name for name in known}
    close = difflib.get_close_matches(_plain(word), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """`did you mean "x"?` when a known name is close, else the list of all."""
    names = sorted(known)
    found = nearest(word, names)
    if found is not None:
        return f'did you mean "{found}"?'
    return f"allowed: {', '.join(names)}" if names else "nothing is allowed here"


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")
