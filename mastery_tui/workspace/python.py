"""The Python that the project's code and tests run in: which one, and why."""

import base64
import configparser
import hashlib
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from mastery_tui.model.state import Interpreter
from mastery_tui.model.text import printable
from mastery_tui.workspace.process import Limits, clean_env, run

_WINDOWS = os.name == "nt"
_PYTHON = Path("Scripts/python.exe") if _WINDOWS else Path("bin/python")
_RUN_S = 10.0
_VERSION = "import sys; print('%d.%d.%d' % sys.version_info[:3])"


class _Candidate(NamedTuple):
    python: Path
    why: str


def find_python(root: Path, environ: Mapping[str, str], run_allowed: bool = True) -> Interpreter:
    """The first that works of: MASTERY_PYTHON; VIRTUAL_ENV; .venv or venv in the project; uv's environment; poetry's;
    our own.

    A VIRTUAL_ENV in which mastery itself is installed says where mastery was started from, not what the project needs:
    the project's own environments come before it, unless it lies inside the project. Candidates that do not work are
    told in `reason`. Without `run_allowed` nothing is run: the version comes from pyvenv.cfg, and "" if it is not told.
    """
    broken: list[str] = []
    for candidate in _candidates(root, environ, run_allowed):
        problem = _problem(candidate.python)
        version = ""
        if not problem:
            version, problem = _version(candidate.python, environ, run_allowed)
        if not problem:
            return Interpreter(str(candidate.python), version, "; ".join([candidate.why, *broken]))
        broken.append(f"passed over: {candidate.why}, but {problem}")
    own = ".".join(map(str, sys.version_info[:3]))
    return Interpreter(sys.executable, own, "; ".join(["mastery's own: the project has no environment", *broken]))


def _candidates(root: Path, environ: Mapping[str, str], run_allowed: bool) -> Iterator[_Candidate]:
    if asked := environ.get("MASTERY_PYTHON"):
        yield _Candidate(_absolute(root, asked), "MASTERY_PYTHON is set")
    active = environ.get("VIRTUAL_ENV")
    ours = bool(active) and _is_ours(Path(active or ""), root)
    if active and not ours:
        yield _Candidate(Path(active) / _PYTHON, "VIRTUAL_ENV is set")
    for name in (".venv", "venv"):
        if (root / name).is_dir():
            yield _Candidate(root / name / _PYTHON, f"{name} in the project")
    project = _project(root)
    environment = environ.get("UV_PROJECT_ENVIRONMENT")
    if environment and ((root / "uv.lock").exists() or "uv" in _tools(project)):
        yield _Candidate(_absolute(root, environment) / _PYTHON, "UV_PROJECT_ENVIRONMENT of uv")
    if (root / "poetry.lock").exists() or "poetry" in _tools(project):
        yield from _poetry(root, project, environ, run_allowed)
    if active and ours:
        yield _Candidate(Path(active) / _PYTHON, "VIRTUAL_ENV is set, and mastery's own")


def _is_ours(environment: Path, root: Path) -> bool:
    here = environment.resolve()
    return here == Path(sys.prefix).resolve() and not here.is_relative_to(root.resolve())


def _absolute(root: Path, given: str) -> Path:
    if os.sep not in given and (found := shutil.which(given)) and not (root / given).exists():
        return Path(found)
    return root / Path(given).expanduser()


def _project(root: Path) -> dict[str, object]:
    """pyproject.toml; {} if there is none, or it is broken: whoever reads it for settings says so."""
    try:
        return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _tools(project: Mapping[str, object]) -> Mapping[str, object]:
    tools = project.get("tool")
    return tools if isinstance(tools, dict) else {}


def _poetry(
    root: Path, project: Mapping[str, object], environ: Mapping[str, str], run_allowed: bool
) -> Iterator[_Candidate]:
    folder = _poetry_folder(environ)
    name = _poetry_name(root, project)
    if name is not None and folder.is_dir():
        for found in sorted(folder.glob(f"{name}-py*"), key=lambda path: path.stat().st_mtime, reverse=True):
            yield _Candidate(found / _PYTHON, "poetry's environment of the project")
    poetry = shutil.which("poetry", path=environ.get("PATH"))
    if run_allowed and poetry is not None:
        done = run(
            [poetry, "--no-interaction", "env", "info", "--path"],
            cwd=root,
            env=clean_env(environ),
            limits=Limits(wall_s=_RUN_S, output_bytes=4096),
        )
        lines = done.output.decode("utf-8", "replace").split("\n")
        if done.returncode == 0 and lines[0].strip():
            yield _Candidate(Path(lines[0].strip()) / _PYTHON, "poetry env info")


def _poetry_folder(environ: Mapping[str, str]) -> Path:
    if folder := environ.get("POETRY_VIRTUALENVS_PATH"):
        return Path(folder)
    if cache := environ.get("POETRY_CACHE_DIR"):
        return Path(cache) / "virtualenvs"
    home = Path(environ.get("HOME") or Path.home())
    if sys.platform == "darwin":
        return home / "Library/Caches/pypoetry/virtualenvs"
    if _WINDOWS:
        return Path(environ.get("LOCALAPPDATA") or home / "AppData/Local") / "pypoetry/Cache/virtualenvs"
    return Path(environ.get("XDG_CACHE_HOME") or home / ".cache") / "pypoetry/virtualenvs"


def _poetry_name(root: Path, project: Mapping[str, object]) -> str | None:
    """The name without "-py3.x", as poetry's EnvManager.generate_env_name makes it: name, and a hash of the folder."""
    poetry = _tools(project).get("poetry")
    for table in (project.get("project"), poetry):
        if isinstance(table, dict) and isinstance(name := table.get("name"), str):
            clean = re.sub(r'[ $`!*@"\\\r\n\t]', "_", name.lower())[:42]
            folder = os.path.normcase(os.path.realpath(root))
            digest = base64.urlsafe_b64encode(hashlib.sha256(folder.encode()).digest()).decode()[:8]
            return f"{clean}-{digest}"
    return None


def _problem(python: Path) -> str:
    if not python.exists():
        return f"{python} does not exist"
    if python.is_dir():
        return f"{python} is a folder"
    if not os.access(python, os.X_OK):
        return f"{python} cannot be executed"
    return ""


def _version(python: Path, environ: Mapping[str, str], run_allowed: bool) -> tuple[str, str]:
    """The version, or what is wrong."""
    if not run_allowed:
        return _written_version(python), ""
    try:
        done = run(
            [str(python), "-I", "-c", _VERSION],
            cwd=python.parent,
            env=clean_env(environ),
            limits=Limits(wall_s=_RUN_S, output_bytes=4096),
        )
    except OSError as error:
        return "", f"it does not start: {error.strerror}"
    text = done.output.decode("utf-8", "replace").strip()
    if done.returncode == 0 and re.fullmatch(r"\d+\.\d+\.\d+", text):
        return text, ""
    last = text.splitlines()[-1] if text else f"exit status {done.returncode}"
    return "", f"it does not run: {done.killed_reason or printable(last)}"


def _written_version(python: Path) -> str:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string("[venv]\n" + (python.parent.parent / "pyvenv.cfg").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return ""
    written = parser["venv"].get("version_info") or parser["venv"].get("version") or ""
    found = re.match(r"\d+\.\d+(\.\d+)?", written)
    return found.group() if found else ""
