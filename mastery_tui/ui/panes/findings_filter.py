"""The language of the filter: words, `-words`, and a few names with a colon."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import msgspec

from mastery_tui.model.finding import Finding

HINT = "words  -without  rule:F401  path:tests/  check:ruff  is:new  is:fixable"
"""What may be typed, as the empty filter line shows it."""

GRAMMAR = (
    ("word", "its path, check, rule, severity or message contains it; several words: all of them"),
    ("-word", "it does not; works with every name as well, as in -path:tests/"),
    ("rule:F401", "the rule contains it"),
    ("path:tests/", "the path contains it"),
    ("check:ruff", "the check contains it"),
    ("is:new", "came since the merge base"),
    ("is:fixable", "a safe fix mends it"),
    ("is:dismissed", "somebody set it aside"),
    ("is:error", "also is:warning and is:info"),
)
"""What may be typed into the filter of Findings, and which findings it leaves."""


class Listed(Protocol):
    """What the filter looks at."""

    finding: Finding

    @property
    def text(self) -> str:
        """All words of the finding, casefolded."""


_PARTS: dict[str, Callable[[Finding], str]] = {
    "rule": lambda f: f.rule,
    "path": lambda f: f.path,
    "check": lambda f: f.check,
    "severity": lambda f: f.severity,
}
_IS: dict[str, Callable[[Finding], bool]] = {
    "new": lambda f: f.new is True,
    "fixable": lambda f: fixable(f),
    "dismissed": lambda f: f.dismissed is not None,
    "error": lambda f: f.severity == "error",
    "warning": lambda f: f.severity == "warning",
    "info": lambda f: f.severity == "info",
}


def fixable(finding: Finding) -> bool:
    """Whether there is a fix that cannot change what the program does."""
    return finding.fix is not None and finding.fix.safe


class Term(msgspec.Struct, frozen=True):
    """One word of the filter: `name` is "" for a plain word; `without` turns it round. All is casefolded."""

    name: str
    word: str
    without: bool

    def holds(self, row: Listed) -> bool:
        """Whether the row passes."""
        if self.name == "":
            found = self.word in row.text
        elif self.name == "is":
            found = _IS[self.word](row.finding)
        else:
            found = self.word in _PARTS[self.name](row.finding).casefold()
        return found is not self.without


Some = TypeVar("Some", bound=Listed)


def passing(rows: list[Some], asked: tuple[Term, ...]) -> list[Some]:
    """The rows that pass all terms: `Term.holds` of each, without a call for each. Never the list that was given."""
    rows = list(rows)
    for term in asked:
        word, without = term.word, term.without
        if term.name == "":
            rows = [row for row in rows if (word in row.text) is not without]
        elif term.name == "is":
            test = _IS[word]
            rows = [row for row in rows if test(row.finding) is not without]
        else:
            # Rows share few paths and rules: each is looked at once.
            parts = list(map(_PARTS[term.name], (row.finding for row in rows)))
            held = {part: (word in part.casefold()) is not without for part in set(parts)}
            rows = [row for row, part in zip(rows, parts, strict=True) if held[part]]
    return rows


def terms(text: str) -> tuple[Term, ...]:
    """The words of a filter. What is still being typed (`-`, `rule:`, `is:fix`) hides nothing; a name that there is
    not is a plain word."""
    made = []
    for word in text.casefold().split():
        without = word.startswith("-")
        rest = word[1:] if without else word
        name, colon, value = rest.partition(":")
        if colon and name == "is":
            if value in _IS:
                made.append(Term("is", value, without))
        elif colon and name in _PARTS:
            if value:
                made.append(Term(name, value, without))
        elif rest:
            made.append(Term("", rest, without))
    return tuple(made)


def narrows(text: str, before: str) -> bool:
    """Whether what passes `text` surely passed `before`, so that only the shown rows need another look."""
    asked, was = terms(text), terms(before)
    if len(asked) < len(was) or not text.startswith(before):
        return False
    return all(
        a == b or (a.name == b.name and b.name != "is" and not a.without and not b.without and b.word in a.word)
        for a, b in zip(asked, was, strict=False)
    )
