import base64
import hashlib
import os
import sys
import venv
from pathlib import Path

import pytest

from mastery_tui.workspace import python as chosen
from mastery_tui.workspace.python import find_python

OWN = ".".join(map(str, sys.version_info[:3]))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("env") / "env"
    venv.create(folder, with_pip=False, symlinks=True)
    return folder


def _environment(folder: Path) -> Path:
    venv.create(folder, with_pip=False, symlinks=True)
    return folder


def test_the_order(tmp_path: Path, environment: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "uv.lock").touch()
    variables = {
        "MASTERY_PYTHON": str(environment / "bin/python"),
        "VIRTUAL_ENV": str(environment),
        "UV_PROJECT_ENVIRONMENT": str(environment),
        "PATH": os.environ["PATH"],
    }
    _environment(root / "venv")
    _environment(root / ".venv")
    reasons = []
    for remove in ("MASTERY_PYTHON", "VIRTUAL_ENV", ".venv", "venv", "UV_PROJECT_ENVIRONMENT"):
        found = find_python(root, variables)
        assert found.version == OWN
        reasons.append(found.reason)
        if remove in variables:
            del variables[remove]
        else:
            (root / remove).rename(tmp_path / f"gone{remove}")
    reasons.append(find_python(root, variables).reason)
    assert reasons == [
        "MASTERY_PYTHON is set",
        "VIRTUAL_ENV is set",
        ".venv in the project",
        "venv in the project",
        "UV_PROJECT_ENVIRONMENT of uv",
        "mastery's own: the project has no environment",
    ]


def test_what_is_broken_is_passed_over_and_told(tmp_path: Path) -> None:
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to("/no/such/python")
    crashing = tmp_path / "crash"
    crashing.write_text("#!/bin/sh\necho '\x1b[2Jno libpython'; exit 1\n")
    crashing.chmod(0o755)
    found = find_python(tmp_path, {"MASTERY_PYTHON": str(crashing), "PATH": os.environ["PATH"]})
    assert found.path == sys.executable
    assert "MASTERY_PYTHON is set, but it does not run: \\x1b[2Jno libpython" in found.reason
    assert ".venv in the project, but" in found.reason
    assert "does not exist" in found.reason


def test_untrusted_nothing_runs(tmp_path: Path) -> None:
    """A project's .venv/bin/python may be any program."""
    proof = tmp_path / "EXECUTED"
    (tmp_path / ".venv/bin").mkdir(parents=True)
    evil = tmp_path / ".venv/bin/python"
    evil.write_text(f"#!/bin/sh\ntouch {proof}\n")
    evil.chmod(0o755)
    (tmp_path / ".venv/pyvenv.cfg").write_text("home = /usr/bin\nversion_info = 3.12.4.final.0\n")
    (tmp_path / "poetry.lock").touch()
    (tmp_path / "poetry").write_bytes(evil.read_bytes())
    (tmp_path / "poetry").chmod(0o755)
    found = find_python(tmp_path, {"PATH": str(tmp_path)}, run_allowed=False)
    assert (found.path, found.version, found.reason) == (str(evil), "3.12.4", ".venv in the project")
    evil.unlink()
    find_python(tmp_path, {"PATH": str(tmp_path)}, run_allowed=False)
    assert not proof.exists()


def test_the_environment_of_mastery_comes_after_the_projects_own(
    tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen.sys, "prefix", str(environment))
    variables = {"VIRTUAL_ENV": str(environment), "PATH": os.environ["PATH"]}
    assert find_python(tmp_path, variables).reason == "VIRTUAL_ENV is set, and mastery's own"
    _environment(tmp_path / ".venv")
    assert find_python(tmp_path, variables).reason == ".venv in the project"


def test_poetrys_folder_is_found_without_poetry(tmp_path: Path) -> None:
    root = tmp_path / "app"
    root.mkdir()
    (root / "pyproject.toml").write_text('[tool.poetry]\nname = "My App"\n')
    digest = base64.urlsafe_b64encode(hashlib.sha256(str(root).encode()).digest()).decode()[:8]
    _environment(tmp_path / f"cache/virtualenvs/my_app-{digest}-py3.11")
    found = find_python(root, {"POETRY_CACHE_DIR": str(tmp_path / "cache"), "PATH": ""})
    assert (found.version, found.reason) == (OWN, "poetry's environment of the project")
