"""The metavariables of a pattern in its rewrite: $X and $$$ARGS become what the learner wrote for them."""

import ast
import re
from typing import TYPE_CHECKING

from mastery_tui.learning.bugs import fit
from mastery_tui.learning.bugs.source import parsed

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_VARIABLE = re.compile(r"\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)")
_EMPTY = re.compile(r",\s*\0|\0\s*,\s*|\0")


class Captured:
    """What a match holds for each metavariable, as text. Offsets of the match are `shift` behind those of the text."""

    def __init__(self, match: "SgNode", text: str, shift: int = 0) -> None:
        self._match, self._text, self._shift = match, text, shift

    def text(self, name: str) -> str | None:
        """The text of $NAME or $$$NAME; None where the match has neither."""
        one = self._match.get_match(name)
        nodes = [one] if one is not None else self._match.get_multiple_matches(name)
        if not nodes:
            return None
        start, end = nodes[0].range().start.index, nodes[-1].range().end.index
        return self._text[start + self._shift : end + self._shift]


def filled(rewrite: str, captured: Captured) -> str | None:
    """The rewrite with every metavariable in it put in, in parentheses where its meaning asks for them.

    None where a $X of it is not in the match.
    """
    singles: dict[str, str] = {}

    def many(found: re.Match[str]) -> str:
        if found.group(1):
            return captured.text(found.group(1)) or "\0"
        text = captured.text(found.group(2))
        if text is None:
            raise KeyError(found.group(2))
        name = f"{fit.HERE}{found.group(2)}"
        singles[name] = text
        return name

    try:
        template = _EMPTY.sub("", _VARIABLE.sub(many, rewrite))
    except KeyError:
        return None
    values = {name: value for name, text in singles.items() if (value := fit.value_of(text)) is not None}
    plain = _put(template, singles)
    tree = parsed(template) if values.keys() == singles.keys() else None
    expected = fit.substituted(tree, values) if tree is not None else None
    if expected is None:
        return plain
    for wrapped in ([], *([name] for name in singles), list(singles)):
        text = _put(template, {name: f"({text})" if name in wrapped else text for name, text in singles.items()})
        tree = parsed(text)
        if tree is not None and ast.dump(tree) == expected:
            return text
    return None


def _put(template: str, texts: dict[str, str]) -> str:
    for name in sorted(texts, key=len, reverse=True):
        template = template.replace(name, texts[name])
    return template
