"""The metrics that a trend knows: what each is called, its unit, and which way is better."""

from collections.abc import Iterable

import msgspec

LESS, MORE, NEITHER = -1, 1, 0


class Known(msgspec.Struct, frozen=True):
    """A metric as a person reads it. `better` is the direction that is an improvement; `unit` as in the document.

    `all_checks`: it counts what every check found, so two values compare only where the same checks ran.
    """

    label: str
    unit: str
    better: int
    all_checks: bool = False


KNOWN: dict[str, Known] = {
    "findings": Known("findings", "findings", LESS, True),
    "findings.error": Known("errors", "findings", LESS, True),
    "findings.warning": Known("warnings", "findings", LESS, True),
    "findings.info": Known("infos", "findings", LESS, True),
    "findings.new": Known("new findings", "findings", LESS, True),
    "quality.dismissed": Known("dismissed", "findings", LESS, True),
    "quality.suppressions": Known("suppressions", "comments", LESS),
    "quality.todos": Known("notes to oneself", "comments", LESS),
    "quality.score": Known("quality", "%", MORE),
    "quality.clean_percent": Known("clean code", "%", MORE),
    "findings.critical": Known("critical", "findings", LESS, True),
    "docs.docstrings": Known("docstrings", "%", MORE),
    "docs.undocumented": Known("undocumented", "names", LESS),
    "secrets.found": Known("secrets", "secrets", LESS),
    "dead.items": Known("dead code", "items", LESS),
    "dead.sure": Known("surely dead", "items", LESS),
    "dead.lines": Known("dead lines", "lines", LESS),
    "dead.percent": Known("dead share", "%", LESS),
    "duplicates.lines": Known("repeated lines", "lines", LESS),
    "duplicates.blocks": Known("repeated blocks", "blocks", LESS),
    "duplicates.percent": Known("repeated share", "%", LESS),
    "debt.minutes": Known("debt", "min", LESS),
    "debt.ratio_percent": Known("debt ratio", "%", LESS),
    "rating.maintainability": Known("maintainability", "rating", LESS),
    "rating.reliability": Known("reliability", "rating", LESS),
    "rating.security": Known("security rating", "rating", LESS),
    "new.lines": Known("changed lines", "lines", NEITHER),
    "new.findings": Known("on changed lines", "findings", LESS),
    "new.todos": Known("notes on new lines", "comments", LESS),
    "new.complexity.max": Known("new most complex", "paths", LESS),
    "new.coverage": Known("coverage of new", "%", MORE),
    "new.duplicated_percent": Known("repeated of new", "%", LESS),
    "complexity.mean": Known("complexity", "paths", LESS),
    "complexity.max": Known("most complex", "paths", LESS),
    "cognitive.mean": Known("cognitive", "points", LESS),
    "cognitive.max": Known("most cognitive", "points", LESS),
    "maintainability.mean": Known("maintainable", "of 100", MORE),
    "maintainability.min": Known("least maintainable", "of 100", MORE),
    "coverage.line": Known("coverage", "%", MORE),
    "coverage.branch": Known("branch coverage", "%", MORE),
    "tests.total": Known("tests", "tests", MORE),
    "tests.failed": Known("tests failed", "tests", LESS),
    "tests.passed_percent": Known("tests passed", "%", MORE),
    "tests.duration_s": Known("test time", "s", LESS),
    "settle.latency_ms": Known("save to result", "ms", LESS),
    "files": Known("files", "files", NEITHER),
    "loc": Known("lines", "lines", NEITHER),
    "sloc": Known("source lines", "lines", NEITHER),
}

DEFAULT = (
    "findings",
    "findings.new",
    "coverage.line",
    "tests.passed_percent",
    "complexity.mean",
    "maintainability.mean",
    "sloc",
)
"""What is shown where the settings name nothing."""

FOUND = ".findings"
"""How the name of what one check found ends: `ruff.findings`."""

TIMINGS = frozenset({"settle.latency_ms", "tests.duration_s"})
"""What differs from run to run on the same tree."""


def known(name: str) -> Known | None:
    """What is known of a metric; `CHECK.findings` is known for every check."""
    if name in KNOWN:
        return KNOWN[name]
    check = name.removesuffix(FOUND)
    return Known(check, "findings", LESS) if name.endswith(FOUND) and check else None


def names(checks: Iterable[str]) -> tuple[str, ...]:
    """Every name that the settings may give, with these checks."""
    return (*KNOWN, *(f"{check}{FOUND}" for check in checks))
