"""A script of a CI job, line by line: what it runs, and whether its failure would be seen.

No shell is imitated: what cannot be understood proves nothing.
"""

import re
import shlex
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from mastery_tui.evidence.readings.proving import kinds_of, never_fails

_MOST_LINES = 2_000
_MOST_COMMANDS = 100
_LONGEST_LINE = 4_000
_HEREDOC = re.compile(r"<<-?\s*['\"]?([A-Za-z_]\w*)")
_COMMENT = re.compile(r"(^|\s)#.*")
_HANDED_ON = re.compile(r"\bexit\s+[\"']?\$")
_REDIRECTED = re.compile(r"[0-9]?>&[0-9-]|&>>?")
_BRACES = re.compile(r"\$\{\{.*?\}\}")
_SEPARATORS = frozenset(("&&", "||", ";", "|", "&", "|&", ";;", "(", ")", "{", "}"))
_ENDS_WELL = (["true"], ["/bin/true"], [":"], ["exit", "0"], ["return", "0"])
_ALWAYS_WELL = (["echo"], ["true"], [":"], ["printf"])
_TRIVIAL = frozenset(("echo", "true", ":", "printf", "exit", "set", "cd", "export", "return", "fi", "done", "esac"))
_TIDYING = frozenset(
    "rm mkdir docker kill pkill git cat cp mv ln ls source sudo chmod which command echo".split(),  # noqa: SIM905
)
_ASKING = frozenset(("if", "elif", "while", "until", "!"))
_KEYWORDS = frozenset(("then", "else", "do", "{", "("))

_Segment = tuple[list[str], str]
"""A command in words, and what separates it from the next."""


class Script(msgspec.Struct, frozen=True):
    """The kinds that it proves; `masked`: a failure in it would not be seen; `runs`: anything that would."""

    kinds: frozenset[str] = frozenset()
    masked: bool = False
    runs: bool = False


@lru_cache(maxsize=512)
def read(script: str, pipefail: bool) -> Script:
    """What a script proves whose shell stops at the first failure; `pipefail`: also at one within a pipe."""
    kinds: set[str] = set()
    masked = runs = careless = False
    lines = list(_logical(script))
    pipefail = pipefail or any("pipefail" in line and line.startswith("set ") for line in lines)
    handed_on = max((number for number, line in enumerate(lines) if _HANDED_ON.search(line)), default=-1)
    for number, line in enumerate(lines):
        hidden = careless and number < len(lines) - 1 and number > handed_on
        for words, tested, behind in _commands(_segments(line)):
            if words[0] == "set":
                careless = _careless(words, careless)
            if words[0] in _TRIVIAL:
                continue
            proves = kinds_of(words)
            told = never_fails(words) or _told(behind)
            if told or hidden or tested or _unseen(behind, pipefail):
                masked = masked or bool(proves) or never_fails(words) or (told and words[0] not in _TIDYING)
            else:
                kinds |= proves
                runs = True
    return Script(frozenset(kinds), masked, runs)


def _told(behind: list[tuple[str, list[str]]]) -> bool:
    """Whether the line says that it ends well though the command failed: `|| true`."""
    for separator, follower in behind:
        if separator in ("||", ";") and (follower in _ENDS_WELL or follower[:1] in _ALWAYS_WELL):
            return True
        if separator == "||":
            return not any(_fails(words) for _, words in behind)
    return False


def _unseen(behind: list[tuple[str, list[str]]], pipefail: bool) -> bool:
    """Whether its failure gets lost on the way: in a pipe, in the background."""
    first = next((separator for separator, _ in behind if separator not in ("(", ")", "{", "}")), "")
    return first == "&" or (first in ("|", "|&") and not pipefail)


def _careless(words: list[str], careless: bool) -> bool:
    """Whether a shell goes on after a failure from this `set` on."""
    for word in words[1:]:
        if word[:1] in ("+", "-") and word[1:].isalpha() and "e" in word[1:]:
            careless = word[0] == "+"
    return careless


def _fails(words: list[str]) -> bool:
    return words[:1] in (["exit"], ["return"], ["false"]) and words not in _ENDS_WELL


def _commands(segments: list[_Segment]) -> Iterator[tuple[list[str], bool, list[tuple[str, list[str]]]]]:
    """Each command, whether it is only asked how it ends, and what comes behind it: separator and words."""
    for at, (words, _) in enumerate(segments):
        tested = False
        while words and words[0] in _KEYWORDS | _ASKING:
            tested = tested or words[0] in _ASKING
            words = words[1:]
        if words:
            following = [command for command, _ in segments[at + 1 :]] + [[]]
            separators = [separator for _, separator in segments[at:]]
            yield words, tested, list(zip(separators, following, strict=True))


def _segments(line: str) -> list[_Segment]:
    """The commands of a line, each with the separator behind it."""
    lexer = shlex.shlex(_REDIRECTED.sub(" ", line), posix=True, punctuation_chars="();|&")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        words = line.split()
    found: list[_Segment] = []
    current: list[str] = []
    for word in words:
        if word in _SEPARATORS or (word and set(word) <= set("();|&")):
            found.append((current, word))
            current = []
        else:
            current.append(word)
    found.append((current, ""))
    return [(command, separator) for command, separator in found if command or separator in ("|", "||", "&", ";")][
        :_MOST_COMMANDS
    ]


def _logical(script: str) -> Iterator[str]:
    """Lines with what is continued, without comments and the texts of here-documents."""
    joined = script.replace("\\\n", " ")
    until = ""
    for line in joined.splitlines()[:_MOST_LINES]:
        if until:
            until = "" if line.strip() == until else until
            continue
        text = _COMMENT.sub("", _BRACES.sub("$EXPRESSION", line[:_LONGEST_LINE])).strip()
        found = _HEREDOC.search(text)
        until = found[1] if found else ""
        if text:
            yield text
