"""`mastery learn`: what each verb prints and how it ends, judged by the real judge; and one line for what cannot be."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mastery_tui.cli.main import main
from mastery_tui.config import trust
from mastery_tui.learning.bugs import record
from tests.learning.acts import tiny

Said = dict[str, Any]


@pytest.fixture
def root(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trusted tree that one works in, and the small curriculum with tests of its own."""
    top = tiny.make()
    for name, tests in tiny.TESTS.items():
        folder = top / "modules" / name
        about = folder / "module.toml"
        ids = {id: f"test_{name}.py::test_{id.replace(' ', '_')}" for id in tests}
        about.write_text(about.read_text().replace(str(list(ids)), str(list(ids.values()))))
        functions = [file.removesuffix(".py").replace("/", ".") for file in tiny.SOLVED[name]]
        lines = [f"from {file} import {file.rpartition('.')[2]}" for file in functions]
        lines += [f"def {ids[id].partition('::')[2]}():\n    assert {said}" for id, said in tests.items()]
        (folder / "validator" / f"test_{name}.py").write_text("\n\n".join(lines) + "\n")
    tree = tmp_path / "tree"
    tree.mkdir()
    trust.grant(tree)
    monkeypatch.chdir(tree)
    return tree


@pytest.fixture
def learn(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a verb; what it prints as JSON, after its exit code was looked at."""

    def run(status: int, *words: str) -> Said:
        assert main(["learn", *words, "--format", "json"]) == status, capsys.readouterr()
        out, err = capsys.readouterr()
        assert err == ""
        said = json.loads(out)
        assert isinstance(said, dict)
        return said

    return run


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mastery_tui", "learn", *words], capture_output=True, text=True, env=os.environ
    )


def write(root: Path, name: str, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root / "lessons" / path).write_bytes(data)


def test_all_three_stages_from_the_command_line(root: Path, learn: Callable[..., Said]) -> None:
    listed = learn(0, "list")
    assert listed["schema"] == "mastery.learning/1" and listed["problems"] == []
    (mine,) = (one for one in listed["curricula"] if one["id"] == "tiny")
    assert [module["id"] for module in mine["modules"]] == ["clamp", "scale"] and mine["origin"] == "user"
    shown = learn(0, "show", "tiny/clamp")
    assert {"curriculum", "module", "stage", "stages", "files", "next"} <= set(shown)
    assert (shown["curriculum"], shown["module"], shown["stage"]) == ("tiny", "clamp", "build")
    assert shown["stages"] == {"build": "open", "justify": "locked", "harden": "locked"}
    assert shown["files"] == ["lessons/clamp.py"] and "mastery learn start clamp" in shown["next"]

    begun = learn(0, "start", "clamp")
    assert begun["files"] == [{"path": "lessons/clamp.py", "done": "written"}] and begun["backup"] == ""
    assert learn(0, "next")["module"] == "clamp"
    stub = learn(1, "validate", "clamp")
    assert {"module", "stage", "verdict", "tests", "duration_ms", "reason"} <= set(stub)
    assert (stub["module"], stub["stage"], stub["verdict"]) == ("clamp", "build", "fail")
    assert {"id", "outcome", "message"} <= set(stub["tests"][0]) and len(stub["tests"]) == 4
    assert "this is the stub" in stub["reason"]
    assert (learn(0, "hint", "clamp")["number"], learn(0, "hint", "clamp")["number"]) == (1, 2)
    write(root, "clamp", tiny.own("clamp", "mine"))
    assert learn(0, "validate", "clamp")["verdict"] == "pass"
    assert learn(0, "show", "clamp")["stages"]["build"] == "held"

    answers = root / "answers.toml"
    answers.write_text('[[answer]]\nquestion = "why"\ntext = "Because one has to."\n')
    asked = learn(1, "justify", "clamp", "--answers", "answers.toml")
    assert not asked["holds"] and asked["questions"][0]["status"] == "more" and asked["questions"][0]["feedback"]
    answers.write_text(
        f'[[answer]]\nquestion = "why"\ntext = "Well: {tiny.MODEL}"\ncriteria = {{ decides = "{tiny.QUOTE}" }}\n'
    )
    held = learn(0, "justify", "clamp", "--answers", "answers.toml")
    assert held["holds"] and held["questions"][0]["status"] == "held" and held["questions"][0]["self_assessed"]

    bug = learn(0, "harden", "clamp")
    assert {"bug", "source", "file", "symptom", "failing", "passing"} <= set(bug)
    assert bug["source"] == "declared" and bug["failing"] > 0 < bug["passing"] and not bug["begun"]
    assert learn(0, "harden", "clamp")["begun"]
    copy = root / bug["file"]
    before = record.load(root / ".mastery", "harden", "tiny", "clamp")
    assert before is not None
    line = before.injected.lines[0]
    assert learn(1, "validate", "clamp")["stage"] == "harden"  # where one is
    copy.write_text(f"# mended\n{before.injected.before}")
    assert "no diagnosis was stated" in learn(1, "validate", "clamp")["reason"]
    stated = learn(0, "diagnose", "clamp", "--line", str(line), "--why", "it is the wrong way round")
    assert (stated["hit"], stated["holds"], stated["verdict"]["verdict"]) == (True, True, "pass")
    assert learn(0, "harden", "clamp", "--keep")["files"] == ["lessons/clamp.py"]
    assert (root / "lessons/clamp.py").read_text().startswith("# mended\n")
    assert learn(0, "validate", "clamp")["stage"] == "build"  # it is the learner's own file again
    status = learn(0, "status", "clamp")
    assert set(status["stages"].values()) == {"held"} and status["attempts"] >= 3 and status["hints_used"] == 2

    reset = learn(0, "reset", "clamp")
    assert reset["modules"] == ["tiny/clamp"] and (root / reset["backup"]).is_dir()
    assert set(learn(0, "status", "clamp")["stages"].values()) == {"open", "locked"}
    assert learn(0, "undo")["what"] == "reset of tiny/clamp"
    assert set(learn(0, "status", "clamp")["stages"].values()) == {"held"}


CANNOT: list[tuple[str, tuple[str, ...], str]] = [
    ("a module that there is not", ("show", "clmp"), 'no such module; did you mean "clamp"'),
    ("a curriculum that there is not", ("show", "tony/clamp"), "tony/clamp: no such module"),
    ("a locked module", ("start", "scale"), "scale needs clamp first: `mastery learn start clamp`"),
    ("what is not built", ("harden", "clamp"), "clamp is not built yet"),
    ("what asks for a build", ("justify", "clamp"), "clamp is not built yet"),
    ("no bug", ("diagnose", "clamp", "--line", "1", "--why", "it is wrong there"), "there is no bug to find in clamp"),
    ("nothing to undo", ("undo",), "there is nothing to undo"),
    ("nothing to reset", ("reset", "--all"), "nothing was begun"),
    ("reset of nothing", ("reset",), "reset takes a module, or --all"),
    ("another curriculum's packages", ("install", "tonny"), "no such curriculum"),
]


@pytest.mark.parametrize(("what", "words", "why"), CANNOT, ids=[row[0] for row in CANNOT])
def test_what_cannot_be_is_one_line(
    root: Path, capsys: pytest.CaptureFixture[str], what: str, words: tuple[str, ...], why: str
) -> None:
    for form in ("text", "json"):
        assert main(["learn", *words, "--format", form]) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and err.startswith("mastery: ") and why in err, err
    assert not (root / "lessons").exists()


def test_the_real_command_and_a_folder_that_is_not_trusted(root: Path) -> None:
    trust.revoke(root)
    begun = command("start", "clamp")
    assert begun.returncode == 0 and "✓ lessons/clamp.py written" in begun.stdout and begun.stderr == ""
    refused = command("validate", "clamp")
    assert refused.returncode == 2 and refused.stdout == "" and refused.stderr.count("\n") == 1
    assert "this folder is not trusted" in refused.stderr and "mastery trust" in refused.stderr


def test_a_broken_curriculum_is_told_and_the_others_stay(
    root: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = home / "config" / "curricula" / "broken"
    broken.mkdir()
    (broken / "curriculum.toml").write_text('id = "broken"\nversoin = "1"\n')
    assert main(["learn", "list"]) == 0
    out, err = capsys.readouterr()
    assert "Small numbers" in out and err.count("\n") == 1 and "curriculum.toml:2" in err and '"version"' in err
