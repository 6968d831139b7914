"""The command line, as a real process on real trees."""

import importlib.util
import json
import os
import py_compile
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mastery_tui.cli.main import main

MASTERY = [sys.executable, "-m", "mastery_tui"]
CLEAN = "x = 1\n"
UNUSED = "import os\n"
BROKEN = "def f(:\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    root.mkdir()
    (root / "a.py").write_text(UNUSED)
    return root


def mastery(*arguments: object, code: int | None = None) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run([*MASTERY, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert code is None or done.returncode == code, done
    return done


def read(*arguments: object, code: int = 0) -> Any:
    return json.loads(mastery(*arguments, "--format", "json", code=code).stdout)


def test_check_prints_the_document_and_the_gate_decides(tree: Path) -> None:
    document = read("check", tree, "--check", "ruff")
    assert document["schema"] == "mastery.state/1" and document["root"] == str(tree)
    assert [(f["path"], f["rule"], f["line"]) for f in document["findings"]] == [("a.py", "F401", 1)]
    assert document["gate"]["holds"] is True and list(document["checks"]) == ["ruff"]
    assert document["metrics"]["ruff.findings"] == {
        "value": 1, "unit": "findings", "grade": "E2", "generation": document["generation"],
    }  # fmt: skip
    assert read("check", tree, "--check", "ruff", "--fail-on", "warning", code=1)["gate"]["holds"] is False
    (tree / "mastery.toml").write_text("[gate]\nfail_on = 'warning'\n")
    assert read("check", tree, "--check", "ruff", code=1)["gate"]["fail_on"] == "warning"
    read("check", tree, "--check", "ruff", "--fail-on", "never")
    state = read("state", tree)
    assert set(state["checks"]) >= {"ruff", "complexity", "security", "tests"}
    assert state["checks"]["tests"]["status"] == "skipped" and "tests.total" not in state["metrics"]


def test_the_report_is_for_people_and_holds_no_escape(tree: Path) -> None:
    (tree / "b\x1b[31m[bold]x.py").write_text(BROKEN)
    done = mastery("check", tree, "--check", "ruff", code=1)
    assert "\x1b" not in done.stdout and "b\\x1b[31m[bold]x.py\n" in done.stdout
    assert re.search(r"^  ! 1:8 +ruff +F401 ", done.stdout, re.M)
    assert done.stdout.splitlines()[-1].startswith("✗ gate fails  ")
    assert done.stderr == ""
    assert mastery(tree).stdout.splitlines()[-1].startswith("✗ gate fails"), "without a terminal, the same as check"


def test_sarif_and_annotations(tree: Path) -> None:
    sarif = json.loads(mastery("check", tree, "--check", "ruff", "--format", "sarif", code=0).stdout)
    assert sarif["runs"][0]["results"][0]["ruleId"] == "ruff/F401"
    line = mastery("check", tree, "--check", "ruff", "--format", "github", code=0).stdout
    assert line.startswith("::warning file=a.py,line=1,col=8,")


COULD_NOT_RUN = [
    (["nowhere"], r"nowhere does not exist: give the folder of a project"),
    (["check", "nowhere"], r"nowhere does not exist"),
    (["chekc"], r"chekc does not exist: did you mean `mastery check`\?"),
    (["check", "file"], r"file is a file, not a folder"),
    (["check", "a\x1b[0m"], r"a\\x1b\[0m does not exist"),
    (["check", "--check", "rufff", "."], r'no such check; did you mean "?ruff"?\?'),
    (["check", "--format", "xml"], r"invalid choice: 'xml'"),
    (["check", "--fail-on", "fatal"], r"invalid choice: 'fatal'"),
    (["check", "broken"], r"mastery.toml:1: is not valid TOML"),
    (["check", "wrong"], r"mastery.toml:2: checks.ruff.x: unknown key; .*(allowed|did you mean)"),
    (["init", "broken"], r"mastery.toml exists already"),
    (["init", "shared"], r"has a \[tool.mastery\] table already"),
    (["trust", "file"], r"file is a file"),
    (["watch", "nowhere"], r"nowhere does not exist"),
]


@pytest.mark.parametrize(
    ("arguments", "says"), COULD_NOT_RUN, ids=[" ".join(a).replace("\x1b", "") for a, _ in COULD_NOT_RUN]
)
def test_what_cannot_run_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    for name, file, text in (
        ("broken", "mastery.toml", "x ="),
        ("wrong", "mastery.toml", "[checks.ruff]\nx = 1"),
        ("shared", "pyproject.toml", "[tool.mastery]\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text)
    done = mastery(*arguments, code=2)
    (line,) = done.stderr.splitlines()
    assert line.startswith("mastery") and re.search(says, line)
    assert line.isprintable()


def test_a_folder_that_is_called_like_a_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "check").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "◆ check  0 files" in mastery("./check", code=0).stdout


def test_trust_lets_tests_run(tree: Path) -> None:
    (tree / "test_a.py").write_text("def test_it():\n    assert 1 + 1 == 2\n")
    assert read("trust", tree)["trusted"] is True
    state = read("check", tree, "--check", "tests")
    assert [(test["id"], test["outcome"]) for test in state["tests"]] == [("test_a.py::test_it", "passed")]
    assert state["metrics"]["tests.passed"]["value"] == 1 and state["trusted"]
    assert [entry["root"] for entry in read("trust", "--list")] == [str(tree)]
    assert read("trust", tree, "--revoke")["trusted"] is False
    asked = mastery("check", tree, "--check", "tests", "--check", "ruff", "--format", "json", code=2)
    assert json.loads(asked.stdout)["checks"]["tests"]["status"] == "skipped"
    assert "tests was asked for and could not run" in asked.stderr


def test_only_what_differs_from_the_merge_base(tree: Path) -> None:
    def git(*arguments: str) -> None:
        about = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *about, *arguments], cwd=tree, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", "a.py")
    git("commit", "-m", "base")
    git("checkout", "-b", "feature")
    (tree / "b.py").write_text(UNUSED)
    every = read("check", tree, "--check", "ruff")
    assert [(f["path"], f["new"]) for f in every["findings"]] == [("a.py", False), ("b.py", True)]
    assert every["metrics"]["findings.new"]["value"] == 1 and every["repo"]["branch"] == "feature"
    changed = read("check", tree, "--check", "ruff", "--changed")
    assert [f["path"] for f in changed["findings"]] == ["b.py"]


def test_folders_whose_names_are_no_text_are_listed(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    odd.mkdir()
    mastery("trust", odd, code=0)
    assert mastery("trust", "--list", code=0).stdout.startswith(f"✓ {tmp_path}/\\xff  trusted since")
    assert [entry["trusted"] for entry in read("trust", "--list")] == [True]
    read("check", odd, "--check", "ruff")


def test_the_check_of_contributing_works_as_written(tree: Path) -> None:
    guide = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", guide, re.S)
    (tree / ".mastery/checks").mkdir(parents=True)
    (tree / ".mastery/checks/todo.py").write_text(code)
    (tree / "a.py").write_text("x = 1  # TODO: more\n")
    assert mastery("check", tree, "--check", "todo", code=2).stderr.startswith("mastery: ")
    assert ".mastery/checks/todo.py" in mastery("trust", tree, code=0).stdout
    found = read("check", tree, "--check", "todo")["findings"]
    assert [(f["check"], f["rule"], f["severity"], f["line"]) for f in found] == [("todo", "TODO", "info", 1)]


def test_planted_byte_code_never_runs_instead_of_the_source_that_was_trusted(tree: Path) -> None:
    own = tree / ".mastery/checks/own.py"
    own.parent.mkdir(parents=True)
    text = """from mastery_tui.checking.interface import Found, file_check
@file_check(name="own")
def own(source, options):
    yield Found("RULE", "info", 1, "said")
"""
    own.write_text(text)
    mastery("trust", tree, code=0)
    planted = Path(importlib.util.cache_from_source(str(own)))
    planted.parent.mkdir()
    code = text.replace("RULE", "PLANTED")
    (tree / "planted.py").write_text(code)
    py_compile.compile(
        str(tree / "planted.py"), str(planted), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    assert {f["rule"] for f in read("check", tree, "--check", "own")["findings"]} == {"RULE"}


def test_init_writes_what_loads_and_never_twice(tree: Path) -> None:
    assert read("init", tree)["written"] == str(tree / "mastery.toml")
    text = (tree / "mastery.toml").read_text()
    assert "[checks.complexity]" in text
    assert read("check", tree, "--check", "ruff")["problems"] == []
    mastery("init", tree, code=2)
    assert (tree / "mastery.toml").read_text() == text


def test_doctor_tells_of_everything(tree: Path) -> None:
    lines = read("doctor", tree)["lines"]
    topics = {line["topic"] for line in lines}
    assert topics >= {
        "mastery",
        "project Python",
        "git",
        "ruff",
        "watching",
        "sandbox",
        "trust",
        "settings",
        "store",
        "cache",
    }
    assert all(line["mend"] for line in lines if line["sign"] != "✓"), "what does not work says how to mend it"
    (tree / "mastery.toml").write_text("x = 1")
    done = mastery("doctor", tree, code=1)
    assert re.search(r"^✗ settings +mastery.toml:1: x: unknown key", done.stdout, re.M)


class Watching:
    """`mastery watch`, read line by line with a deadline."""

    def __init__(self, root: Path, *arguments: str) -> None:
        command = [*MASTERY, "watch", str(root), "--check", "ruff", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.rest = b""

    def line(self, seconds: float = 30) -> bytes:
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            assert data, "no line came in time"
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return line

    def until(self, key: str) -> dict[str, Any]:
        while not (told := json.loads(self.line()))[key]:
            pass
        return dict(told)


@pytest.fixture
def watching(tree: Path) -> Iterator[Watching]:
    watching = Watching(tree, "--format", "jsonl")
    yield watching
    watching.process.kill()
    watching.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watch_tells_of_each_change_and_stops_cleanly(tree: Path, watching: Watching, number: int) -> None:
    first = json.loads(watching.line())
    assert next(iter(first)) == "schema" and first["schema"] == "mastery.watch/1"
    assert [f["rule"] for f in first["added"]] == ["F401"] and first["verdicts"] == {"ruff": "findings"}
    (tree / "a.py").write_text(CLEAN)
    second = watching.until("fixed")
    assert second["generation"] > first["generation"] and second["changed"] == ["a.py"]
    assert [f["rule"] for f in second["fixed"]] == ["F401"] and second["added"] == []
    assert second["verdicts"] == {"ruff": "passed"} and second["latency_ms"] > 0
    (tree / "b.py").write_text(BROKEN)
    assert {f["path"] for f in watching.until("added")["added"]} == {"b.py"}
    watching.process.send_signal(number)
    assert watching.process.wait(20) == 0
    assert watching.process.stderr is not None and watching.process.stderr.read() == b""


def test_a_reader_that_goes_away_is_no_error(tree: Path) -> None:
    (tree / "many.py").write_text("import os, sys\n" * 3000)
    process = subprocess.Popen(
        [*MASTERY, "check", str(tree), "--check", "ruff", "--format", "github"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


def test_an_output_that_knows_no_glyphs_gets_escapes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert "\\u2713 gate holds" in mastery("check", tree, "--check", "ruff", code=0).stdout


def test_main_can_be_called(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trust", str(tree), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["root"] == str(tree)
