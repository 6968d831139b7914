"""A live session beside a cold one, and what of their States must be equal."""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mastery_tui.model.blob import blob_id
from mastery_tui.model.state import State, is_stale
from mastery_tui.reporting.dismissals import stale
from mastery_tui.session import Session

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main"]


def git(root: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=root, check=True, capture_output=True)


def comparable(state: State) -> dict[str, Any]:
    """What a State says of the tree, without when and how long."""
    return {
        "files": {
            path: (file.blob, file.size, {n: r for n, r in file.results.items() if not is_stale(file, n)})
            for path, file in state.files.items()
        },
        "checks": {
            name: (
                check.status,
                check.reason,
                (check.counts, check.dismissed) if check.status != "failed" else "stale",
            )
            for name, check in state.checks.items()
        },
        "skipped": state.skipped,
        "tree": state.tree,
        "problems": state.problems,
        "dismissals": state.dismissals,
        "stale dismissals": stale(state),
        "repo": (state.repo.branch, state.repo.head, state.repo.base),
    }


class Live:
    """A watching session, and a way to wait until it has seen everything."""

    def __init__(self, root: Path, **about: Any) -> None:
        self.root = root
        self.session = Session(root, **{"run_tests": False, **about})
        self.changed = threading.Condition()
        self.marks = 0
        self.session.subscribe(self._heard)
        self.session.start()
        self.until(lambda state: state.settled > 0 and state.watch.kind != "off")

    def _heard(self, state: State) -> None:
        with self.changed:
            self.changed.notify_all()

    def until(self, holds: Callable[[State], bool], timeout: float = 60.0) -> State:
        """Wait for a State of which `holds` is true."""
        with self.changed:
            if not self.changed.wait_for(lambda: holds(self.session.state), timeout):
                state = self.session.state
                raise TimeoutError(
                    f"generation {state.generation}, settled {state.settled}, "
                    f"checks {[(c.name, c.status, c.done, c.total) for c in state.checks.values()]}, {state.problems}"
                )
        return self.session.state

    def caught_up(self) -> State:
        """The settled State after everything that was done to the tree before this call."""
        self.marks += 1
        text = f"mark = {self.marks}\n"
        (self.root / "zz_mark.py").write_text(text)
        wanted = blob_id(text.encode())
        return self.until(
            lambda state: (
                state.settled == state.generation
                and "zz_mark.py" in state.files
                and state.files["zz_mark.py"].blob == wanted
                and self.session.state.repo.inside == (self.root / ".git").exists()
            )
        )

    def close(self) -> None:
        self.session.stop()


def cold(root: Path, scratch: Path, **about: Any) -> State:
    """What a session without any cache says of a copy of the tree."""
    scratch.joinpath("cold").mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=scratch / "cold"))  # never twice the same: a ledger that is written anew is told
    copy = place / root.name
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns(".mastery"))
    session = Session(copy, watch=False, run_tests=False, **about)
    session.start()
    try:
        return session.wait_settled(60)
    finally:
        session.stop()
        shutil.rmtree(place, ignore_errors=True)
