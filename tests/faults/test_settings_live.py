"""Settings, tools' configuration, trust and the project's own checks change while we watch."""

from pathlib import Path

import pytest

from mastery_tui.config import trust
from mastery_tui.model.intent import Intent
from tests.faults.conftest import Start, lives_on, of
from tests.workspace.repo import write

LADDER = "def f(a):\n" + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(6)) + "    return a\n"


def complex_found(state: object, *paths: str) -> bool:
    return all(any(f.rule == "CC" for f in of(state, path, "complexity")) for path in paths)  # type: ignore[arg-type]


def test_settings_are_broken_and_mended(tree: Path, live: Start) -> None:
    write(tree, {"a.py": LADDER, "b.py": LADDER})
    running = live(tree)
    assert not complex_found(running.caught_up(), "a.py")
    (tree / "mastery.toml").write_text("[checks.complexity]\nmax_complexity = 3\n")
    state = running.until(lambda state: complex_found(state, "a.py", "b.py") and state.settled == state.generation)
    (tree / "mastery.toml").write_text("[checks.complexity]\nmax_complexity = 3\nmax_complexty = 9\n")
    state = running.until(lambda state: bool(state.problems))
    assert len(state.problems) == 1
    assert state.problems[0].startswith("mastery.toml:3: ") and "max_complexity" in state.problems[0]
    state = lives_on(running)
    assert complex_found(state, "a.py", "b.py") and len(state.problems) == 1, "the former settings hold"
    (tree / "mastery.toml").write_text("[checks.complexity\n")
    running.until(lambda state: any(p.startswith("mastery.toml:1") for p in state.problems))
    (tree / "mastery.toml").write_text("[checks.complexity]\nmax_complexity = 30\n")
    running.until(lambda state: not state.problems and not complex_found(state, "a.py"))
    state = running.caught_up()
    assert not complex_found(state, "a.py") and not complex_found(state, "b.py")
    (tree / "mastery.toml").write_text("[checks.complexity]\nenabled = false\n")
    running.until(lambda state: state.checks["complexity"].status == "skipped")
    (tree / "mastery.toml").unlink()
    state = running.until(lambda state: state.checks["complexity"].status == "passed")
    lives_on(running)


def test_pyproject_is_broken_and_mended(tree: Path, live: Start) -> None:
    (tree / "pyproject.toml").write_text('[project]\nname = "t"\nversion = "1"\n')
    running = live(tree)
    assert not running.caught_up().problems
    (tree / "pyproject.toml").write_text('[project\nname = "t"\n')
    state = running.until(lambda state: any("pyproject.toml" in line for line in told(state)))
    (tree / "pyproject.toml").write_text('[project]\nname = "t"\nversion = "1"\n')
    running.until(lambda state: not state.problems and state.checks["ruff"].status == "passed")
    state = lives_on(running)
    assert not state.problems


def told(state: object) -> list[str]:
    return [
        *state.problems,  # type: ignore[attr-defined]
        *(check.reason for check in state.checks.values()),  # type: ignore[attr-defined]
        *(f"{f.path}:{f.line} {f.message}" for f in state.findings()),  # type: ignore[attr-defined]
    ]


def test_ruffs_configuration_is_broken_and_mended(tree: Path, live: Start) -> None:
    (tree / "bad.py").write_text("import os\n")
    running = live(tree)
    running.caught_up()
    (tree / "ruff.toml").write_text("lint.select = 7\n")
    state = running.until(lambda state: state.checks["ruff"].status == "failed")
    assert "ruff.toml" in state.checks["ruff"].reason and state.settled <= state.generation
    (tree / "other.py").write_text("import pickle\n")
    running.until(lambda state: bool(of(state, "other.py", "security")) and state.settled == state.generation)
    (tree / "ruff.toml").write_text('lint.select = ["F"]\n')
    running.until(lambda state: state.checks["ruff"].status == "findings" and bool(of(state, "other.py", "ruff")))
    lives_on(running)
    (tree / "ruff.toml").write_text('lint.ignore = ["F401"]\n')
    running.until(lambda state: state.checks["ruff"].status == "passed" and not of(state, "bad.py", "ruff"))


