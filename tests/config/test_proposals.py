"""What `mastery init` proposes, and the set of projects that ships: whole, in use, and bound to evidence."""

import tomllib
from pathlib import Path

import pytest

from mastery_tui.config.proposals import sets
from mastery_tui.config.proposals.proposed import MARKS, PYTHON, RUFF, proposed, written
from mastery_tui.config.proposals.seen import seen
from mastery_tui.config.settings import of
from mastery_tui.config.settings_file import Document
from mastery_tui.evidence.expressions import parse
from mastery_tui.evidence.objectives import wrong_expressions

UNTIL_REVIEWS = ("cost", "improving")
MEASURED = {
    "coverage", "tests", "ruff", "complexity", "security", "findings", "quality", "duplicates", "docs", "ci",
    "benchmark", "rating", "debt", "maintainability", "dead", "secrets", "pins",
}  # fmt: skip


def goals(text: str):
    return of(Document("mastery.toml", text, (), tomllib.loads(text)), {}).goals


def names(objective) -> set[str]:
    texts = [objective.target, objective.warn, objective.progress, objective.guard, objective.when]
    return {name for text in texts if text for name in parse(text).names}


def test_the_set_has_the_four_projects_with_five_objectives_each():
    (name,) = sets.names()
    assert name == "mastery"
    found = goals(sets.text(name))
    assert {project.id: len(project.objective) for project in found.projects} == {
        "excellence": 5, "analysis": 5, "cost": 5, "improving": 5,
    }  # fmt: skip
    every = [one for project in found.projects for one in project.objective]
    assert {one.domain for one in every} == set(found.domains)
    assert all(domain.title for domain in found.domains.values())
    assert {one.kind for one in every} == {"technical", "practical", "transfer"}
    assert all(one.target and one.attestation is None for one in every)


def test_every_expression_is_one_and_of_metrics_that_are_collected():
    found = goals(sets.text("mastery"))
    assert wrong_expressions(found) == []
    for project in found.projects:
        for objective in project.objective:
            heads = {name.partition(".")[0] for name in names(objective)}
            assert heads == {"review"} if project.id in UNTIL_REVIEWS else heads <= MEASURED, objective.id
            assert objective.target


def test_a_set_leaves_out_what_is_there():
    without = sets.text("mastery", {"quality", "ai-engineering"})
    assert "[domain.quality]" not in without
    assert "[domain.ai-engineering]" not in without
    assert set(tomllib.loads(without)["domain"]) == set(tomllib.loads(sets.text("mastery"))["domain"]) - {
        "quality", "ai-engineering",
    }  # fmt: skip
    assert sets.clash("mastery", {"project": [{"id": "x"}, {"id": "cost"}]}) == "cost"
    assert sets.clash("mastery", {"project": "x"}) == sets.clash("mastery", {}) == ""


def test_all_that_can_be_proposed_is_in_use_and_says_why():
    proposals = proposed(MARKS)
    found = goals(written(proposals, 'a "title" \\ é'))
    assert wrong_expressions(found) == []
    (project,) = found.projects
    assert (project.title, project.objective) == ('a "title" \\ é', tuple(each.objective for each in proposals))
    assert len({one.id for one in project.objective}) == len(proposals) > 6
    assert all(names(one) and {name.partition(".")[0] for name in names(one)} <= MEASURED for one in project.objective)
    assert all(each.why in written(proposals, "x") for each in proposals)
    assert written((), "x") == ""


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_is_seen_and_proposes_something(tmp_path: Path, mark: str):
    if mark == RUFF:
        (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n")
    elif mark == PYTHON:
        (tmp_path / "src" / "it").mkdir(parents=True)
        (tmp_path / "src" / "it" / "a.py").write_text("")
    elif mark.endswith("/"):
        (tmp_path / mark).mkdir(parents=True)
        assert seen(tmp_path) == set(), "an empty folder says nothing"
        (tmp_path / mark / "x.txt").write_text("")
    else:
        (tmp_path / mark).write_text("")
    assert mark in seen(tmp_path)
    assert proposed({mark})


def test_nothing_is_proposed_for_nothing(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_bytes(b"\xff[tool")
    (tmp_path / "tests").symlink_to(tmp_path)
    (tmp_path / "docs").write_text("")
    assert seen(tmp_path / "gone") == seen(tmp_path) == frozenset()
