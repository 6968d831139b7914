"""A curriculum of two small modules, a judge that is quick enough for thousands of runs, and a study of both."""

import textwrap
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from mastery_tui.config import paths
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.learning.shelf import Shelf, shelf
from mastery_tui.learning.study import Study
from mastery_tui.model.learning import Case

CLAMP = '''def clamp(x, low, high):
    """The number of the interval that is nearest to x."""
    if x < low:
        return low
    if x > high:
        return high
    return x
'''
SCALE = '''def scale(x, by, zero):
    """x as seen from zero, made larger."""
    return (x - zero) * by
'''
SHIFT = '''def shift(x, by):
    """x, moved."""
    return x + by
'''
SOLVED: dict[str, dict[str, bytes]] = {
    "clamp": {"clamp.py": CLAMP.encode()},
    "scale": {"scale.py": SCALE.encode(), "parts/shift.py": SHIFT.encode()},
}
TESTS: dict[str, dict[str, str]] = {
    "clamp": {
        "inside": "clamp(3, 0, 9) == 3",
        "below": "clamp(-3, 0, 9) == 0",
        "above": "clamp(30, 0, 9) == 9",
        "edges": "clamp(0, 0, 9) == 0 and clamp(9, 0, 9) == 9",
    },
    "scale": {
        "once": "scale(7, 1, 0) == 7",
        "moved": "scale(7, 2, 3) == 8",
        "nothing": "scale(7, 0, 1) == 0",
        "shifted": "shift(2, 3) == 5",
        "back": "shift(2, -3) == -1",
        "not moved": "shift(2, 0) == 2",
    },
}
MODEL = "The comparison decides which of the bounds is returned, and everything between them comes back as it was."
QUOTE = "comparison decides which of the bounds"
WRONG = {"clamp": ("clamp.py", "x > high", "x < high"), "scale": ("parts/shift.py", "x + by", "x - by")}
"""The bug that each module declares: file, what stands there, what stands there then."""

_HEAD = """
id = "{id}"
version = "{version}"
title = "Small numbers"
author = "A person"
licence = "MIT"
folder = "{folder}"

[[module]]
id = "clamp"

[[module]]
id = "scale"
needs = ["clamp"]
"""
_MODULE = """
title = "{name}"
domain = "Numbers"
skills = ["comparing"]
minutes = 5
kind = "{kind}"
files = {files}
tests = {tests}
"""
_QUESTIONS = f"""
[[question]]
id = "why"
ask = "Why does one look at both of the bounds?"
model = "{MODEL}"
shallow = ["Because one has to."]
least_words = 8

[[question.criterion]]
id = "decides"
text = "Says what the comparison decides"
""" + "".join(
    f'\n[[question.failure]]\nid = "f{n}"\nname = "way {n}"\nlooks = "says little"\nfollow_up = "What is returned?"\n'
    for n in range(3)
)
_BUGS = """
[[bug]]
id = "turned"
title = "Turned around"
target = "{target}"
file = "{file}"
symptom = "Some numbers are wrong."
misconception = "One direction is as good as the other."
hints = ["Look at the far end.", "Which way does it go?"]

[[bug.pattern]]
find = "{find}"
rewrite = "{rewrite}"
"""


def make(id: str = "tiny", *, version: str = "1.0.0", folder: str = "lessons") -> Path:
    """Put the curriculum into the user's own folder."""
    top = paths.user_config() / "curricula" / id
    files = {"curriculum.toml": _HEAD.format(id=id, version=version, folder=folder)}
    for name, solved in SOLVED.items():
        kind = "build" if len(solved) == 1 else "project"
        place = f"modules/{name}"
        file, before, after = WRONG[name]
        target = Path(file).stem
        files |= {
            f"{place}/module.toml": _MODULE.format(name=name, kind=kind, files=list(solved), tests=list(TESTS[name])),
            f"{place}/prompt.md": f"# {name}\n",
            f"{place}/hints.md": "## One\nLook.\n## Two\nLook again.\n## Three\nCompare.\n",
            f"{place}/questions.toml": _QUESTIONS,
            f"{place}/bugs.toml": _BUGS.format(
                target=target, file=file, find=before.replace("x", "$X"), rewrite=after.replace("x", "$X")
            ),
            f"{place}/validator/test_{name}.py": "",
        }
        for path, data in solved.items():
            lines = data.decode().splitlines(keepends=True)
            files[f"{place}/stub/{path}"] = "".join(lines[:2]) + "    raise NotImplementedError\n"
            files[f"{place}/reference/{path}"] = "".join(lines)
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    assert tomllib.loads(files["curriculum.toml"])["id"] == id
    return top


def own(module: str, said: str, *, end: str = "\n") -> dict[str, bytes]:
    """A right solution that is the learner's own: it says something that no other one says."""
    return {
        path: f"# {said} in {path}\n{data.decode()}".replace("\n", end).encode()
        for path, data in SOLVED[module].items()
    }


def judge(module: Module, job: Job) -> Judged:
    """What the tests say, in this process: for code that these tests made themselves."""
    space: dict[str, object] = {}
    try:
        for name, data in sorted(job.files.items()):
            exec(compile(data, name, "exec"), space)  # noqa: S102
    except Exception:  # whatever it does, it is not right
        space = {}
    return Judged(tuple(Case(id, _outcome(TESTS[module.id][id], space)) for id in job.tests))  # type: ignore[arg-type]


def _outcome(said: str, space: Mapping[str, object]) -> str:
    try:
        return "passed" if eval(said, dict(space)) else "failed"  # noqa: S307
    except Exception:
        return "error"


def study(root: Path, clock: Callable[[], float], known: Shelf | None = None) -> Study:
    """A learner in a trusted tree. Close it."""
    return Study(root, paths.store(root), known or shelf(None, False), judge, trusted=True, clock=clock)


def dedented(text: str) -> str:
    return textwrap.dedent(text).lstrip()
