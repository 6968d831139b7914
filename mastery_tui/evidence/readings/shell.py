"""A script of a CI job, line by line: what it runs, and whether its failure would be seen.

No shell is imitated: what cannot be understood proves nothing.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from mastery_tui.evidence.readings.proving import kinds_of, never_fails

_MOST_LINES = 2_000
_LONGEST_LINE = 4_000
_HEREDOC = re.compile(r"<<-?\s*['\"]?([A-Za-z_]\w*)")
_COMMENT = re.compile(r"(^|\s)#.*")
_REDIRECTED = re.compile(r"[0-9]?>&[0-9-]|&>>?")
_BRACES = re.compile(r"\$\{\{.*?\}\}")
_SEPARATORS = frozenset(("&&", "||", ";", "|", "&", "|&", ";;", "(", ")", "{", "}"))
_ENDS_WELL = (["true"], ["/bin/true"], [":"], ["exit", "0"], ["return", "0"])
_ALWAYS_WELL = frozenset(("echo", "true", ":", "printf"))
_TRIVIAL = frozenset((*_ALWAYS_WELL, "exit", "set", "cd", "export", "return"))
_TIDYING = frozenset(
    "rm mkdir docker kill pkill git cat cp mv ln ls source sudo chmod which command echo".split(),  # noqa: SIM905
)
_COMPOUND = frozenset(("if", "elif", "while", "until", "!"))
_KEYWORDS = frozenset(("then", "else", "do", "{", "("))


class Script(msgspec.Struct, frozen=True):
    """The kinds that it proves; `masked`: a failure in it would not be seen; `runs`: anything that would."""

    kinds: frozenset[str] = frozenset()
    masked: bool = False
    runs: bool = False


def read(script: str, pipefail: bool) -> Script:
    """What a script proves whose shell stops at the first failure; `pipefail`: also at one within a pipe."""
    kinds: set[str] = set()
    masked = runs = False
    lines = list(_logical(script))
    pipefail = pipefail or any("pipefail" in line and line.lstrip().startswith("set ") for line in lines)
    careless = False
    for number, line in enumerate(lines):
        segments = _segments(line)
        if careless and segments and segments[0][0][:1] == ["set"] and any(_is_set(w, "-") for w in segments[0][0]):
            careless = False
        rest = lines[number + 1 :]
        hidden = careless and bool(rest) and not _handed_on(rest)
        for words, before, after in _commands(segments):
            if words[0] == "set" and any(_is_set(word, "+") for word in words[1:]):
                careless = True
                continue
            proves = kinds_of(words)
            lost = hidden or never_fails(words) or _lost(words, before, after, pipefail)
            if lost and (proves or words[0] not in _TIDYING or never_fails(words)):
                masked = masked or words[0] not in _TRIVIAL
            elif not lost and words[0] not in _TRIVIAL:
                kinds |= proves
                runs = True
    return Script(frozenset(kinds), masked, runs)


def _lost(words: Sequence[str], before: str, after: Sequence[tuple[str, list[str]]], pipefail: bool) -> bool:
    """Whether the line ends well though this command failed."""
    if before == "compound":
        return True
    for separator, follower in after:
        if separator in ("|", "|&") and not pipefail:
            return True
        if separator == "&":
            return True
        if separator in ("||", ";") and (follower in _ENDS_WELL or (follower[:1] and follower[0] in _ALWAYS_WELL)):
            return True
        if separator == "||":
            return not any(_fails(words) for _, words in after)
    return False


def _fails(words: list[str]) -> bool:
    return words[:1] in (["exit"], ["return"], ["false"]) and words not in _ENDS_WELL


def _commands(segments: list[tuple[list[str], str]]) -> Iterator[tuple[list[str], str, list[tuple[str, list[str]]]]]:
    """Each command with what it stands in, and what comes behind it: separator and words."""
    for at, (words, _) in enumerate(segments):
        stands = ""
        while words and words[0] in (*_KEYWORDS, *_COMPOUND):
            stands = "compound" if words[0] in _COMPOUND else stands
            words = words[1:]
        if words:
            behind = [
                (segments[i][1], segments[i + 1][0] if i + 1 < len(segments) else []) for i in range(at, len(segments))
            ]
            yield words, stands, behind


def _segments(line: str) -> list[tuple[list[str], str]]:
    """The commands of a line, each with the separator behind it."""
    lexer = shlex.shlex(_REDIRECTED.sub(" ", line), posix=True, punctuation_chars="();|&")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        words = line.split()
    found: list[tuple[list[str], str]] = []
    current: list[str] = []
    for word in words:
        if word in _SEPARATORS or (word and set(word) <= set("();|&")):
            found.append((current, word))
            current = []
        else:
            current.append(word)
    found.append((current, ""))
    return [(command, separator) for command, separator in found if command or separator in ("|", "||", "&", ";")]


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


def _is_set(word: str, sign: str) -> bool:
    return word.startswith(sign) and "e" in word[1:] and not word.startswith("--") and word[1:].isalpha()


def _handed_on(rest: Iterable[str]) -> bool:
    """Whether a script that goes on after failures ends with one of them: `exit $status`."""
    return any(re.search(r"\bexit\s+[\"']?\$", line) for line in rest)
