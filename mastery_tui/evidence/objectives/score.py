"""A project's score: over what has evidence, beside the share that has."""

from mastery_tui.config.goals import Project
from mastery_tui.evidence.objectives.words import line
from mastery_tui.model.proof import ObjectiveState, ProjectState

_HAVE = frozenset({"pass", "warn", "fail"})


def project_state(project: Project, objectives: tuple[ObjectiveState, ...]) -> ProjectState:
    """The score is the mean progress by weight of the objectives with evidence, n/a left out; what fails and cannot
    tell how far it is counts as 0. So an unknown objective never lifts the score: it lowers `evidence`."""
    asked = sum(one.weight for one in objectives if one.verdict != "n/a")
    known = [one for one in objectives if one.verdict in _HAVE]
    have = sum(one.weight for one in known)
    score = sum(one.weight * (one.progress or 0.0) for one in known) / have if have else None
    return ProjectState(project.id, line(project.title), score, have / asked if asked else 0.0, objectives)
