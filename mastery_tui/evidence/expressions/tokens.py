"""The words, numbers and signs of an expression."""

import re
from typing import Literal, NamedTuple

from mastery_tui.config.goals_read import NAME
from mastery_tui.config.nearest import nearest
from mastery_tui.evidence.expressions.error import ExpressionError
from mastery_tui.model.text import printable

MAX_LENGTH = 2_000
MAX_TOKENS = 500

FUNCTIONS = ("min", "max", "abs", "known", "baseline", "delta")
WORDS = frozenset({"and", "or", "not", "true", "false", *FUNCTIONS})

# Every alternative begins with other characters than what may precede it, so that matching is linear.
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:"
    r"(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:[.-]+[A-Za-z0-9_]+)*)"
    r"|(?P<sign><=|>=|==|!=|[-<>+*/(),])"
    r"|(?P<end>\Z))"
)
_MEANT = {
    "&": 'write "and"',
    "|": 'write "or"',
    "!": 'write "not"',
    "=": "write == to compare",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
    "\u2212": "write the minus sign of the keyboard",
    "\u2013": "write the minus sign of the keyboard",
    "\u00d7": "write *",
    "\u00f7": "write /",
    "%": "leave units out, write the number alone",
    ".": "a number has digits before and after its dot, such as 0.5",
    '"': "texts are not compared, only numbers are",
    "'": "texts are not compared, only numbers are",
}


class Token(NamedTuple):
    """`wrong` says why it is none, "" for what is one."""

    kind: Literal["number", "word", "sign", "end", "wrong"]
    text: str
    column: int
    wrong: str = ""


def tokens(text: str) -> list[Token]:
    """The tokens, an `end` or a `wrong` one last: the first mistake from the left is the one to tell.

    Raises ExpressionError where the text is too long.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(MAX_LENGTH + 1, f"an expression may have {MAX_LENGTH:,} characters, this has more")
    found: list[Token] = []
    at = 0
    while len(found) < MAX_TOKENS:
        match = _TOKEN.match(text, at)
        if match is None:
            while text[at] in " \t\r\n":
                at += 1
            found.append(_unreadable(text[at], at + 1))
            return found
        kind, column = match.lastgroup, match.start(match.lastgroup or 0) + 1
        at = match.end()
        if kind == "end":
            found.append(Token("end", "", column))
            return found
        if kind == "word":
            found.append(_word(match["word"], column))
        else:
            found.append(Token("number" if kind == "number" else "sign", match[kind or 0], column))
        if found[-1].kind == "wrong":
            return found
    found.append(Token("wrong", "", at + 1, f"an expression may have {MAX_TOKENS} words and signs, this has more"))
    return found


def quoted(text: str) -> str:
    """A part of the text as it can be shown in a line."""
    return f'"{printable(text if len(text) <= 40 else text[:37] + "...")}"'


def _word(word: str, column: int) -> Token:
    if NAME.fullmatch(word):
        return Token("word", word, column)
    lower = word.lower()
    if lower in WORDS:
        why = f"write {lower} in lower case"
    elif NAME.fullmatch(lower):
        why = f"metrics are named in lower case: did you mean {quoted(lower)}?"
    else:
        why = f"{quoted(word)} is no name: it begins with a letter, and its parts have one dot between them"
    return Token("wrong", word, column, why)


def _unreadable(char: str, column: int) -> Token:
    if char.isspace():
        return Token("wrong", char, column, f"this is another sign than a space (U+{ord(char):04X}): write a space")
    meant = _MEANT.get(char)
    return Token("wrong", char, column, f"{quoted(char)} means nothing here" + (f": {meant}" if meant else ""))


def meant(word: str, known: tuple[str, ...]) -> str:
    """`: did you mean "x"?` where one of the known words is close, else ""."""
    found = nearest(word[:40], known)
    return f": did you mean {quoted(found)}?" if found else ""
