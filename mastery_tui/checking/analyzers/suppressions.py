"""Comments that tell a tool to look away: `# noqa` (ruff, flake8) and `# nosec` (bandit)."""

import io
import re
import sys
import tokenize
from collections.abc import Iterator

from mastery_tui.checking.analyzers.raw import OPAQUE

_TELLS = re.compile(r"#\s*(?:(?:ruff|flake8)\s*:\s*)?no(?:qa|sec)\b", re.IGNORECASE)


def count_suppressions(text: str) -> int:
    """How many such comments a text has that Python accepts; one that holds both counts twice, strings never count.

    Raises tokenize.TokenError or SyntaxError for a text that is no Python; not for every such text.
    """
    if not _TELLS.search(text):
        return 0  # nearly every file
    comments = _comments(text) if sys.version_info < (3, 12) else tokenised(text)
    return sum(len(_TELLS.findall(comment)) for comment in comments)


def _comments(text: str) -> Iterator[str]:
    return (found.group() for found in OPAQUE.finditer(text) if found.group().startswith("#"))


def tokenised(text: str) -> Iterator[str]:
    """The comments as Python's own tokeniser sees them; before 3.12 that is written in Python, and slow."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return (token.string for token in tokens if token.type == tokenize.COMMENT)
