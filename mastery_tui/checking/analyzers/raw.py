"""Raw counts of a Python source: radon's numbers from one pass.

radon (`radon.raw.analyze`) strips every physical line and tokenises from there until the tokens are complete, again
for each line that it must add. The pieces so found are the logical lines of the stripped text, so one pass over that
text gives the same numbers: with regular expressions where the text is plain, with `tokenize` where it is not.
"""

import io
import re
import sys
import tokenize
from collections.abc import Iterator
from typing import NamedTuple


class Raw(NamedTuple):
    """Counts in lines (`comments`: in comment tokens; `lloc`: in logical lines), with radon's names and meaning."""

    loc: int
    lloc: int
    sloc: int
    comments: int
    multi: int
    blank: int
    single_comments: int


class Statement(NamedTuple):
    """What radon asks of one complete piece of the stripped text.

    `alone` is "#" or '"' when a single comment or string is all there is; `rows` that the string spans several rows.
    """

    length: int
    logical: int
    alone: str = ""
    rows: bool = False


OPAQUE = re.compile(
    r"""(\#[^\n]*+
    | \"{3}[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+\"{3}
    | '{3}[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'{3}
    | "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"
    | '[^'\\\n]*+(?:\\.[^'\\\n]*+)*+')""",
    re.VERBOSE | re.DOTALL,
)
"""A comment or a string: until Python 3.11, where an f-string is one token, exactly those that Python sees."""

_ODD = re.compile(r"[^\x00-\x7f]|[\"'$?`]|!(?!=)|\\(?!\n[^\n])")
"""What the plain way does not decide: odd characters, quotes outside strings, backslashes before no line."""

_BRACKETS = str.maketrans("[]{}", "()()")
_ROW = "\x01"
_PREFIXES = frozenset(["", "r", "b", "u", "f", "rb", "br", "fr", "rf"])
_END = (tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
_SILENT = (*_END, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)


def count_lines(source: str) -> Raw:
    """Count `source`, which `ast.parse` accepts, exactly as `radon raw` does.

    Raises SyntaxError with radon's text where radon's own reading finds no end of a statement, as with a form feed
    inside a one-line string.
    """
    lines = [line.strip() for line in source.splitlines()]
    comments = 0
    statements: Iterator[Statement]
    plain = _skeleton(source, lines) if sys.version_info < (3, 12) else None  # from 3.12 on f-strings are tokens
    if plain is None:
        tokens = list(_tokenised(lines))
        comments = sum(count for count, _ in tokens)
        statements = (statement for _, statement in tokens)
    else:
        comments = plain.count("#")
        statements = _statements(plain)

    blank = lines.count("")
    sloc = len(lines) - blank
    lloc = multi = single = 0
    at = 0
    for length, logical, alone, rows in statements:
        lloc += logical
        if alone:
            filled = length - lines[at : at + length].count("") if length > 1 else 1
            sloc -= filled
            if rows:
                multi += filled
            else:
                single += 1
        at += length
    return Raw(sloc + blank + multi + single, lloc, sloc, comments, multi, blank, single)


def _skeleton(source: str, lines: list[str]) -> str | None:
    r"""The stripped text, each comment as "#", each string as '"' and a mark per further row; None: not plain."""
    if len(lines) != source.count("\n") + (source[-1:] not in ("\n", "")):
        return None  # splitlines breaks at form feeds and the like, Python does not
    parts = OPAQUE.split("\n".join(lines))
    if _ODD.search("".join(parts[::2])):
        return None
    parts[1::2] = [
        "#" if part[0] == "#" else '"' if "\n" not in part else '"' + _ROW * part.count("\n") for part in parts[1::2]
    ]
    return "".join(parts).translate(_BRACKETS).replace(":=", "=")


def _statements(skeleton: str) -> Iterator[Statement]:
    depth = length = 0
    before = ""
    for line in skeleton.split("\n"):
        length += 1
        if _ROW in line:
            length += line.count(_ROW)
        if "(" in line or ")" in line:
            depth += line.count("(") - line.count(")")
        if depth or line[-1:] == "\\":
            before += line.partition("#")[0].rstrip("\\") + " "
            continue
        yield _statement(before, line, length)
        before = ""
        length = 0


def _statement(before: str, line: str, length: int) -> Statement:
    if line == "#" and not before.strip():
        return Statement(length, 0, "#")
    code = (before + line.partition("#")[0]).rstrip()
    if line[-1:] in ('"', _ROW):
        bare = code.strip().rstrip(_ROW)
        if bare[:-1].lower() in _PREFIXES:
            return Statement(length, 1, '"', _ROW in line)
    if ";" in code:
        plain = code.replace(_ROW, "").replace('"', '""')
        return Statement(length, _logical(list(tokenize.generate_tokens(io.StringIO(plain).readline))))
    if ":" in code:
        return Statement(length, 1 if code[-1] == ":" else 2)
    return Statement(length, 1 if code else 0)


def _tokenised(lines: list[str]) -> Iterator[tuple[int, Statement]]:
    """The same from Python's own tokens: (number of comments, statement) of each complete piece."""
    tokens: list[tokenize.TokenInfo] = []
    first = depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
            kind, text, _, (row, _), _ = token
            if kind == tokenize.ERRORTOKEN:
                break
            if kind == tokenize.ENDMARKER:
                if first < len(lines):
                    yield _piece(tokens, len(lines) - first)
                return
            tokens.append(token)
            if kind == tokenize.OP:
                depth += (text in "([{") - (text in ")]}")
            elif kind == tokenize.NEWLINE and not lines[row - 1]:
                continue  # radon does not see an empty line as its last one: after a backslash it takes one more
            elif kind in (tokenize.NEWLINE, tokenize.NL) and depth == 0:
                yield _piece(tokens, row - first)
                tokens = []
                first = row
    except tokenize.TokenError as broken:
        raise SyntaxError(f"SyntaxError at line: {first + 1}") from broken
    raise SyntaxError(f"SyntaxError at line: {first + 1}")


def _piece(tokens: list[tokenize.TokenInfo], length: int) -> tuple[int, Statement]:
    comments = sum(token.type == tokenize.COMMENT for token in tokens)
    logical = _logical(tokens)
    if tokens and all(token.type in _END for token in tokens[1:]):
        if tokens[0].type == tokenize.COMMENT:
            return comments, Statement(length, logical, "#")
        if tokens[0].type == tokenize.STRING:
            return comments, Statement(length, logical, '"', tokens[0].start[0] != tokens[0].end[0])
    return comments, Statement(length, logical)


def _logical(tokens: list[tokenize.TokenInfo]) -> int:
    """Logical lines of a statement.

    radon takes the last colon of a piece between semicolons for the end of a header if nothing follows it. It counts
    on an end marker, which only the last piece has: so in the others exactly one token must follow.
    """
    pieces: list[list[str]] = [[]]
    for kind, text, *_ in tokens:
        if kind == tokenize.OP and text == ";":
            pieces.append([])
        elif kind not in _SILENT:
            pieces[-1].append(text if kind == tokenize.OP else "")
    total = 0
    for number, piece in enumerate(pieces, 1):
        if ":" in piece:
            after = piece[::-1].index(":")
            total += 2 - (after == (number < len(pieces)))
        else:
            total += bool(piece)
    return total
