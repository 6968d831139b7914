"""The tables of mastery.toml that say what is to be reached, into `goals.Goals`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from mastery_tui.config import typed
from mastery_tui.config.goals import Criterion, CustomMetric, Domain, Goals, KpiTarget, Project, Scenario
from mastery_tui.config.nearest import suggestion
from mastery_tui.model.proof import LEVELS, Kind

TABLES = ("project", "metric", "scenario", "domain", "level", "kpi")
KINDS: tuple[str, ...] = get_args(Kind)
NAME = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*")
"""A metric: dotted, in lower case."""
OURS = frozenset(
    (
        *("files", "findings", "loc", "lloc", "sloc", "comments", "complexity", "cognitive", "maintainability"),
        *("ruff", "security", "upkeep", "tests", "secrets", "quality", "docs", "dead", "duplicates", "new"),
        *("debt", "rating", "ci", "pins", "sarif", "scenario"),
    )
)
"""The first parts of names that only we measure: a file that says `tests.failed` is 0 is no test that ran."""
DEEPEST = 12
FIELDS = frozenset(CustomMetric.__struct_fields__)
"""What in the table of a metric is about it: any other table in it is a metric of a longer name."""


def goals(table: Mapping[str, Any]) -> Goals:
    """What the tables say. Raises typed.Wrong."""
    found = Goals(
        projects=_list(Project, table, "project"),
        metrics=_metrics(table),
        scenarios=_list(Scenario, table, "scenario"),
        domains={name: typed.table(Domain, item, ("domain", name)) for name, item in _entries(table, "domain")},
        levels={name: _criteria(name, item) for name, item in _entries(table, "level")},
        kpis={name: typed.table(KpiTarget, item, ("kpi", name)) for name, item in _entries(table, "kpi")},
    )
    _once(found.projects, ("project",))
    _once(found.scenarios, ("scenario",))
    for number, project in enumerate(found.projects):
        _once(project.objective, ("project", number, "objective"))
        for place, one in enumerate(project.objective):
            key = ("project", number, "objective", place)
            if not one.target and one.attestation is None:
                raise typed.Wrong(key, "needs a target, such as coverage.line >= 80, or an attestation")
            if found.domains and one.domain and one.domain not in found.domains:
                raise typed.Wrong((*key, "domain"), f"unknown domain; {suggestion(one.domain, found.domains)}")
    for number, scenario in enumerate(found.scenarios):
        if not scenario.command:
            raise typed.Wrong(("scenario", number, "command"), "must name a command, as a list of words")
        _pattern(scenario.stdout, ("scenario", number, "stdout"))
    return found


def _list(kind: Any, table: Mapping[str, Any], name: str) -> Any:
    value = table.get(name, [])
    if not isinstance(value, list):
        raise typed.Wrong((name,), f"must be a list of tables: write [[{name}]]")
    return tuple(typed.table(kind, item, (name, number)) for number, item in enumerate(value))


def _entries(table: Mapping[str, Any], name: str) -> Iterable[tuple[str, Any]]:
    value = table.get(name, {})
    if not isinstance(value, Mapping):
        raise typed.Wrong((name,), f"must be a table such as [{name}.NAME], not {typed.shown(value)}")
    return value.items()


def _metrics(table: Mapping[str, Any]) -> dict[str, CustomMetric]:
    """By dotted name: [metric."site.speed"] is the same as [metric.site.speed], a table in a table."""
    found: dict[str, CustomMetric] = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [
        ((name,), item) for name, item in reversed(list(_entries(table, "metric")))
    ]
    while waiting:
        parts, value = waiting.pop()
        key = ("metric", *parts)
        if len(parts) > DEEPEST or NAME.fullmatch(".".join(parts)) is None:
            raise typed.Wrong(key, 'a metric is named in lower case with dots, such as [metric."site.speed"]')
        own = value
        if isinstance(value, Mapping):
            inner = {name: item for name, item in value.items() if name not in FIELDS and isinstance(item, Mapping)}
            own = {name: item for name, item in value.items() if name not in inner}
            waiting += [((*parts, name), item) for name, item in reversed(inner.items())]
            if inner and not own:
                continue
        if ".".join(parts) in found:
            raise typed.Wrong(key, f"{'.'.join(parts)} is there twice: once as a name with dots, once as tables")
        found[".".join(parts)] = _metric(key, own)
    return found


def _metric(key: typed.Key, value: object) -> CustomMetric:
    metric = typed.table(CustomMetric, value, key)
    first = str(key[1]).partition(".")[0]
    if first in OURS:
        raise typed.Wrong(key, f"names that begin with {first} are measured here: name it otherwise, as in own.{first}")
    if bool(metric.command) == bool(metric.file):
        raise typed.Wrong(key, "needs either a command or a file")
    if metric.json and metric.regex:
        raise typed.Wrong((*key, "regex"), "json is given as well: keep one of them")
    if metric.file and not metric.json and not metric.regex:
        raise typed.Wrong(key, "needs json or regex, to find the number in the file")
    _pattern(metric.regex, (*key, "regex"))
    return metric


def _criteria(name: str, value: object) -> tuple[Criterion, ...]:
    if name not in LEVELS[1:]:
        raise typed.Wrong(("level", name), f"unknown level; {suggestion(name, LEVELS[1:])}")
    if not isinstance(value, list):
        raise typed.Wrong(("level", name), f"must be a list of tables: write [[level.{name}]]")
    return tuple(typed.table(Criterion, item, ("level", name, number)) for number, item in enumerate(value))


def _once(items: Iterable[Any], key: typed.Key) -> None:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item.id in seen:
            raise typed.Wrong((*key, number, "id"), f"{typed.shown(item.id)} is there twice")
        seen.add(item.id)


def _pattern(text: str, key: typed.Key) -> None:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise typed.Wrong(key, f"is not a regular expression: {error}") from error
