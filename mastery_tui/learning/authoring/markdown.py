"""Prompts and hints as Markdown: fences, headings, links and formulas that hold."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from mastery_tui.learning.authoring import formulas
from mastery_tui.learning.authoring.problem import Problem, line_of, problem

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_NO_HEADING = re.compile(r"^ {0,3}#{1,6}[^#\s].*$", re.MULTILINE)
_LINK = re.compile(r"(?P<image>!?)\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?(?P<target>[^)\s>]*)>?[^)]*\)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(?P<target>[^\s>]+)", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


class Code(NamedTuple):
    """A piece of code in a text, and the line (from 1) on which it begins."""

    text: str
    line: int


class Read(NamedTuple):
    """A text taken apart: `prose` is as long as the text, with blanks for code. `open` is the line of an open fence."""

    prose: str
    code: tuple[Code, ...]
    open: int


def read(text: str) -> Read:
    """Tell code from prose."""
    prose: list[str] = []
    code: list[Code] = []
    fence, start, inside = "", 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not match[2].strip():
                code.append(Code("\n".join(inside), start + 1))
                fence = ""
            else:
                inside.append(line)
            prose.append(" " * len(line))
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            fence, start, inside = match[1], number, []
            prose.append(" " * len(line))
        else:
            prose.append(line)
    plain = "\n".join(prose)
    code += [Code(match[2], line_of(plain, match.start())) for match in _SPAN.finditer(plain)]
    plain = _SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), plain)
    return Read(plain, tuple(code), start if fence else 0)


def check(file: Path, text: str, top: Path, *, title: bool) -> Iterator[Problem]:
    """What is wrong with a text of a curriculum whose folder is `top`. With `title`, it begins with a heading `# …`."""
    apart = read(text)
    if apart.open:
        yield problem(file, apart.open, "a code fence is not closed")
    for at, message in formulas.mistakes(apart.prose):
        yield problem(file, line_of(text, at), f"formula: {message}")
    yield from _headings(file, text, apart.prose, title)
    yield from _links(file, text, apart.prose, top)


def _headings(file: Path, text: str, prose: str, title: bool) -> Iterator[Problem]:
    if title and not re.match(r"# +\S", text.lstrip("\n")):
        yield problem(file, 1, "must begin with a heading: # Title")
    for match in _NO_HEADING.finditer(prose):
        yield problem(
            file, line_of(text, match.start()), f"a heading has a blank after its #: {match.group().strip()[:40]}"
        )
    before = 0
    for match in _HEADING.finditer(prose):
        level = len(match[1])
        if not text[match.start(2) : match.end(2)].strip():
            yield problem(file, line_of(text, match.start()), "a heading without words")
        if before and level > before + 1:
            yield problem(file, line_of(text, match.start()), f"a heading of level {level} below one of level {before}")
        before = level


def _links(file: Path, text: str, prose: str, top: Path) -> Iterator[Problem]:
    anchors = {_anchor(text[match.start(2) : match.end(2)]) for match in _HEADING.finditer(prose)}
    for match in (*_LINK.finditer(prose), *_DEFINED.finditer(prose)):
        target = match["target"]
        kind = "image" if match.groupdict().get("image") else "link"
        message = ""
        if not target:
            message = f"a {kind} that leads nowhere"
        elif target.startswith("#"):
            if _anchor(target[1:]) not in anchors:
                message = f"{target}: no heading is called like this"
        elif not _ELSEWHERE.match(target):
            path = unquote(target.partition("#")[0])
            place = (file.parent / path).resolve()
            if path.startswith("/") or not place.is_relative_to(top.resolve()):
                message = f"{target}: the {kind} leads out of the curriculum"
            elif not place.exists():
                message = f"{target}: the {kind} is broken, there is no such file"
        if message:
            yield problem(file, line_of(text, match.start()), message)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", unquote(heading).lower()).strip().replace(" ", "-")
