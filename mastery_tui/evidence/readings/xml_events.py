"""XML from elsewhere, element by element: no entities, no document types of its own, bounded depth and number."""

from collections.abc import Callable
from contextlib import suppress
from xml.parsers import expat

from mastery_tui.evidence.readings.reading import Unreadable

_DEEPEST = 64
_MOST_ELEMENTS = 2_000_000


def walk(
    data: bytes, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], *, doctype: bool = False
) -> None:
    """Call `start` with each element's name and attributes, and `end` with its name.

    With `doctype` a reference to one is passed over; nothing is ever fetched. Raises Unreadable.
    """
    parser = expat.ParserCreate()
    depth = elements = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > _DEEPEST:
            raise Unreadable("is nested too deeply")
        if elements > _MOST_ELEMENTS:
            raise Unreadable(f"has more than {_MOST_ELEMENTS} elements")
        start(name.rpartition(":")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    def typed(name: str, system: str | None, public: str | None, has_subset: int) -> None:
        if has_subset or not doctype:
            raise Unreadable("has a document type, and none is read: entities may be a trap")

    def declared(*entity: object) -> None:
        raise Unreadable("declares entities, which may be a trap")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = typed
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # an encoding that is not known, or is none
        raise Unreadable(f"is not XML: {error}") from error


def root_of(data: bytes) -> str:
    """The name of the outermost element, "" where the text does not begin with one."""
    return _root(data)[0]


def root_attributes(data: bytes) -> dict[str, str]:
    """The attributes of the outermost element; none where the text does not begin with one."""
    return _root(data)[1]


def _root(data: bytes) -> tuple[str, dict[str, str]]:
    class Found(Exception):
        pass

    seen: tuple[str, dict[str, str]] = ("", {})

    def found(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        seen = name, attributes
        raise Found

    with suppress(Found, Unreadable):
        walk(data[: 1 << 16], found, lambda name: None, doctype=True)
    return seen


def whole(text: str | None) -> int | None:
    """A whole number of an attribute; None for anything else, and below 0."""
    return int(text) if text is not None and len(text) < 16 and text.isascii() and text.isdigit() else None


def seconds(text: str | None) -> float:
    """A time of an attribute, 0.0 for what is none."""
    try:
        value = float((text or "0")[:40].replace(",", ""))
    except ValueError:
        return 0.0
    return value if 0 <= value < 1e12 else 0.0
