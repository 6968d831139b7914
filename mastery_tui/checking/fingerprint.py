"""Fingerprints that survive moved lines, and the step from what a check yields to what the house keeps."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from mastery_tui.checking.interface import Facts, Found, Item, Measure, UnitFound
from mastery_tui.model.finding import Finding, Result, Unit


def fingerprint(check: str, rule: str, path: str, anchor: str, ordinal: int) -> str:
    """Sixteen hex digits that name a finding by what it speaks of, not by its line number.

    `ordinal` tells equal anchors of one file apart, counted from the top.
    """
    identity = "\0".join((check, rule, path, anchor, str(ordinal)))
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def result_of(check: str, path: str, lines: Sequence[str], items: Iterable[Item]) -> Result:
    """The items that `check` yielded for the file `path`, as one Result with findings in reading order."""
    found: list[Found] = []
    metrics: dict[str, float] = {}
    units: list[Unit] = []
    facts: dict[str, bytes] = {}
    for item in items:
        if isinstance(item, Found):
            found.append(item)
        elif isinstance(item, Measure):
            metrics[item.name] = item.value
        elif isinstance(item, Facts):
            facts[item.name] = item.data
        elif isinstance(item, UnitFound):
            units.append(
                Unit(
                    path=path,
                    name=item.name,
                    qualname=item.qualname,
                    kind=item.kind,
                    line=item.line,
                    end_line=item.end_line,
                    complexity=item.complexity,
                    rank=item.rank,
                    cognitive=item.cognitive,
                )
            )
        else:
            raise TypeError(f"check {check!r} yielded {type(item).__name__}: yield Found, Measure, UnitFound or Facts")
    return Result(findings_of(check, path, lines, found), metrics, tuple(units), facts=facts)


def findings_of(check: str, path: str, lines: Sequence[str], found: list[Found]) -> tuple[Finding, ...]:
    """Findings with fingerprints, ordered by place."""
    found.sort(key=lambda f: (f.line, f.column, f.rule, f.message))
    seen: Counter[tuple[str, str]] = Counter()
    findings = []
    for f in found:
        anchor = f.anchor
        if anchor is None:
            anchor = lines[f.line - 1].strip() if 0 < f.line <= len(lines) else ""
            if len(anchor) > 400:  # a minified line: its length would only slow us down
                anchor = hashlib.sha256(anchor.encode("utf-8", "surrogatepass")).hexdigest()
        where = f.path or path
        ordinal = seen[f.rule, where + "\0" + anchor]
        seen[f.rule, where + "\0" + anchor] += 1
        findings.append(
            Finding(
                check=check,
                rule=f.rule,
                severity=f.severity,
                path=where,
                line=f.line,
                column=f.column,
                end_line=f.end_line or f.line,
                end_column=f.end_column or f.column,
                message=f.message,
                fingerprint=fingerprint(check, f.rule, where, anchor, ordinal),
                url=f.url,
                fix=f.fix,
            )
        )
    return tuple(findings)


BROKEN = "check-broken"
"""The rule of the one finding on a file that a check crashed, hung or ran out of memory on; never cached."""


def broken(check: str, path: str, reason: str) -> Result:
    """The result of a check that broke on a file: one finding, and an error so that nothing else is read from it."""
    found = Found(BROKEN, "error", 0, f"the {check} check broke on this file: {reason}", anchor="")
    return Result(findings=findings_of(check, path, (), [found]), error=reason)
