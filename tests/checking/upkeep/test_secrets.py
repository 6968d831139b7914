"""Tokens by their exact form, what only looks like one, and what is told of them. Put together here, never written out:
whoever searches this repository for secrets is to find none."""

import random
import re
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.checking.upkeep.secret_rules import RULES
from mastery_tui.checking.upkeep.secrets import Secret, is_placeholder, secrets

_SEEDED = random.Random(3)  # noqa: S311 - a test
WORD = string.ascii_letters + string.digits


def some(count: int, of: str = WORD) -> str:
    return "".join(_SEEDED.choice(of) for _ in range(count))


UPPER = string.ascii_uppercase + "234567"
KEY = f"-----BEGIN {{}}PRIVATE {'KEY'}-----\n{some(64)}\n{some(64)}\n-----END\n"
TOKENS = [
    ("S-AWS", "AKIA" + some(16, UPPER)),
    ("S-AWS", "ASIA" + some(16, UPPER)),
    ("S-GITHUB", "ghp_" + some(36)),
    ("S-GITHUB", "ghs_" + some(36)),
    ("S-GITHUB", "github_" + "pat_" + some(22) + "_" + some(59)),
    ("S-GITLAB", "glpat-" + some(20)),
    ("S-SLACK", "xoxb-" + some(12, "123456789") + "-" + some(12, "123456789") + "-" + some(24)),
    ("S-SLACK", "xapp-1-" + some(11, UPPER) + "-" + some(13, "987654321") + "-" + some(64, "abcdef0123456789")),
    ("S-GOOGLE", "AIza" + some(35)),
    ("S-GOOGLE", "GOCSPX-" + some(28)),
    ("S-STRIPE", "sk_" + "live_" + some(24)),
    ("S-STRIPE", "rk_" + "live_" + some(99)),
    ("S-OPENAI", "sk-" + some(20) + "T3Blbk" + "FJ" + some(20)),
    ("S-OPENAI", "sk-proj-" + some(74) + "T3Blbk" + "FJ" + some(74)),
    ("S-PYPI", "pypi-" + "AgE" + some(120)),
]


def found(text: str) -> list[Secret]:
    return list(secrets(text.split("\n")))


@pytest.mark.parametrize(("rule", "token"), TOKENS)
@pytest.mark.parametrize("around", ['key = "{}"\n', "key: {}", "{}", "\n\n  https://x/?k={}&b=1", "é '{}'"])
def test_a_token_is_found_where_it_stands_and_never_shown(rule: str, token: str, around: str) -> None:
    text = around.format(token)
    [secret] = found(text)
    line = text.split("\n")[secret.line - 1]
    assert (secret.rule, line[secret.column - 1 : secret.end_column - 1]) == (rule, token)
    assert secret.message.endswith(f"{token[:4]}… ({len(token)} characters)")
    assert token[4:10] not in secret.message
    assert rule in RULES


@pytest.mark.parametrize(("rule", "token"), TOKENS)
def test_one_character_less_or_one_more_is_none(rule: str, token: str) -> None:
    longer = rule in ("S-STRIPE", "S-OPENAI", "S-PYPI") or token.startswith("xox")  # of no one length
    assert longer or not found(token + "a")
    assert not found("a" + token)
    assert longer or not found(token[:-1])


@pytest.mark.parametrize("of", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
def test_a_private_key(of: str) -> None:
    text = "x\n" + KEY.format(of)
    [secret] = found(text)
    assert (secret.rule, secret.line, secret.column) == ("S-KEY", 2, 1)
    assert (of.strip() or "PKCS 8") in secret.message
    assert not re.search(r"[A-Za-z0-9+/]{12}", secret.message)
    assert len(found('key = "' + KEY.format(of).replace("\n", "\\n") + '"')) == 1
    assert not found(f'if text.startswith("-----BEGIN {of}PRIVATE KEY-----"):\n    return parse(text)\n')
    assert not found(f"-----BEGIN {of}PRIVATE KEY-----\n{'x' * 64}\n")
    assert not found(KEY.replace("PRIVATE", "PUBLIC").format(of))


def test_the_secret_half_of_an_aws_key_is_known_by_its_name() -> None:
    value = some(40, WORD + "/+")
    for text in (
        f"aws_secret_access_key = {value}",
        f'"SecretAccessKey": "{value}",',
        f"AWS_SECRET_ACCESS_KEY={value}",
    ):
        [secret] = found(text)
        assert value not in secret.message
    assert not found(f"sha1 = {value}")
    assert not found(f"aws_secret_access_key = {value}a")


@pytest.mark.parametrize(
    "value",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "AKIA" + "X" * 16,
        "AKIA" + "1234567890ABCDEF",
        "ghp_" + "x" * 36,
        "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
        "ghp_" + "0" * 36,
        "sk_" + "live_" + "yourplaceholderkeyhere00",
        "AIza" + "ab" * 17 + "a",
    ],
)
def test_what_shows_a_form_is_no_secret(value: str) -> None:
    assert is_placeholder(value)
    assert not found(f'key = "{value}"')


@pytest.mark.parametrize(
    "line",
    [
        "{}  # pragma: allowlist secret",
        "{}  # pragma: whitelist secret",
        "{}  // pragma: allowlist secret",
        "{}  # nosec",
        "{}  # nosec B105",
        "# pragma: allowlist nextline secret\n{}",
    ],
)
def test_a_line_that_says_so_is_left_alone(line: str) -> None:
    token = TOKENS[0][1]
    assert not found(line.format(token))
    assert len(found(line.format(token) + f"\n{token}")) == 1


def test_a_random_secret_is_hardly_ever_taken_for_a_placeholder() -> None:
    taken = sum(is_placeholder("ghp_" + some(36)) for _ in range(20_000))
    assert taken <= 20


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for secret in secrets(text.split("\n")):
        assert secret.line <= text.count("\n") + 1


@pytest.mark.parametrize(
    "unit", ["secret_access_key ", "-----BEGIN PRIVATE KEY-----", "xoxb-1234567890-", "sk-" + "a" * 30, "AKIA"]
)
def test_a_text_made_to_be_slow_is_not(unit: str) -> None:
    text = unit * (500_000 // len(unit)) + "T3BlbkF" + "J"
    start = time.process_time()
    found(text)
    assert time.process_time() - start < 2.0
