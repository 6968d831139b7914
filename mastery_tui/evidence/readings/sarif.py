"""SARIF 2.1.0 (OASIS, 2020): what scanners found."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from mastery_tui.evidence.readings.inside import MIB, read_inside
from mastery_tui.evidence.readings.moment import moment
from mastery_tui.evidence.readings.places import SARIF, named
from mastery_tui.evidence.readings.reading import Adapter, Reading, Unreadable, Values, added, name_part

NAME = "sarif"
_LIMIT = 32 * MIB
_LEVELS = ("error", "warning", "note")


class _Configuration(msgspec.Struct, frozen=True, rename="camel"):
    level: str = "warning"
    enabled: bool = True


class _Rule(msgspec.Struct, frozen=True, rename="camel"):
    id: str = ""
    default_configuration: _Configuration = _Configuration()


class _Component(msgspec.Struct, frozen=True, rename="camel"):
    name: str = ""
    rules: list[_Rule] = []


class _Tool(msgspec.Struct, frozen=True, rename="camel"):
    driver: _Component
    extensions: list[_Component] = []


class _ComponentReference(msgspec.Struct, frozen=True, rename="camel"):
    index: int = -1


class _RuleReference(msgspec.Struct, frozen=True, rename="camel"):
    id: str = ""
    index: int = -1
    tool_component: _ComponentReference = _ComponentReference()


class _Suppression(msgspec.Struct, frozen=True, rename="camel"):
    status: str | None = None


class _Result(msgspec.Struct, frozen=True, rename="camel"):
    rule_id: str | None = None
    rule_index: int = -1
    rule: _RuleReference | None = None
    level: str | None = None
    kind: str = "fail"
    suppressions: list[_Suppression] | None = None
    baseline_state: str | None = None


class _Invocation(msgspec.Struct, frozen=True, rename="camel"):
    execution_successful: bool = True
    start_time_utc: str | None = None
    end_time_utc: str | None = None


class _Version(msgspec.Struct, frozen=True, rename="camel"):
    revision_id: str | None = None


class _Run(msgspec.Struct, frozen=True, rename="camel"):
    tool: _Tool
    results: list[_Result] | None = None
    invocations: list[_Invocation] | None = None
    version_control_provenance: list[_Version] | None = None


class _Log(msgspec.Struct, frozen=True):
    version: str
    runs: list[_Run]


def find(files: Sequence[str], listed: Sequence[str]) -> list[tuple[str, ...]]:
    """The files of known places that have the name."""
    return [(path,) for path in named(files, SARIF)]


def read(root: Path, paths: tuple[str, ...]) -> Reading:
    """`sarif.*` of one file, without what is suppressed."""
    path = paths[0]
    found = read_inside(root, path, _LIMIT)
    log = msgspec.json.decode(found.data.removeprefix(b"\xef\xbb\xbf"), type=_Log)
    if not log.version.startswith("2.1"):
        raise Unreadable(f"is of SARIF {log.version}, and 2.1.0 is read")
    if not log.runs:
        raise Unreadable("holds no run: it proves nothing")
    levels: Counter[str] = Counter()
    tools: Counter[str] = Counter()
    for run in log.runs:
        tool = run.tool.driver.name or "a tool"
        if any(not one.execution_successful for one in run.invocations or ()):
            raise Unreadable(f"says that the run of {tool} did not succeed: it proves nothing")
        if run.results is None:
            raise Unreadable(f"has no results of {tool}: it proves nothing")
        rules = _Rules(run.tool)
        counted = Counter(rules.level(result) for result in run.results if _counts(result))
        levels += counted
        tools[name_part(tool)] += sum(counted[level] for level in _LEVELS)
    values: Values = {f"sarif.{level}": (levels[level], "findings") for level in _LEVELS}
    values["sarif.findings"] = (sum(levels[level] for level in _LEVELS), "findings")
    values |= {f"sarif.{tool}.findings": (count, "findings") for tool, count in tools.items()}
    commits = {one.revision_id for run in log.runs for one in run.version_control_provenance or () if one.revision_id}
    commit = commits.pop() if len(commits) == 1 else ""
    return Reading(path, NAME, values, found.sha, found.mtime, commit, made=_began(log))


def _began(log: _Log) -> float:
    """The first moment that an invocation names."""
    calls = [one for run in log.runs for one in run.invocations or ()]
    return min(filter(None, (moment(one.start_time_utc or one.end_time_utc) for one in calls)), default=0.0)


class _Rules:
    """The rules of one run, to look up by place or by id."""

    def __init__(self, tool: _Tool) -> None:
        self._components = (tool.driver, *tool.extensions)
        self._by_id: list[dict[str, _Rule]] = [
            {rule.id: rule for rule in reversed(one.rules)} for one in self._components
        ]

    def level(self, result: _Result) -> str:
        """The level of a result: its own, else its rule's, else warning (3.27.10); none where nothing failed."""
        if result.level is not None:
            level = result.level
        elif result.kind != "fail":
            level = "none"
        else:
            rule = self._rule(result)
            level = rule.default_configuration.level if rule else "warning"
        return level if level in (*_LEVELS, "none") else "warning"

    def _rule(self, result: _Result) -> _Rule | None:
        reference = result.rule or _RuleReference()
        index = result.rule_index if result.rule_index >= 0 else reference.index
        place = reference.tool_component.index + 1
        place = place if 0 < place < len(self._components) else 0
        rules = self._components[place].rules
        return rules[index] if 0 <= index < len(rules) else self._by_id[place].get(result.rule_id or reference.id)


def _counts(result: _Result) -> bool:
    """Whether it is there now, and nobody has set it aside (3.27.23: all suppressions have to be accepted)."""
    if result.baseline_state == "absent":
        return False
    return not result.suppressions or any(one.status not in (None, "accepted") for one in result.suppressions)


ADAPTER = Adapter(NAME, find, read, fold=added)
