"""`mastery curriculum`: made, refused where nothing may run, proven, listed."""

import json
from pathlib import Path

import pytest

from mastery_tui.cli.main import main
from mastery_tui.config import trust

ONLY_TEXT = """
title = "Words"
domain = "Texts"
skills = ["reading"]
minutes = 5
kind = "justify-only"
"""


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new curriculum in a folder of its own, which one works in."""
    place = tmp_path / "work"
    place.mkdir()
    monkeypatch.chdir(place)
    assert main(["curriculum", "new", "mine"]) == 0
    assert "next: " in capsys.readouterr().out
    return place / "mine"


def said(capsys: pytest.CaptureFixture[str], status: int, *words: str) -> tuple[str, str]:
    assert main(["curriculum", *words]) == status
    out, err = capsys.readouterr()
    return out, err


def only_text(made: Path) -> None:
    """Leave one module that has nothing to run."""
    folder = made / "modules" / "moving_average"
    (folder / "module.toml").write_text(ONLY_TEXT, "utf-8")


def test_what_would_run_needs_trust(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, 2, "check", "mine/")
    assert out == ""
    assert err.count("\n") == 1
    assert "has code that would run, and this folder is not trusted" in err
    assert f"mastery trust {made}" in err


def test_a_new_curriculum_holds_and_its_list_of_tests_is_written(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust.grant(made)
    file = made / "modules" / "moving_average" / "module.toml"
    before = file.read_text("utf-8")
    first, line, rest = before.partition('  "test_moving_average.py::test_a_width_of_one_changes_nothing",\n')
    assert line
    file.write_text(first + rest, "utf-8")
    out, err = said(capsys, 0, "check", "--write", "--jobs", "2", "--format", "json", str(made))
    assert err == ""
    (curriculum,) = json.loads(out)["curricula"]
    (module,) = curriculum["modules"]
    assert (curriculum["id"], curriculum["holds"], module["problems"]) == ("mine", True, [])
    assert (module["module"], module["tests"], module["written"]) == ("mine/moving_average", 15, True)
    assert sorted(file.read_text("utf-8").splitlines()) == sorted(before.splitlines())


def test_a_line_for_each_module_and_each_problem(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trust.grant(made)
    only_text(made)
    assert main(["curriculum", "new", "mine", "--module", "other"]) == 0
    capsys.readouterr()
    (made / "modules" / "other" / "module.toml").write_text("title = 3\n", "utf-8")
    prompt = made / "modules" / "moving_average" / "prompt.md"
    prompt.write_text("# Words\n\n[gone](gone.md) $x\n", "utf-8")
    out, err = said(capsys, 1, "check", "mine")
    assert err == ""
    lines = out.splitlines()
    assert lines[0].startswith("✗ mine/other  1 problem")
    assert lines[1].startswith(f"    {made}/modules/other/module.toml:1: domain: is missing; it must be a text")
    assert lines[2].startswith("✗ mine/moving_average  2 problems")
    assert [line.startswith(f"    {prompt}:3: ") for line in lines[3:]] == [True, True]
    out, _ = said(capsys, 1, "check", "mine", "--format", "json")
    told = json.loads(out)
    assert told["holds"] is False
    assert [one["module"] for one in told["curricula"][0]["modules"]] == ["mine/moving_average", "mine/other"]


@pytest.mark.parametrize(
    ("requirement", "status", "told"),
    [
        ("numpy >=> 1", 1, "curriculum.toml:9: requirements[0]: is no requirement that pip would understand"),
        ("mastery-tui-no-such-package>=7", 2, "mine needs mastery-tui-no-such-package>=7: install it for "),
    ],
)
def test_what_is_required_must_be_there(
    made: Path, capsys: pytest.CaptureFixture[str], requirement: str, status: int, told: str
) -> None:
    trust.grant(made)
    head = made / "curriculum.toml"
    head.write_text(head.read_text("utf-8").replace("= []", f'= ["{requirement}"]'), "utf-8")
    assert told in "".join(said(capsys, status, "check", "mine"))


def test_modules_that_need_each_other_are_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trust.grant(made)
    assert main(["curriculum", "new", "mine", "--module", "other"]) == 0
    capsys.readouterr()
    head = made / "curriculum.toml"
    text = head.read_text("utf-8").replace('"moving_average"', '"moving_average"\nneeds = ["other"]')
    head.write_text(f'{text}needs = ["moving_average"]\n', "utf-8")
    out, _ = said(capsys, 1, "check", "mine")
    line = text.split("\n").index('needs = ["other"]') + 1
    assert f"{head}:{line}: module[0].needs: modules need each other in a circle: " in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "nowhere"), "nowhere: no such curriculum or folder; "),
        (("check", "cs336-a1"), 'did you mean "cs336_a1"?'),
        (("check", "."), ". is no curriculum: there is no curriculum.toml in it"),
        (("check", "--jobs", "-1"), "--jobs must be at least 1"),
        (("new", "a b"), "is no name"),
        (("new", "mine"), "is there already"),
        (("new", "other", "--module", "x"), "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    made: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    out, err = said(capsys, 2, *words)
    assert (out, err.count("\n")) == ("", 1)
    assert told in err


def test_a_projects_own_curriculum_is_known_by_its_name_and_needs_the_projects_trust(
    made: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root = made.parent
    (root / ".mastery" / "curricula").mkdir(parents=True)
    only_text(made)
    made.rename(root / ".mastery" / "curricula" / "mine")
    assert "mine" not in said(capsys, 0, "list")[0]
    assert f"mastery trust {root}" in said(capsys, 2, "check", "mine")[1]
    trust.grant(root)
    assert "mine 0.1.0" in said(capsys, 0, "list")[0]
    assert said(capsys, 0, "check", "mine")[0].startswith("✓ mine/moving_average  2 questions")
    listed = json.loads(said(capsys, 0, "list", "--format", "json")[0])["curricula"]
    assert {"id": "mine", "origin": "project", "modules": ["moving_average"]}.items() <= listed[-1].items()
