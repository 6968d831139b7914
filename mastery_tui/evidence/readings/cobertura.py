"""Cobertura's XML, as coverage.py, gcovr, pytest-cov and many others write it."""

from pathlib import Path

from mastery_tui.evidence.readings.inside import exists
from mastery_tui.evidence.readings.moment import epoch_ms
from mastery_tui.evidence.readings.reading import Unreadable, Values, share
from mastery_tui.evidence.readings.xml_events import root_attributes, walk, whole


class _Lines:
    """The lines of each class, each once: they stand below its methods too."""

    def __init__(self) -> None:
        self.root: dict[str, str] | None = None
        self.sources: list[str] = []
        self.hits: dict[str, dict[int, bool]] = {}
        self.branches: dict[tuple[str, int], tuple[int, int]] = {}
        self._file = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.root is None:
            if name != "coverage":
                raise Unreadable("holds no coverage")
            self.root = attributes
        elif name == "class":
            self._file = attributes.get("filename", "")
            self.hits.setdefault(self._file, {})
        elif name == "line" and self._file:
            number, hits = whole(attributes.get("number")), whole(attributes.get("hits"))
            if number is not None and hits is not None:
                lines = self.hits[self._file]
                lines[number] = lines.get(number, False) or hits > 0
                self._branch(number, attributes.get("condition-coverage", ""))

    def end(self, name: str) -> None:
        if name == "class":
            self._file = ""

    def _branch(self, number: int, condition: str) -> None:
        """`50% (1/2)`."""
        taken, slash, of = condition.rpartition("(")[2].rstrip(")").partition("/")
        covered, valid = whole(taken), whole(of)
        if slash and covered is not None and valid:
            self.branches[(self._file, number)] = (covered, valid)


def totals(data: bytes) -> Values:
    """`coverage.*` of the lines that it lists; where it lists none, of what it says in its root. Raises Unreadable."""
    found = _read(data)
    lines = [hit for file in found.hits.values() for hit in file.values()]
    said = found.root or {}
    covered, valid = sum(lines), len(lines)
    taken, of = (sum(column) for column in zip(*found.branches.values(), strict=True)) if found.branches else (0, 0)
    if not lines:
        covered, valid = whole(said.get("lines-covered")) or 0, whole(said.get("lines-valid")) or 0
        taken, of = whole(said.get("branches-covered")) or 0, whole(said.get("branches-valid")) or 0
    if not valid:
        raise Unreadable("speaks of no line: it proves nothing")
    values: Values = {"coverage.line": (share(covered, valid), "%"), "coverage.files": (len(found.hits), "files")}
    if of:
        values["coverage.branch"] = (share(taken, of), "%")
    return values


def made(data: bytes) -> float:
    """When the report says that it was made, in seconds; 0.0 where it does not."""
    return epoch_ms(root_attributes(data).get("timestamp"))


def lines(root: Path, data: bytes) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    """File, relative to the tree, to the lines that ran and those that did not; files elsewhere are left out."""
    found: dict[str, tuple[frozenset[int], frozenset[int]]] = {}
    for name, hits in _read(data).hits.items():
        if name and ".." not in name.split("/") and exists(root, name) and not name.startswith("/"):
            found[name] = (
                frozenset(n for n, hit in hits.items() if hit),
                frozenset(n for n, h in hits.items() if not h),
            )
    return found


def _read(data: bytes) -> _Lines:
    found = _Lines()
    walk(data, found.start, found.end, doctype=True)
    return found
