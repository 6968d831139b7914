"""Comments that tell a tool to look away: `# noqa` (ruff, flake8) and `# nosec` (bandit)."""

import io
import re
import tokenize

_TELLS = re.compile(r"#\s*(?:(?:ruff|flake8)\s*:\s*)?no(?:qa|sec)\b", re.IGNORECASE)


def count_suppressions(text: str) -> int:
    """How many such comments the text has; one that holds both counts twice, text in strings never.

    Raises tokenize.TokenError or SyntaxError for a text that is no Python.
    """
    if not _TELLS.search(text):
        return 0  # nearly every file: tokens cost more than all the rest of the measuring
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(len(_TELLS.findall(token.string)) for token in tokens if token.type == tokenize.COMMENT)
