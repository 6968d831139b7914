"""What the project's Python has: asked of that Python itself, as only it knows."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

from mastery_tui.checking.interface import Skipped

MODULES = ("pytest", "coverage", "pytest_cov", "testmon")
_QUESTION = (
    "import importlib.util, json, sys\n"
    f"print(json.dumps([name for name in {MODULES!r} if importlib.util.find_spec(name)]))"
)
LIMIT_S = 20.0


def modules(python: Path, reason: str, root: Path, env: Mapping[str, str]) -> frozenset[str]:
    """Which of MODULES can be imported there, without importing them. Raises Skipped when that Python does not work."""
    try:
        answer = subprocess.run(
            [str(python), "-c", _QUESTION],
            cwd=root,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT_S,
            check=True,
        )
        return frozenset(msgspec.json.decode(answer.stdout.splitlines()[-1], type=list[str]))
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError, IndexError) as error:
        why = str(error).replace(_QUESTION, "...")
        raise Skipped(
            f"the project's Python {python} ({reason}) does not run: {why[:200]}; set MASTERY_PYTHON to one that does"
        ) from None
