"""What there is to read: README, change log, licence, links that lead nowhere. Facts of the tree itself."""

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path

from mastery_tui.evidence.readings import prose
from mastery_tui.evidence.readings.inside import MIB, exists, read_text
from mastery_tui.evidence.readings.reading import Adapter, Reading, Unreadable, Values

NAME = "docs"
_LIMIT = 2 * MIB
_MOST_FILES = 1_000
_MOST_BYTES = 16 * MIB
_MOST_LINKS = 5_000
_ENDS = (".md", ".markdown", ".rst", ".txt", ".adoc")
_LINKED = (".md", ".markdown", ".rst")
_FOLDERS = ("docs/", "doc/")
_README = re.compile(r"readme(\.(md|markdown|rst|txt|adoc))?", re.IGNORECASE)
_KINDS = {
    "docs.changelog": re.compile(r"(docs?/)?(change(s|log)|history|news|releases?)(\.\w+)?", re.IGNORECASE),
    "docs.license": re.compile(r"(licen[cs]e|copying|unlicense)([.-][\w.-]+)?|licenses/[^/]+", re.IGNORECASE),
    "docs.contributing": re.compile(r"(docs?/|\.github/)?contributing(\.\w+)?", re.IGNORECASE),
}


def find(files: Sequence[str], listed: Sequence[str]) -> list[tuple[str, ...]]:
    """All texts of the tree that count, together."""
    top = [path for path in listed if path.count("/") <= 1 and _is_known(path)]
    texts = [path for path in listed if path.endswith(_ENDS) and ("/" not in path or path.startswith(_FOLDERS))]
    found = sorted({*top, *texts})
    return [tuple(found[:_MOST_FILES])] if found else [("",)] if listed else []


def read(root: Path, paths: tuple[str, ...]) -> Reading:
    """`docs.*`; the README is the one that its host would show, Markdown first."""
    values: Values = {"docs.readme": (0, "")}
    written = [path for path in paths if path and _size(root, path) > 0]
    for name, pattern in _KINDS.items():
        values[name] = (int(any(pattern.fullmatch(path) for path in written)), "")
    readme = min((path for path in written if _README.fullmatch(path)), key=_order, default="")
    links: dict[tuple[str, ...], None] = {}
    note = ""
    left = _MOST_BYTES
    for path in sorted(written, key=lambda path: path != readme):
        if not path.lower().endswith(_LINKED) and path != readme:
            continue
        left -= min(_size(root, path), _LIMIT)
        if left < 0:
            note = "there is more text than is looked at for links"
            break
        try:
            found = prose.read(read_text(root, path, _LIMIT), path.lower().endswith(".rst"))
        except Unreadable as error:
            if path == readme:
                raise
            note = f"{path} {error}"
            continue
        if path == readme:
            values["docs.readme"] = (1, "")
            values["docs.readme_words"] = (found.words, "words")
            values["docs.readme_sections"] = (found.sections, "sections")
        links |= dict.fromkeys(places for link in found.links if (places := _places(path, link)))
    looked = tuple(dict.fromkeys(place for places in list(links)[:_MOST_LINKS] for place in places))
    values["docs.files"] = (sum(path.startswith(_FOLDERS) and path.endswith(_ENDS) for path in written), "files")
    if not note and len(links) <= _MOST_LINKS:
        there = {place for place in looked if exists(root, place)}
        values["docs.broken_links"] = (sum(there.isdisjoint(places) for places in links), "links")
    return Reading(readme or ".", NAME, values, note=note, looked=looked)


def _is_known(path: str) -> bool:
    return _README.fullmatch(path) is not None or any(pattern.fullmatch(path) for pattern in _KINDS.values())


def _places(path: str, link: str) -> tuple[str, ...]:
    """What a link of a text may lead to, relative to the tree, the likeliest first; none outside of it: hosts give
    those a meaning. Pages stand for the texts that they are made of, and a link from the top may mean that of the docs.
    """
    folders = [posixpath.dirname(path)]
    if link.startswith("/"):
        folders = ["", *([path.partition("/")[0], folders[0], posixpath.dirname(folders[0])] if "/" in path else [])]
    found: dict[str, None] = {}
    for folder in folders:
        place = posixpath.normpath(posixpath.join(folder, link.lstrip("/")))
        if place == ".." or place.startswith("../"):
            continue
        bare = place.removesuffix(".html")
        found |= dict.fromkeys((place, *(f"{bare}{end}" for end in _LINKED if bare != place or "." not in link[-6:])))
    return tuple(found)


def _order(path: str) -> tuple[int, str]:
    end = path.lower().rpartition(".")[2]
    return ("md", "markdown", "rst", "txt", "adoc", "readme").index(end), path


def _size(root: Path, path: str) -> int:
    try:
        return (root / path).lstat().st_size
    except (OSError, ValueError):
        return 0


ADAPTER = Adapter(NAME, find, read)
