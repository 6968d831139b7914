"""The player: edits the sample step by step, as somebody who works on it, and stops as soon as somebody else does."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from mastery_tui.demo import sample
from mastery_tui.demo.script import Step, named
from mastery_tui.model.blob import blob_id
from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.workspace.git_command import GitError

PACE_S = 5.0
"""Seconds from one step to the next: long enough to read what the last one said."""

LOOK = 0.4
"""The part of the pace that is left to look at what a step led to, however long its checks took."""

STOPPED = "You edit: the demo stops, the files are yours; q leaves and removes them."


class Session(Protocol):
    """What the player needs of a session."""

    @property
    def state(self) -> State:
        """The newest State."""

    def subscribe(self, callback: Callable[[State], None]) -> object:
        """Call `callback` with every new State, from any thread."""

    def send(self, intent: Intent) -> None:
        """Ask for something; returns at once."""


class Player:
    """Plays the steps in a thread of its own, one every `pace_s` seconds, but never before the last one is checked.

    `done` is called in that thread with each step and the State in which it was checked.
    """

    def __init__(
        self,
        root: Path,
        steps: tuple[Step, ...],
        session: Session,
        pace_s: float = PACE_S,
        done: Callable[[Step, State], None] = lambda step, state: None,
    ) -> None:
        self.root = root
        self.steps = steps
        self.session = session
        self.pace_s = pace_s
        self.done = done
        self.left = False
        self.mine: dict[str, bytes] = {}
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="mastery-demo", daemon=True)

    def start(self) -> None:
        """Begin once the first generation is settled; returns at once."""
        self.mine = {path: (self.root / path).read_bytes() for path in _files(self.root)}
        self.session.subscribe(self._heard)
        self._thread.start()

    def stop(self, within_s: float = 1.0) -> None:
        """Play no further step."""
        with self._news:
            self.left = True
            self._news.notify_all()
        if self._thread.is_alive():
            self._thread.join(within_s)

    def join(self, within_s: float) -> bool:
        """Wait for the end of the script; whether it has come."""
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _heard(self, state: State) -> None:
        with self._news:
            self._news.notify_all()

    def _run(self) -> None:
        due = 0.0
        for step in self.steps:
            if not self._until(settled) or not self._rest(max(due, time.monotonic() + self.pace_s * LOOK)):
                return
            due = time.monotonic() + self.pace_s
            if self._somebody_else():
                self._say(STOPPED)
                return
            self._say(step.says)
            try:
                checked = self._do(step)
            except (OSError, ValueError, GitError) as error:
                self._say(f"the demo cannot go on: {error}")
                return
            if not self._until(checked):
                return
            self.done(step, self.session.state)

    def _do(self, step: Step) -> Callable[[State], bool]:
        """Do it; returns what holds of the State once it is checked."""
        if step.file:
            return self._edit(step)
        if step.dismiss:
            found = next((f for f in self.session.state.findings() if _open(f) and named(f) == step.dismiss), None)
            if found is None:
                return settled
            asked = time.time()
            self.session.send(Intent("set-aside", found.fingerprint, step.reason))
            return lambda state: settled(state) and (_dismissed(state, found) or _refused(state, asked))
        if step.commit and self.session.state.repo.inside:
            head = self.session.state.repo.head
            sample.commit(self.root, step.commit)
            return lambda state: settled(state) and state.repo.head != head
        return lambda state: settled(state) and any(entry.text == step.says for entry in state.activity)

    def _edit(self, step: Step) -> Callable[[State], bool]:
        place = self.root / step.file
        text = step.edit(self.mine[step.file].decode()).encode()
        self.mine[step.file] = text
        place.write_bytes(text)
        blob = blob_id(text)
        return lambda state: settled(state) and step.file in state.files and state.files[step.file].blob == blob

    def _somebody_else(self) -> bool:
        """Whether a file is not as it was here at first, or as the player left it."""
        now = set(_files(self.root))
        return now != set(self.mine) or any((self.root / path).read_bytes() != self.mine[path] for path in now)

    def _say(self, text: str) -> None:
        self.session.send(Intent("say", text, "demo"))

    def _until(self, holds: Callable[[State], bool]) -> bool:
        """Wait for a State; False when it is time to go."""
        with self._news:
            self._news.wait_for(lambda: self.left or holds(self.session.state))
            return not self.left

    def _rest(self, until: float) -> bool:
        """Wait until this moment of the monotonic clock; False when it is time to go."""
        with self._news:
            while not self.left and (left := until - time.monotonic()) > 0:
                self._news.wait(left)
            return not self.left


def settled(state: State) -> bool:
    """Whether all there is has been checked."""
    return 0 < state.settled == state.generation and all(check.status != "running" for check in state.checks.values())


def _dismissed(state: State, finding: Finding) -> bool:
    return any(dismissal.fingerprint == finding.fingerprint for dismissal in state.dismissals)


def _refused(state: State, since: float) -> bool:
    """Whether what was asked for after `since` could not be done: that is on the screen, and the demo goes on."""
    return state.notice.failed and state.notice.at >= since


def _open(finding: Finding) -> bool:
    return finding.dismissed is None


def _files(root: Path) -> list[str]:
    """The Python files of the sample, relative to its root."""
    return sorted(
        path.relative_to(root).as_posix() for folder in ("ledger", "tests") for path in (root / folder).glob("*.py")
    )
