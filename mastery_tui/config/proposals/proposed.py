"""What may be aimed at in a folder, by what is in it."""

from collections.abc import Collection, Iterable

import msgspec

from mastery_tui.config.goals import Objective
from mastery_tui.config.schema import toml_value

_TITLES = {
    "testing": "Testing",
    "quality": "Code quality",
    "security": "Security",
    "documentation": "Documentation",
    "delivery": "Delivery",
    "performance": "Performance",
}


class Proposal(msgspec.Struct, frozen=True):
    """An objective, and what in the folder speaks for it: `why` is one line."""

    objective: Objective
    why: str


class _Rule(msgspec.Struct, frozen=True):
    """`marks`: any of these files or folders (a folder ends in /) speaks for the objectives."""

    marks: tuple[str, ...]
    objectives: tuple[Objective, ...]


PYTHON = "*.py"
RUFF = "[tool.ruff]"
"""What stands for Python files, and for a table in pyproject.toml."""

_RULES = (
    _Rule(
        ("tests/", "test/", "conftest.py", "pytest.ini"),
        (
            Objective("tests", "All tests pass", "tests.passed_percent >= 100", domain="testing", weight=2.0),
            Objective(
                "coverage", "Tests reach the code", "coverage.line >= 80", warn="coverage.line >= 60", domain="testing"
            ),
        ),
    ),
    _Rule(
        (".github/workflows/", ".gitlab-ci.yml"),
        (
            Objective(
                "ci",
                "Every push is tested",
                "ci.on_push >= 1 and ci.tests >= 1 and ci.masked <= 0",
                domain="delivery",
                kind="practical",
                evidence="E0",
            ),
        ),
    ),
    _Rule(
        ("ruff.toml", ".ruff.toml", RUFF),
        (Objective("style", "ruff finds nothing", "ruff.findings <= 0", warn="findings.error <= 0", domain="quality"),),
    ),
    _Rule(
        (PYTHON,),
        (
            Objective(
                "simple",
                "No function is hard to follow",
                "complexity.max <= 10",
                warn="complexity.max <= 20",
                domain="quality",
            ),
            Objective(
                "secure",
                "Rated B or better, and no secret",
                "rating.security <= 2 and secrets.found <= 0",
                domain="security",
            ),
        ),
    ),
    _Rule(
        ("README.md", "README.rst", "README", "docs/"),
        (
            Objective(
                "docs",
                "It can be read up on",
                "docs.readme >= 1 and docs.broken_links <= 0",
                domain="documentation",
                kind="transfer",
            ),
        ),
    ),
    _Rule(
        ("requirements.txt", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "constraints.txt"),
        (Objective("pins", "What it needs is pinned", "pins.pinned_percent >= 100", domain="delivery"),),
    ),
    _Rule(
        ("benchmarks/", ".benchmarks/"),
        (
            Objective(
                "benchmarks",
                "Performance is measured",
                "benchmark.count >= 1",
                domain="performance",
                evidence="E1",
                stale_after="4w",
            ),
        ),
    ),
)

MARKS = tuple(mark for rule in _RULES for mark in rule.marks)
"""What is looked for."""


def proposed(there: Collection[str]) -> tuple[Proposal, ...]:
    """What the marks that are `there` speak for."""
    found = []
    for rule in _RULES:
        mark = next((mark for mark in rule.marks if mark in there), "")
        if mark:
            why = {PYTHON: "there is Python code", RUFF: "pyproject.toml configures ruff"}.get(mark, f"there is {mark}")
            found += [Proposal(objective, why) for objective in rule.objectives]
    return tuple(found)


def written(proposals: Iterable[Proposal], title: str) -> str:
    """The proposals as TOML, one project, in force; "" where there is none."""
    every = tuple(proposals)
    if not every:
        return ""
    domains = dict.fromkeys(each.objective.domain for each in every)
    head = (
        "# Proposed from what is in this folder, and in force: change what does not fit, remove what is not wanted.\n"
    )
    parts = [head, *(f"[domain.{name}]\ntitle = {toml_value(_TITLES[name])}\n" for name in domains)]
    parts.append(f'[[project]]\nid = "code"\ntitle = {toml_value(title)}\n')
    parts += [f"# {each.why}\n[[project.objective]]\n{_fields(each.objective)}" for each in every]
    return "\n".join(parts)


def _fields(objective: Objective) -> str:
    plain = msgspec.to_builtins(objective)
    given = {
        field.encode_name: plain[field.encode_name]
        for field in msgspec.structs.fields(Objective)
        if field.required or plain[field.encode_name] != field.default
    }
    return "".join(f"{name} = {toml_value(value)}\n" for name, value in given.items())
