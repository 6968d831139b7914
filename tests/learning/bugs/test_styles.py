"""Hardening finds a bug in every correct solution: eight styles per module, with declared bugs and without any.

The validators run as a learner's do, in a warm judge.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from mastery_tui.learning.bugs.declared import declared
from mastery_tui.learning.bugs.mutations import mutations
from mastery_tui.learning.bugs.place import touches
from mastery_tui.learning.bugs.search import accepted, find
from mastery_tui.learning.bugs.source import encoded
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.judging.job import job_of
from mastery_tui.learning.judging.warm import WarmJudge
from mastery_tui.learning.read import read_curriculum

CURRICULUM = read_curriculum(Path(__file__).parents[3] / "curricula" / "cs336_a1")
BUILT = {id: module for id, module in CURRICULUM.modules.items() if module.reference}
STYLES = Path(__file__).with_name("styles")
ALL = [(id, path.stem) for id in BUILT for path in sorted((STYLES / id).glob("*.py"))]
QUICK = [(id, path) for at, (id, path) in enumerate(ALL) if at % 13 == 0]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmJudge]:
    with WarmJudge(Path(sys.executable), tmp_path_factory.mktemp("judge"), CURRICULUM.imports) as warm:
        yield warm


def test_every_module_has_eight_styles() -> None:
    assert {id: len(list((STYLES / id).glob("*.py"))) for id in BUILT} == dict.fromkeys(BUILT, 8)


@pytest.mark.parametrize(("id", "style"), ALL[::3])
def test_there_is_plenty_to_choose_from(id: str, style: str) -> None:
    module, files = _solution(id, style)
    assert len(list(mutations(files, module.about.targets))) >= 15
    for bug in declared(module, files):
        assert bug.before == files[bug.file].decode() != bug.after
        assert all(touches(bug, bug.after, line) for line in bug.lines)


@pytest.mark.parametrize(("id", "style"), QUICK)
def test_a_bug_is_found(judge: WarmJudge, id: str, style: str) -> None:
    _found(judge, id, style, seeds=1)


@pytest.mark.long
@pytest.mark.parametrize(("id", "style"), ALL)
def test_a_bug_is_found_in_every_style(judge: WarmJudge, id: str, style: str) -> None:
    _found(judge, id, style, seeds=3)


def _found(judge: WarmJudge, id: str, style: str, *, seeds: int) -> None:
    module, files = _solution(id, style)
    for bugs in (module.bugs, ()):
        for seed in range(seeds):
            found = find(msgspec.structs.replace(module, bugs=bugs), files, judge.run, seed=seed, most_s=600.0)
            assert found is not None, (seed, len(bugs))
            bug, judged = found
            assert accepted(judged)
            buggy = judge.run(job_of(module, {**files, bug.file: encoded(bug.after)}))
            assert accepted(buggy)
            print(f"{id:18} {style:26} {bug.source:9} {bug.id:24} {judged.failing:3} of {len(judged.cases)}")


def _solution(id: str, style: str) -> tuple[Module, dict[str, bytes]]:
    module = BUILT[id]
    (name,) = module.about.files
    return module, {name: (STYLES / id / f"{style}.py").read_bytes()}
