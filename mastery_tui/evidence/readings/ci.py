"""CI as it is configured: .github/workflows and .gitlab-ci.yml. Configured is not run: all of it is E0."""

from collections.abc import Sequence
from pathlib import Path

from mastery_tui.evidence.readings import ci_github, ci_gitlab, plain_yaml
from mastery_tui.evidence.readings.ci_job import Pipeline
from mastery_tui.evidence.readings.inside import read_inside, read_text
from mastery_tui.evidence.readings.proving import KINDS
from mastery_tui.evidence.readings.reading import Adapter, Reading, Unreadable, Values, added

NAME = "ci"
GITLAB = ".gitlab-ci.yml"
_WORKFLOWS = ".github/workflows/"
_LIMIT = 1 << 18
_MOST = 100


def find(files: Sequence[str], listed: Sequence[str]) -> list[tuple[str, ...]]:
    """The files that say what is run; the files of the tree alone, since nothing else is ever run there."""
    github = [path for path in listed if path.startswith(_WORKFLOWS) and path.endswith((".yml", ".yaml"))]
    found = sorted(path for path in github if "/" not in path[len(_WORKFLOWS) :])[:_MOST]
    return [(path,) for path in (*found, *((GITLAB,) if GITLAB in listed else ()))]


def read(root: Path, paths: tuple[str, ...]) -> Reading:
    """`ci.*` of one file."""
    path = paths[0]
    document = plain_yaml.load(read_text(root, path, _LIMIT))
    if not isinstance(document, dict):
        raise Unreadable("holds no pipeline")
    pipeline = ci_gitlab.pipeline(document) if path == GITLAB else ci_github.pipeline(document)
    found = read_inside(root, path, _LIMIT)
    return Reading(path, NAME, values(pipeline), mtime=found.mtime, grade="E0")


def values(pipeline: Pipeline) -> Values:
    """The numbers of a pipeline."""
    proving = [job for job in pipeline.jobs if job.proving]
    made: Values = {
        "ci.workflows": (1, "workflows"),
        "ci.jobs": (len(pipeline.jobs), "jobs"),
        "ci.proving": (len(proving), "jobs"),
        "ci.masked": (sum(job.masked for job in pipeline.jobs), "places"),
        "ci.on_push": (int(pipeline.on_push and bool(proving)), ""),
    }
    return {**made, **{f"ci.{kind}": (sum(kind in job.kinds for job in proving), "jobs") for kind in KINDS}}


def fold(several: Sequence[Values]) -> Values:
    """The sums; on_push is 1 once one of them is."""
    return {**added(several), "ci.on_push": (max(one["ci.on_push"][0] for one in several), "")}


ADAPTER = Adapter(NAME, find, read, "E0", fold)
