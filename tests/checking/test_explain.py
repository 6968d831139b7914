"""Every rule that our checks can emit has an explanation; what has none says so."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mastery_tui.checking.analyzers import bandit_docs, ruff_docs
from mastery_tui.checking.analyzers.bandit_load import load
from mastery_tui.checking.analyzers.complexity_rules import RULES as COMPLEXITY
from mastery_tui.checking.analyzers.ruff_command import binary
from mastery_tui.checking.discovery import discover
from mastery_tui.checking.explain import explanation
from mastery_tui.checking.fingerprint import BROKEN
from mastery_tui.checking.interface import Check, Rule, file_check
from mastery_tui.checking.testing import report
from mastery_tui.checking.testing.rules import PROVES_NOTHING
from mastery_tui.checking.testing.rules import RULES as TESTS

CHECKS = discover([Path(__file__).parents[2] / "checks"]).checks
PARTS = ("## What is wrong", "## How to mend it")


def test_every_rule_of_bandit_is_explained_without_the_marks_of_its_markup() -> None:
    known = load().extension_loader.MANAGER
    rules = {*known.plugins_by_id, *known.blacklist_by_id}
    assert len(rules) > 60
    for rule in sorted(rules):
        explained = bandit_docs.explain(rule)
        assert explained is not None, rule
        assert explained.title and not re.match(r"B\d", explained.title), rule
        assert all(part in explained.text for part in PARTS), rule
        assert len(explained.text.split("## How to mend it")[0]) > 100, f"{rule}: {explained.text}"
        assert not re.search(r"\.\. \w+::|^\+[-=]|^={3,}|>> Issue|\*\*Config|(?<!`)``(?!`)", explained.text, re.M), rule
        assert explained.text.count("```") % 2 == 0, rule
    assert bandit_docs.explain("B999") is None


@pytest.mark.parametrize(("rules", "written"), [(COMPLEXITY, "checks/complexity.py"), (TESTS, report.__file__)])
def test_our_own_rules_are_explained(rules: dict[str, Rule], written: str) -> None:
    source = (Path(__file__).parents[2] / written).read_text()
    emitted = set(re.findall(r'(?:Found|_found)\(\s*"([\w-]+)"', source)) | set(
        re.findall(r'rule(?:, text)? = "([\w-]+)"', source)
    )
    assert emitted <= set(rules) and emitted, emitted - set(rules)
    for rule, explained in rules.items():
        assert all(part in explained.text for part in (*PARTS, "## Why it matters")), rule


def test_failed_tests_may_be_dismissed_and_missing_evidence_may_not() -> None:
    assert set(TESTS) - PROVES_NOTHING == {"test-failed", "test-error"}


def selected() -> Iterator[str]:
    """The rules that ruff's own defaults select."""
    shown = subprocess.run(
        [binary(), "check", "--isolated", "--show-settings", __file__], capture_output=True, text=True
    )
    enabled = re.search(r"linter\.rules\.enabled = \[(.*?)\]", shown.stdout, re.S)
    assert enabled is not None, shown.stderr
    yield from re.findall(r"\((\w+)\)", enabled[1])


def test_every_rule_that_ruff_selects_by_default_is_explained() -> None:
    codes = list(selected())
    assert len(codes) > 50
    everything = json.loads(
        subprocess.run([binary(), "rule", "--all", "--output-format=json"], capture_output=True).stdout
    )
    documented = {rule["code"] for rule in everything if (rule["explanation"] or "").strip()}
    assert set(codes) <= documented
    for code in ("F401", codes[0], codes[-1]):  # one process each: the list above tells of the others
        explained = ruff_docs.explain(code)
        assert explained is not None and "## Why is this bad?" in explained.text and explained.title


@pytest.mark.parametrize("code", ["XYZ999", "--help", "", "F401; ls", "f401"])
def test_ruff_is_asked_for_codes_only(code: str) -> None:
    assert ruff_docs.explain(code) is None


def test_our_checks_all_explain() -> None:
    assert all(check.explain is not None for check in CHECKS.values())
    syntax = explanation(CHECKS["ruff"], "ruff", "invalid-syntax", "")
    assert "## How to mend it" in syntax.text


def made(explain: object) -> Check:
    return file_check(name="mine", explain=explain)(lambda source, options: [])


def broken(rule: str) -> Rule:
    raise ValueError("told to")


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (None, "not there any more"),
        (made(None), "explains none of its rules"),
        (made(lambda rule: None), "knows no rule of this name"),
        (made(lambda rule: Rule("T", "  ")), "knows no rule of this name"),
        (made(broken), "ValueError: told to"),
    ],
)
def test_what_is_not_known_is_said_with_the_address(check: Check | None, says: str) -> None:
    known = explanation(check, "mine", "R1", "https://example.invalid/R1")
    assert says in known.text and "<https://example.invalid/R1>" in known.text
    assert "<" not in explanation(check, "mine", "R1", "").text


def test_a_check_that_broke_is_explained_for_every_check() -> None:
    assert "Nothing is proven" in explanation(None, "mine", BROKEN, "").text
