"""What a curriculum requires of the learner's Python: what is missing there, and the commands that would bring it."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from mastery_tui.model.state import Interpreter
from mastery_tui.model.text import log_lines, printable
from mastery_tui.workspace.process import Limits, clean_env, run

JUDGE = ("pytest",)
"""What every validator needs."""
_ASK_S, _INSTALL_S = 20.0, 900.0
_VERSIONS = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
"""
ENVIRONMENT = ".venv"


class NotInstalled(Exception):
    """What was asked for could not be installed; `said` is the end of what pip said."""

    def __init__(self, reason: str, said: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.said = said


class Plan(msgspec.Struct, frozen=True):
    """The commands that install what is missing, one after the other, and the Python that then has it."""

    commands: tuple[tuple[str, ...], ...]
    python: str

    def shown(self) -> str:
        """As one would type it."""
        import shlex

        return " && ".join(shlex.join(command) for command in self.commands)


def missing(python: str, requirements: Sequence[str]) -> tuple[str, ...]:
    """The requirements that this Python does not meet. Runs that Python; raises OSError where it does not start."""
    from packaging.requirements import Requirement

    wanted = {text: Requirement(text) for text in (*requirements, *JUDGE)}
    done = run(
        [python, "-I", "-c", _VERSIONS, *(requirement.name for requirement in wanted.values())],
        cwd=Path(python).parent,
        env=clean_env(os.environ),
        limits=Limits(wall_s=_ASK_S, output_bytes=1 << 16),
    )
    if done.returncode != 0:
        raise OSError(
            f"{python} does not run: {done.killed_reason or printable(done.output[-200:].decode(errors='replace'))}"
        )
    found: dict[str, str] = json.loads(done.output)
    return tuple(
        text
        for text, requirement in wanted.items()
        if requirement.name not in found
        or not requirement.specifier.contains(found[requirement.name], prereleases=True)
    )


def plan(root: Path, python: Interpreter, lacking: Sequence[str]) -> Plan:
    """How to install it: into the project's own environment, which is made first where there is none.

    Runs that Python; raises OSError where it does not start."""
    if _is_own(python):
        place = root / ENVIRONMENT
        inside = str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        wanted = tuple(dict.fromkeys((*lacking, *JUDGE)))
        return Plan(((sys.executable, "-m", "venv", str(place)), (inside, "-m", "pip", "install", *wanted)), inside)
    without_pip = "pip" in missing(python.path, ("pip",))  # environments that uv makes have none: ours installs there
    pip = (sys.executable, "-m", "pip", "--python", python.path) if without_pip else (python.path, "-m", "pip")
    return Plan(((*pip, "install", *lacking),), python.path)


def _is_own(python: Interpreter) -> bool:
    """Whether this is mastery's own Python: nothing of the learner's goes in there."""
    return python.path == sys.executable


def install(steps: Plan, root: Path) -> None:
    """Run the commands. Raises NotInstalled."""
    keep = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONFIG_FILE", "PIP_CERT", "PIP_NO_INDEX")
    for command in steps.commands:
        try:
            done = run(
                command,
                cwd=root,
                env=clean_env(os.environ, keep),
                limits=Limits(wall_s=_INSTALL_S, output_bytes=1 << 18),
            )
        except OSError as error:
            raise NotInstalled(f"{printable(command[0])} does not start: {error.strerror}") from error
        if done.returncode != 0:
            said = log_lines(done.output.decode("utf-8", "replace"))
            why = done.killed_reason or (said[-1] if said else f"exit code {done.returncode}")
            raise NotInstalled(f"{printable(' '.join(command[-3:]))} failed: {why}", said)
