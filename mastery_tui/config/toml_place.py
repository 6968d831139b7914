"""Where each key of a TOML text stands: tomllib tells what a file says, not where.

The text is expected to be valid TOML; of a broken one the scan gives what comes before the fault.
"""

import bisect
import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
Place = tuple[int, int]

_STRING = r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?!"")(?:\\.|[^"\\\n])*"|\'(?!\'\')[^\'\n]*\''
_TOKEN = re.compile(
    rf"(?P<space>[ \t\r]+|#[^\n]*)|(?P<newline>\n)|(?P<string>{_STRING})"
    r"|(?P<mark>[\[\]{}=,.])|(?P<bare>[^\s#\[\]{}=,.\"']+)",
    re.DOTALL,
)

_DEEPEST = 50


class _Stop(Exception):
    """The text is not TOML from here on."""


def places(text: str) -> Iterator[tuple[Path, Place]]:
    """Each key and table of the text in order, as (path, (line, column)); both count from 1.

    Elements of arrays have their index in the path. A key that stands twice comes twice.
    """
    return _Scan(text).run()


def place_of(text: str, path: Path) -> Place:
    """Where the key stands, or the closest table or key around it, or (1, 1)."""
    best: Place = (1, 1)
    depth = 0
    for found, place in places(text):
        shared = len(found)
        if shared > depth and path[:shared] == found:
            best, depth = place, shared
    return best


def duplicate(text: str) -> tuple[Path, Place, Place] | None:
    """The first key that is set twice: (path, first place, second place)."""
    seen: dict[Path, Place] = {}
    for path, place in places(text):
        if path in seen:
            return path, seen[path], place
        seen[path] = place
    return None


class _Scan:
    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.counts: dict[Path, int] = {}

    def run(self) -> Iterator[tuple[Path, Place]]:
        table: Path = ()
        try:
            while self.at < len(self.tokens):
                if self.peek() == "\n":
                    self.at += 1
                elif self.peek() == "[":
                    table, place = self.header()
                    yield table, place
                else:
                    yield from self.pair(table)
        except _Stop:
            return

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, mark: str) -> None:
        if self.peek() != mark:
            raise _Stop
        self.at += 1

    def place(self) -> Place:
        offset = self.tokens[self.at][2]
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def header(self) -> tuple[Path, Place]:
        place = self.place()
        self.take("[")
        array = self.peek() == "["
        if array:
            self.take("[")
        path = self.inside_arrays(self.key())
        self.take("]")
        if array:
            self.take("]")
            index = self.counts.get(path, -1) + 1
            self.counts[path] = index
            path = (*path, index)
        return path, place

    def inside_arrays(self, key: tuple[str, ...]) -> Path:
        """`[a.b]` after `[[a]]` speaks of the last element of a."""
        path: Path = ()
        for number, part in enumerate(key, 1):
            path = (*path, part)
            if number < len(key) and path in self.counts:
                path = (*path, self.counts[path])
        return path

    def key(self) -> tuple[str, ...]:
        parts = [self.part()]
        while self.peek() == ".":
            self.at += 1
            parts.append(self.part())
        return tuple(parts)

    def part(self) -> str:
        if self.at >= len(self.tokens):
            raise _Stop
        kind, token, _ = self.tokens[self.at]
        self.at += 1
        if kind == "bare":
            return token
        if kind != "string" or token.startswith(('"""', "'''")):
            raise _Stop
        return _unquote(token)

    def pair(self, table: Path) -> Iterator[tuple[Path, Place]]:
        if self.at >= len(self.tokens):
            raise _Stop
        place = self.place()
        path = (*table, *self.key())
        self.take("=")
        yield path, place
        yield from self.value(path)

    def value(self, path: Path) -> Iterator[tuple[Path, Place]]:
        if len(path) > _DEEPEST:
            raise _Stop
        if self.peek() == "{":
            yield from self.inline_table(path)
        elif self.peek() == "[":
            yield from self.array(path)
        else:  # a number or date may hold dots, a date a space
            start = self.at
            while self.at < len(self.tokens) and self.peek() not in ("\n", ",", "]", "}"):
                if self.peek() in ("=", "[", "{"):
                    raise _Stop
                self.at += 1
            if self.at == start:
                raise _Stop

    def inline_table(self, path: Path) -> Iterator[tuple[Path, Place]]:
        self.take("{")
        while self.peek() != "}":
            yield from self.pair(path)
            if self.peek() == ",":
                self.at += 1
        self.take("}")

    def array(self, path: Path) -> Iterator[tuple[Path, Place]]:
        self.take("[")
        index = 0
        self.blank()
        while self.peek() != "]":
            if self.at >= len(self.tokens):
                raise _Stop
            yield (*path, index), self.place()
            yield from self.value((*path, index))
            index += 1
            self.blank()
            if self.peek() == ",":
                self.at += 1
            self.blank()
        self.take("]")

    def blank(self) -> None:
        while self.peek() == "\n":
            self.at += 1


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, token, offset) up to the first place that is no TOML."""
    at = 0
    while match := _TOKEN.match(text, at):
        at = match.end()
        if match.lastgroup != "space":
            yield match.lastgroup or "", match.group(), match.start()


def _unquote(token: str) -> str:
    import tomllib

    try:
        return str(tomllib.loads(f"x = {token}")["x"])
    except tomllib.TOMLDecodeError as error:
        raise _Stop from error
