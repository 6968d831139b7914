"""Secrets in a text: private keys, and tokens that are known by their exact form.

A password in a literal is not looked for: that is bandit's task. Left alone are what is plainly no secret (EXAMPLE,
xxxx, 12345, few different characters), and lines that say `pragma: allowlist secret` or `# nosec`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of secret. `hints`: one of them stands in every text that `form` finds anything in, a quick first look.

    What the group `secret` of `form`, or all of it, matches is the secret.
    """

    rule: str
    what: str
    hints: tuple[str, ...]
    form: re.Pattern[str]


class Secret(NamedTuple):
    """A place that holds a secret; lines and columns count from 1, the end is exclusive."""

    rule: str
    message: str
    line: int
    column: int
    end_column: int


_B = r"(?<![A-Za-z0-9_\-])"  # a token begins here
_E = r"(?![A-Za-z0-9_\-])"

KINDS = (
    Kind("S-AWS", "an AWS access key id", ("AKIA", "ASIA"), re.compile(rf"{_B}(?:AKIA|ASIA)[A-Z0-9]{{16}}{_E}")),
    Kind(
        "S-AWS",
        "an AWS secret access key",
        ("secret_access_key", "SECRET_ACCESS_KEY", "secretAccessKey", "SecretAccessKey"),
        re.compile(
            r"(?i:secret_?access_?key)[\"']?\s{0,8}(?:=|:|=>)\s{0,8}[\"']?(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"
        ),
    ),
    Kind(
        "S-GITHUB",
        "a GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        re.compile(rf"{_B}gh[pousr]_[A-Za-z0-9]{{36}}{_E}"),
    ),
    Kind(
        "S-GITHUB",
        "a GitHub token",
        ("github_pat_",),
        re.compile(rf"{_B}github_pat_[A-Za-z0-9]{{22}}_[A-Za-z0-9]{{59}}{_E}"),
    ),
    Kind("S-GITLAB", "a GitLab token", ("glpat-",), re.compile(rf"{_B}glpat-[A-Za-z0-9_\-]{{20}}{_E}")),
    Kind(
        "S-SLACK",
        "a Slack token",
        ("xoxb-", "xoxp-", "xoxa-", "xoxe-", "xoxs-", "xoxr-", "xapp-"),
        re.compile(
            rf"{_B}(?:xox[abeprs]-(?:[0-9]{{10,13}}-){{1,3}}[A-Za-z0-9]{{24,34}}"
            rf"|xapp-[0-9]-[A-Z0-9]{{9,12}}-[0-9]{{10,13}}-[a-f0-9]{{64}}){_E}"
        ),
    ),
    Kind(
        "S-SLACK",
        "a Slack webhook",
        ("hooks.slack.com/services/",),
        re.compile(
            r"hooks\.slack\.com/services/(?P<secret>T[A-Z0-9]{8,11}/B[A-Z0-9]{8,11}/[A-Za-z0-9]{24})(?![A-Za-z0-9])"
        ),
    ),
    Kind("S-GOOGLE", "a Google API key", ("AIza",), re.compile(rf"{_B}AIza[A-Za-z0-9_\-]{{35}}{_E}")),
    Kind("S-GOOGLE", "a Google OAuth secret", ("GOCSPX-",), re.compile(rf"{_B}GOCSPX-[A-Za-z0-9_\-]{{28}}{_E}")),
    Kind(
        "S-STRIPE",
        "a Stripe live key",
        ("sk_live_", "rk_live_"),
        re.compile(rf"{_B}[sr]k_live_[A-Za-z0-9]{{24,247}}{_E}"),
    ),
    Kind(
        "S-OPENAI",
        "an OpenAI key",
        ("T3BlbkFJ",),
        re.compile(rf"{_B}sk-(?:[a-z]{{4,8}}-)?[A-Za-z0-9_\-]{{20,80}}?T3BlbkFJ[A-Za-z0-9_\-]{{20,80}}{_E}"),
    ),
    Kind("S-PYPI", "a PyPI token", ("pypi-AgE",), re.compile(rf"{_B}pypi-AgE[A-Za-z0-9_\-]{{60,300}}{_E}")),
)

_KEY = re.compile(r"-----BEGIN (?P<of>(?:[A-Z0-9]{2,12} ){0,2})PRIVATE KEY(?: BLOCK)?-----")
_KEY_HINT = "PRIVATE KEY"
_KEY_MATERIAL = re.compile(r"[A-Za-z0-9+/]{40}")
_KEY_REACH = 400
"""Characters after its first line in which a key shows that it is one, and not a text that speaks of keys."""

_ALLOWED = re.compile(r"pragma:\s{0,4}(?:allow|white)list[ -]secret|#\s{0,4}nosec\b", re.IGNORECASE)
_NEXT_ALLOWED = re.compile(r"pragma:\s{0,4}(?:allow|white)list[ -]nextline[ -]secret", re.IGNORECASE)
_NO_SECRET = re.compile(
    r"example|x{4}|\*{4}|placeholder|your[-_]|dummy|changeme|redacted|0{6}|12345|abcde", re.IGNORECASE
)
_SHOWN = 4


def secrets(lines: list[str]) -> Iterator[Secret]:
    """The secrets in these lines."""
    text = "\n".join(lines)
    for kind in KINDS:
        if any(hint in text for hint in kind.hints):
            for found in kind.form.finditer(text):
                group = "secret" if "secret" in kind.form.groupindex else 0
                value = found[group]
                if not is_placeholder(value):
                    message = f"{kind.what} stands in the file: {value[:_SHOWN]}… ({len(value)} characters)"
                    yield from _at(lines, text, kind.rule, message, *found.span(group))
    if _KEY_HINT in text:
        for found in _KEY.finditer(text):
            material = _KEY_MATERIAL.search(text, found.end(), found.end() + _KEY_REACH)
            if material and not is_placeholder(material[0]):
                message = f"a private key stands in the file ({found['of'].strip() or 'PKCS 8'})"
                yield from _at(lines, text, "S-KEY", message, *found.span())


def is_placeholder(value: str) -> bool:
    """Whether it is plainly there to show a form: it says so, counts up, or has too few different characters."""
    return bool(_NO_SECRET.search(value)) or len(set(value)) < min(10, len(value) // 3)


def _at(lines: list[str], text: str, rule: str, message: str, start: int, end: int) -> Iterator[Secret]:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    before = lines[line - 2] if line > 1 else ""
    if not _ALLOWED.search(lines[line - 1]) and not _NEXT_ALLOWED.search(before):
        yield Secret(rule, message, line, column, column + end - start)
