"""How a command of mastery.toml is run: in the tree, in a group of its own, within limits, without our secrets.

Only where the folder is trusted; whoever calls has asked.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mastery_tui.workspace.process import Completed, Limits, clean_env, run


class CannotRun(Exception):
    """The command cannot be started: one clear line."""


def environment(environ: Mapping[str, str], python: str = "") -> dict[str, str]:
    """Ours without secrets; the folder of the project's `python` comes first, so that `python` is that one."""
    env = clean_env(environ)
    folder = str(Path(python).parent) if python else ""
    if Path(folder).is_absolute():
        env["PATH"] = os.pathsep.join([folder, env.get("PATH", os.defpath)])
    return env


def run_command(
    root: Path,
    argv: Sequence[str],
    *,
    cwd: str = "",
    environ: Mapping[str, str],
    limits: Limits,
    on_start: Callable[[int], None] | None = None,
) -> Completed:
    """Run it to its end in the folder `cwd` of the tree. Raises CannotRun."""
    folder = _inside(root, cwd)
    try:
        return run(argv, cwd=folder, env=environ, limits=limits, on_start=on_start)
    except (OSError, ValueError) as error:  # a null byte in a word
        why = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
        raise CannotRun(f"cannot be started: {why}") from error


def _inside(root: Path, cwd: str) -> Path:
    top = os.path.realpath(root)
    try:
        real = os.path.realpath(f"{top}/{cwd}")
        inside = os.path.commonpath((top, real)) == top
        there = inside and Path(real).is_dir()
    except ValueError as error:
        raise CannotRun("cwd is no path") from error
    if not inside:
        raise CannotRun("cwd leads out of the tree: it is relative to the folder of mastery.toml")
    if not there:
        raise CannotRun("cwd is no folder of the tree")
    return Path(real)
