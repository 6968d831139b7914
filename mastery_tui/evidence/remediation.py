"""How many minutes it takes to mend a finding: an estimate by table, the same for everybody.

The form is SonarQube's (constant per issue; linear with an offset for complexity); the minutes are ours and stand in
docs/scores.md. They serve to compare a tree with itself, not to plan a day.
"""

from mastery_tui.model.finding import Finding, Severity

FIXED = 1.0
"""A finding that comes with a safe fix: look, apply, look again."""

BY_SEVERITY: dict[Severity, float] = {"error": 30.0, "warning": 10.0, "info": 2.0}
"""Any other check or rule."""

BY_CHECK: dict[str, dict[Severity, float]] = {
    "security": {"error": 60.0, "warning": 30.0, "info": 5.0},
    "upkeep": {"error": 60.0, "warning": 60.0, "info": 60.0},
}
OFFSETS = {"CC": 10.0, "COG": 5.0}
"""Complexity: so many minutes, and `PER_POINT` for each point over the limit (as SonarQube's S1541 and S3776)."""

PER_POINT = 1.0
WHOLE_FILES = {"MI": 60.0}
"""A file that is hard to maintain as a whole."""


def minutes(finding: Finding, excess: float) -> float:
    """The minutes for one finding; `excess` are the points over the limit, for complexity."""
    if finding.check == "complexity":
        if finding.rule in OFFSETS:
            return OFFSETS[finding.rule] + PER_POINT * max(0.0, excess)
        if finding.rule in WHOLE_FILES:
            return WHOLE_FILES[finding.rule] if finding.severity != "info" else BY_SEVERITY["info"]
    if finding.fix is not None and finding.fix.safe:
        return FIXED
    return BY_CHECK.get(finding.check, BY_SEVERITY)[finding.severity]