OWN = """
import os
from mastery_tui.checking.interface import Found, Source, file_check

@file_check(name="own", title="Own", files=("*.py",))
def own(source, options):
    print("own says hello")
    os.write(1, b"own writes")
    text = source.text
    if "raise" in text:
        raise ValueError("own is broken")
    if "loop" in text:
        while True: pass
    if "exit" in text:
        os._exit(3)
    yield Found("OWN", "info", 1, "seen")
"""


def own_checks(tree: Path, text: str) -> None:
    folder = tree / ".mastery" / "checks"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.py").write_text(text)


@pytest.mark.parametrize(("word", "said"), [("raise", "own is broken"), ("loop", "1 s"), ("exit", "exit code 3")])
def test_an_own_check_goes_wrong_on_one_file(tree: Path, live: Start, word: str, said: str) -> None:
    own_checks(tree, OWN)
    (tree / "mastery.toml").write_text("[pool]\nfile_timeout_s = 1\n")
    trust.grant(tree)
    running = live(tree)
    first = of(running.caught_up(), "clean.py", "own")
    assert [f.rule for f in first] == ["OWN"], first
    (tree / "odd.py").write_text(f"# {word}\n")
    state = running.caught_up()
    found = of(state, "odd.py", "own")
    assert len(found) == 1 and said in found[0].message, found
    state = running.caught_up()
    assert [f.rule for f in of(state, "clean.py", "own")] == ["OWN"]
    (tree / "odd.py").unlink()
    assert not of(lives_on(running), "odd.py")


BROKEN: dict[str, str] = {
    "syntax": "def (:\n",
    "import": "import nothing_of_this_name\n",
    "exit": "raise SystemExit(3)\n",
    "empty": "x = 1\n",
    "print": "print('{')\n" + OWN,
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_own_check_file_that_does_not_load(tree: Path, live: Start, name: str, capfd: pytest.CaptureFixture) -> None:
    own_checks(tree, BROKEN[name])
    trust.grant(tree)
    running = live(tree)
    state = lives_on(running)
    assert len(state.problems) == (name != "print")
    assert all("own.py" in problem and "\n" not in problem for problem in state.problems)
    assert capfd.readouterr().out == "", "a screen or JSON is on the other side"


def test_other_checks_than_those_trusted_never_run(tree: Path, live: Start, tmp_path: Path) -> None:
    own_checks(tree, OWN)
    trust.grant(tree)
    running = live(tree)
    assert of(running.caught_up(), "clean.py", "own") and running.session.state.trusted
    ran = tmp_path / "ran"
    own_checks(tree, f"open({str(ran)!r}, 'w').close()\n" + OWN)
    (tree / "new.py").write_text("x = 1\n")
    state = running.until(lambda state: not state.trusted)
    assert "own.py changed" in state.trust_reason
    state = lives_on(running)
    assert "own" not in state.checks and not any(f.check == "own" for f in state.findings())
    assert not ran.exists()
    running.session.send(Intent("trust"))
    state = running.until(lambda state: state.trusted and bool(of(state, "clean.py", "own")))
    assert ran.exists()


def test_other_commands_than_those_trusted_end_trust(tree: Path, live: Start) -> None:
    write(tree, {"test_it.py": "def test_it():\n    pass\n"})
    trust.grant(tree)
    running = live(tree, run_tests=True)
    running.until(lambda state: state.checks["tests"].status == "passed")
    (tree / "mastery.toml").write_text('[checks.tests]\nargs = ["-x"]\n')
    state = running.until(lambda state: state.checks["tests"].status == "skipped")
    assert not state.trusted and ("changed" in state.trust_reason or "is new" in state.trust_reason)
    (tree / "mastery.toml").unlink()
    running.until(lambda state: state.trusted and state.checks["tests"].status == "passed")


def test_trust_that_cannot_be_stored(tree: Path, home: Path, live: Start) -> None:
    running = live(tree)
    (home / "data" / "trusted.json").mkdir(parents=True)
    running.session.send(Intent("trust"))
    state = running.until(lambda state: any("trusted.json" in problem for problem in state.problems))
    assert not state.trusted
    lives_on(running)
