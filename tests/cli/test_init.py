"""`mastery init`: what it writes is in use at once, and nothing of yours is lost."""

import json
import tomllib
from pathlib import Path

import pytest

from mastery_tui.cli.main import main
from mastery_tui.cli.stamped import goals_of
from mastery_tui.config.proposals import sets
from mastery_tui.session.setup import read_setup


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / 'odd "name"\x1b'
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "test_a.py").write_text("def test_a(): pass\n")
    return folder


def call(status: int, *words: object) -> None:
    assert main(["init", *map(str, words)]) == status


def test_what_is_proposed_is_in_use_without_a_problem(root, capsys):
    call(0, root)
    out = capsys.readouterr().out
    assert "proposed coverage: coverage.line >= 80, since there is tests/" in out
    assert "\x1b" not in out
    setup = read_setup(root, (), None)
    assert setup.problems == ()
    (project,) = setup.settings.goals.projects
    assert project.title == 'odd "name"\\x1b'
    assert {"tests", "coverage"} <= {one.id for one in project.objective}
    call(2, root)
    assert "exists already and is left as it is" in capsys.readouterr().err


def test_bare_is_the_defaults_alone(root, capsys):
    call(0, root, "--bare", "--format", "json")
    assert json.loads(capsys.readouterr().out)["proposed"] == []
    assert read_setup(root, (), None).settings.goals.projects == ()
    assert [table for table in tomllib.loads((root / "mastery.toml").read_text()).values() if table] == [
        {"complexity": {}, "ruff": {}, "security": {}, "tests": {}, "upkeep": {}}
    ]


def test_the_set_of_projects_is_in_use_without_a_problem(root, capsys):
    call(0, root, "--projects", "mastery")
    setup = read_setup(root, (), None)
    assert setup.problems == ()
    assert [project.id for project in setup.settings.goals.projects] == ["excellence", "analysis", "cost", "improving"]


HAD = [
    "",
    "# mine\n[gate]\nfail_on = 'never'  # for now",
    '[domain.quality]\ntitle = "Mine"\n[domain.own]\n[[project]]\nid = "own"\ntitle = "Own"\n'
    '[[project.objective]]\nid = "a"\ntitle = "A"\ntarget = "findings <= 0"\ndomain = "own"\n',
    "[gate]\r\nfail_on = 'never'\r\n",
]


@pytest.mark.parametrize("text", HAD)
def test_a_set_is_added_behind_what_is_there(root, text, capsys):
    (root / "mastery.toml").write_bytes(text.encode())
    call(2, root, "--projects", "mastery")
    assert "--append` adds to it" in capsys.readouterr().err
    call(0, root, "--projects", "mastery", "--append")
    data = (root / "mastery.toml").read_bytes().decode()
    assert data.startswith(text)
    assert ("\r\n" in text) == ("\r\n" in data)
    before, after = tomllib.loads(text), tomllib.loads(data)
    assert after["project"][: len(before.get("project", []))] == before.get("project", [])
    assert all(after["domain"][name] == domain for name, domain in before.get("domain", {}).items())
    assert read_setup(root, (), None).problems == ()
    assert {project.id for project in goals_of(root).projects} >= {"excellence", "improving"}
    call(2, root, "--projects", "mastery", "--append")
    assert "already: nothing was added" in capsys.readouterr().err
    assert (root / "mastery.toml").read_bytes().decode() == data


OBJECTIVE = 'id = "a"\ntitle = "A"\ntarget = "a > 1"\ndomain = "own"\n'
OWN = f'[[project]]\nid = "o"\ntitle = "x"\n[[project.objective]]\n{OBJECTIVE}'
CANNOT = [
    ("x =", "mastery.toml:1: is not valid TOML"),
    ("[gate]\nfail_onn = 1", "gate.fail_onn: unknown key"),
    ('[[project]]\nid = "cost"\ntitle = "x"', "has a project cost already"),
    (OWN, "unknown domain"),
]


@pytest.mark.parametrize(("text", "says"), CANNOT)
def test_where_it_cannot_be_added_nothing_changes(root, text, says, capsys):
    (root / "mastery.toml").write_text(text)
    call(2, root, "--projects", "mastery", "--append")
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert line.endswith("nothing was added")
    assert (root / "mastery.toml").read_text() == text


def test_with_nothing_there_append_begins_one(root):
    call(0, root, "--projects", "mastery", "--append")
    assert (root / "mastery.toml").read_text().endswith(sets.text("mastery"))


@pytest.mark.parametrize("words", [["--append"], ["--bare", "--projects", "mastery"]])
def test_options_that_do_not_go_together(root, words, capsys):
    call(2, root, *words)
    assert not (root / "mastery.toml").exists()
