"""What is worse than the baseline, and what can no longer be compared with it."""

import hashlib
from collections.abc import Mapping
from math import isclose

from mastery_tui.evidence.objectives.words import is_number, line, number, with_unit
from mastery_tui.model.finding import Finding, Severity
from mastery_tui.model.metric import Metric
from mastery_tui.model.trend import FOUND, LESS, MORE, NEITHER, TIMINGS, known

CHECK, REGRESSED, UNPROVEN = "baseline", "REGRESSED", "UNPROVEN"
_NOISE = 1e-9
"""The same sum in another order differs by less than this share."""
_NAMED = 5


def regressions(
    metrics: Mapping[str, Metric], baseline: Mapping[str, float] | None, directions: Mapping[str, int] | None = None
) -> tuple[Finding, ...]:
    """A warning for every metric that is worse than its baseline, in the order of their names.

    Only evidence of this very tree (E2) is compared. What has a baseline and none such is named in one info: else
    deleting a measure would hide that it got worse. `directions` are those of custom metrics: +1 where more is better,
    -1 where less is; what has no direction, and what differs from run to run (`trend.TIMINGS`), is left out. Sums over
    all checks compare only while the same checks ran.
    """
    found: list[Finding] = []
    unproven: list[tuple[str, str]] = []
    baseline = baseline or {}
    same_checks = _checks(metrics) == _checks(baseline) or not _checks(baseline)
    for name, before in sorted(baseline.items()):
        better = _better(name, directions or {})
        about = known(name)
        if better == NEITHER or not is_number(before):
            continue
        metric = metrics.get(name)
        if metric is None:
            unproven.append((name, "not measured"))
        elif metric.grade not in ("E2", "E3") or not is_number(metric.value):
            unproven.append((name, "stale" if metric.grade == "E1" else "not proven"))
        elif about is not None and about.all_checks and not same_checks:
            continue
        elif _worse(metric.value, before, better):
            found.append(_regressed(name, metric, before))
    if unproven:
        found.append(_unproven(unproven))
    return tuple(found)


def _better(name: str, directions: Mapping[str, int]) -> int:
    if name in TIMINGS:
        return NEITHER
    about = known(name)
    return directions.get(name, about.better if about else NEITHER)


def _checks(names: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name in names if name.endswith(FOUND))


def _worse(now: float, before: float, better: int) -> bool:
    if isclose(now, before, rel_tol=_NOISE, abs_tol=_NOISE):
        return False
    return now < before if better == MORE else better == LESS and now > before


def _regressed(name: str, metric: Metric, before: float) -> Finding:
    way = "fell" if metric.value < before else "rose"
    now = with_unit(number(metric.value, before), metric.unit)
    text = f"{line(name)} {way} from {number(before, metric.value)} to {now}"
    return _finding(REGRESSED, "warning", text, name)


def _unproven(names: list[tuple[str, str]]) -> Finding:
    """One for all: where nothing may run there would be dozens. It is another one once other names are in it."""
    listed = ", ".join(f"{line(name)} ({why})" for name, why in names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    text = f"not compared with the baseline: {listed}{more}"
    return _finding(UNPROVEN, "info", text, "\0".join(name for name, _ in names))


def _finding(rule: str, severity: Severity, message: str, anchor: str) -> Finding:
    identity = "\0".join((CHECK, rule, anchor)).encode("utf-8", "surrogatepass")
    return Finding(
        check=CHECK,
        rule=rule,
        severity=severity,
        path="",
        line=0,
        column=0,
        end_line=0,
        end_column=0,
        message=message,
        fingerprint=hashlib.sha256(identity).hexdigest()[:16],
    )
