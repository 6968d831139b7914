"""Words, sections and links of a text in Markdown or reStructuredText."""

import re
from urllib.parse import unquote

import msgspec

_MOST_LINES = 50_000
_LONGEST_LINE = 5_000
_WORD = re.compile(r"\w+")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_CODE = re.compile(r"`[^`]*`")
_HEADING = re.compile(r" {0,3}#{1,6}\s+\S")
_SETEXT = re.compile(r" {0,3}(=+|-+)\s*")
_UNDERLINE = re.compile(r"([=\-~^\"'#*+.:_`])\1{2,}\s*")
_INLINE = re.compile(r"\]\(\s*(?:<([^<>]{1,500})>|([^()\s<>]{1,500}(?:\([^()\s]{0,200}\))?))")
_DEFINED = re.compile(r" {0,3}\[[^\]]{1,200}\]:\s+<?([^\s<>]{1,500})")
_EMBEDDED = re.compile(r"[^`<]<([^<>`\s]{1,500})>`_")
_DIRECTIVE = re.compile(r"\s*\.\. (?:[^:]{1,100}\s)?(?:image|figure|include|literalinclude)::\s+(\S{1,500})")
_TARGET = re.compile(r"\s*\.\. _[^:`]{1,200}:\s+(\S{1,500})")
_UNSEEN = re.compile(r"\]\([^()]{0,1000}\)|https?://\S+|<[^<>]{0,1000}>|^ {0,3}\[[^\]]{1,200}\]:.*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Prose(msgspec.Struct, frozen=True):
    """How many words and sections, and the relative targets of its links, each once, as they are written."""

    words: int
    sections: int
    links: tuple[str, ...]


def read(text: str, rst: bool = False) -> Prose:
    """What a text holds; code and addresses are no prose."""
    words = sections = 0
    links: dict[str, None] = {}
    fence = before = ""
    for whole_line in text.splitlines()[:_MOST_LINES]:
        line = whole_line[:_LONGEST_LINE]
        mark = None if rst else _FENCE.match(line)
        if mark or fence:
            fence = mark[1] if mark and not fence else "" if mark and mark[1] == fence else fence
            before = ""
            continue
        if _is_section(line, before, rst):
            sections += 1
        bare = line if rst else _CODE.sub(" ", line)
        words += len(_WORD.findall(_UNSEEN.sub(" ", bare)))
        for pattern in (_EMBEDDED, _DIRECTIVE, _TARGET) if rst else (_INLINE, _DEFINED):
            found = pattern.finditer(bare) if pattern in (_INLINE, _EMBEDDED) else filter(None, [pattern.match(bare)])
            for link in found:
                target = _local(next(filter(None, link.groups()), ""))
                if target:
                    links[target] = None
        before = line.strip()
    return Prose(words, sections, tuple(links))


def _is_section(line: str, before: str, rst: bool) -> bool:
    if rst:
        return bool(before) and bool(_UNDERLINE.fullmatch(line)) and not _UNDERLINE.fullmatch(before)
    if _HEADING.match(line):
        return True
    return bool(before) and bool(_SETEXT.fullmatch(line)) and not before.startswith(("#", "|", "-", ">", "*"))


def _local(target: str) -> str:
    """The path of a link into the tree, "" for all others: addresses, places in the same text, templates."""
    path = unquote(target.partition("#")[0].partition("?")[0])
    if not path or _SCHEME.match(path) or path.startswith(("//", "{", "$", "@")) or path.endswith(("_", "*")):
        return ""
    return path if path.isprintable() else ""
