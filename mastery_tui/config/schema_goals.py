"""The JSON Schema of what a tree is meant to reach: projects, metrics, scenarios, domains, levels, key figures."""

from typing import Any

import msgspec

from mastery_tui.config.goals import (
    Attestation,
    Criterion,
    CustomMetric,
    Domain,
    KpiTarget,
    Objective,
    Project,
    Scenario,
)
from mastery_tui.config.schema_object import object_schema
from mastery_tui.model.proof import LEVELS

GOAL_TABLES: dict[str, type[msgspec.Struct]] = {
    "[[project]]": Project,
    "[[project.objective]]": Objective,
    "[project.objective.attestation]": Attestation,
    '[metric."NAME"]': CustomMetric,
    "[[scenario]]": Scenario,
    "[domain.NAME]": Domain,
    "[[level.NAME]]": Criterion,
    "[kpi.NAME]": KpiTarget,
}
"""How each table is headed in the file, in the order in which people read them."""


def goals_schema(definitions: dict[str, Any]) -> dict[str, Any]:
    """The properties of these tables; what they refer to is put into `definitions`."""
    own = object_schema(CustomMetric, definitions)
    definitions["metric"] = {**own, "additionalProperties": {"$ref": "#/$defs/metric"}}  # metric.site.speed
    criteria = _list(object_schema(Criterion, definitions), "The criteria of this level, in place of the package's.")
    return {
        "project": _list(object_schema(Project, definitions), "Projects: objectives that belong together."),
        "metric": _named({"$ref": "#/$defs/metric"}, "Metrics of your own, by dotted name."),
        "scenario": _list(object_schema(Scenario, definitions), "Real commands that are measured."),
        "domain": _named(object_schema(Domain, definitions), "Skill areas, by name."),
        "level": {
            "type": "object",
            "description": "Criteria of levels.",
            "properties": dict.fromkeys(LEVELS[1:], criteria),
            "additionalProperties": False,
        },
        "kpi": _named(object_schema(KpiTarget, definitions), "Targets of key figures, by name."),
    }


def _list(items: dict[str, Any], about: str) -> dict[str, Any]:
    return {"type": "array", "description": about, "items": items}


def _named(values: dict[str, Any], about: str) -> dict[str, Any]:
    return {"type": "object", "description": about, "additionalProperties": values}
