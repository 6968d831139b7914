"""What a curriculum requires: found out from the learner's own Python, brought into its own environment."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mastery_tui.learning.environment import NotInstalled, Plan, install, missing, plan
from mastery_tui.model.state import Interpreter

MISSING = [
    # requirements, what of them this Python lacks
    ((), ()),
    (("numpy>=1.24",), ()),
    (("numpy>=1000",), ("numpy>=1000",)),
    (("NumPy", "no-such-thing-here>=1"), ("no-such-thing-here>=1",)),
    (("no.such_thing", "numpy<1,>=0"), ("no.such_thing", "numpy<1,>=0")),
]


@pytest.mark.parametrize(("requirements", "lacking"), MISSING)
def test_what_is_missing_is_found_out_from_that_python(requirements: tuple[str, ...], lacking: tuple[str, ...]) -> None:
    assert missing(sys.executable, requirements) == lacking


def test_a_python_that_does_not_start_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(OSError, match="does not run"):
        missing(str(broken), ("numpy",))


def test_nothing_goes_into_masterys_own_environment(tmp_path: Path) -> None:
    steps = plan(tmp_path, Interpreter(sys.executable), ("numpy",))
    assert Path(steps.python) == tmp_path / ".venv/bin/python"
    assert steps.commands[0] == (sys.executable, "-m", "venv", str(tmp_path / ".venv"))
    assert steps.commands[1] == (steps.python, "-m", "pip", "install", "numpy", "pytest")


def test_an_environment_without_pip_is_installed_into_by_ours(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    python = str(tmp_path / ".venv/bin/python")
    wheel = _wheel(tmp_path / "wheels")
    steps = plan(tmp_path, Interpreter(python), ("tiny-thing",))
    (command,) = steps.commands
    assert command == (sys.executable, "-m", "pip", "--python", python, "install", "tiny-thing")
    offline = (*command[:-1], "--no-index", "--find-links", str(wheel.parent), "tiny-thing")
    install(Plan((offline,), python), tmp_path)
    assert missing(python, ("tiny-thing>=1",)) == ("pytest",)


def test_what_pip_says_is_kept_when_it_fails(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "pip", "install", "--no-index", "no-such-thing-here")
    with pytest.raises(NotInstalled, match="no-such-thing-here") as failed:
        install(Plan((command,), sys.executable), tmp_path)
    assert failed.value.said


def _wheel(folder: Path) -> Path:
    """A package with nothing in it."""
    folder.mkdir()
    place = folder / "tiny_thing-1.0-py3-none-any.whl"
    about = "tiny_thing-1.0.dist-info"
    with zipfile.ZipFile(place, "w") as wheel:
        wheel.writestr("tiny_thing.py", "")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return place
