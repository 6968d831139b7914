"""Makes the pictures of the documentation: the dashboard itself, on small projects that are written for it.

`make pictures` runs it. Everything on the screen is computed by a real session; only what no two machines have in
common is set: times, durations, the folder, which Python, which versions of tools and which watcher there are; and the
addresses of the rules' pages are left out. So the files are the same byte for byte wherever they are made. With
`--check` nothing is written; it ends with 1 where a file would change.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from drawn import clean
from sample import STAGES, Edit, Stage
from shots import SHOTS, Shot
from standing import NOON, still
from textual.pilot import Pilot

from mastery_tui.config import seen, trust
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.session import Session
from mastery_tui.ui import times
from mastery_tui.ui.app import Dashboard

HERE = Path(__file__).parent
ALIKE = 3
"""How often in a row the screen must look the same."""
WITHIN = 60.0
"""Seconds in which a picture must be ready."""


class Sitting:
    """A real session, open for several pictures one after another; each dashboard sees its State hold still."""

    def __init__(self, root: Path) -> None:
        self._session = Session(root)
        self._news = threading.Condition()
        self._session.subscribe(self._heard)
        self._session.start()

    @property
    def state(self) -> State:
        """The newest State, as it is."""
        return self._session.state

    def seen_by(self, theme: str) -> "Seat":
        """The session for one dashboard, in a theme."""
        return Seat(self._session, theme)

    def until(self, met: Callable[[State], bool]) -> None:
        """Wait for a State; raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: met(self.state), WITHIN):
                raise TimeoutError(f"the State that is waited for did not come: {still(self.state, '').checks}")

    def close(self) -> None:
        """End it."""
        self._session.stop()

    def _heard(self, state: State) -> None:
        with self._news:
            self._news.notify_all()


class Seat:
    """What a dashboard takes for its session: started already, and not stopped by it."""

    def __init__(self, session: Session, theme: str) -> None:
        self._session = session
        self._theme = theme
        self._left = False

    @property
    def state(self) -> State:
        """The newest State, held still."""
        return still(self._session.state, self._theme)

    def subscribe(self, callback: Callable[[State], None]) -> None:
        """Call back with every new State until the dashboard is left."""
        self._session.subscribe(lambda state: None if self._left else callback(still(state, self._theme)))

    def send(self, intent: Intent) -> None:
        """Ask the session."""
        self._session.send(intent)

    def start(self) -> None:
        """It is started already."""

    def stop(self) -> None:
        """Only this dashboard leaves."""
        self._left = True


def project(root: Path, stage: Stage) -> None:
    """The sample as a git repository with today's work not committed."""
    _write(root, stage.released)
    for args in (
        ("init", "-q", "-b", "main"),
        ("config", "user.name", "Robin"),
        ("config", "user.email", "robin@localhost"),
        ("add", "-A"),
        ("commit", "-q", "--no-verify", "-m", "1.4.0"),
        ("checkout", "-q", "-b", "labels"),
    ):
        subprocess.run(("git", "-C", root, *args), check=True)  # noqa: S607 - whichever git there is
    _write(root, stage.today)


def _write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def save(root: Path, edit: Edit) -> None:
    """One of the saves that the dashboard sees."""
    place = root / edit.path
    text = place.read_text(encoding="utf-8")
    if text.count(edit.old) != 1:
        raise ValueError(f"{edit.path}: {edit.old!r} is there {text.count(edit.old)} times")
    place.write_text(text.replace(edit.old, edit.new), encoding="utf-8")


def settled(state: State) -> bool:
    """Whether every check has said its last word, and it was measured."""
    return bool(
        state.settled
        and state.settled == state.generation
        and not state.loading
        and all(check.status not in ("running", "stale") for check in state.checks.values())
        and all(one.new is not None for one in state.findings() if one.check != "tests")
        and state.trend
        and state.trend[-1].generation == state.generation
    )


def judged(state: State) -> bool:
    """Whether the last save of the module was judged: its tests fail for what it does, not for what it lacks."""
    detail = state.learning.detail
    verdict = detail.verdict if detail is not None and begun(state) else None
    return verdict is not None and any(case.got for case in verdict.tests)


def begun(state: State) -> bool:
    """Whether the stub of the module was written and judged."""
    detail = state.learning.detail
    return detail is not None and detail.verdict is not None and not detail.validating


def drawn(app: Dashboard) -> bool:
    """Whether the board shows it, with the source of the selected finding in colour."""
    state, finding = app.board.state, app.board.findings.selected
    if not settled(state):
        return False
    if finding is None or not finding.path:
        return not any(state.findings())
    return bool(
        state.source.path == finding.path
        and state.source.spans
        and state.source.blob == state.files[finding.path].blob
        and (not app.board.state.theme or app.board.ink.theme.name == app.board.state.theme)
    )


async def until(pilot: Pilot[int], met: Callable[[], bool]) -> None:
    """Let the dashboard work until a condition holds; raises TimeoutError."""
    async with asyncio.timeout(WITHIN):
        while not met():
            await pilot.pause(0.02)
    await pilot.pause()
    await pilot.pause()


async def picture(root: Path, sitting: Sitting, shot: Shot) -> str:
    """The dashboard, at the first finding of a rule, after some keys, as SVG."""
    seat = sitting.seen_by(shot.theme)
    with patch.object(times, "now", lambda: NOON):  # how long ago something was is told from then on
        return await _picture(root, seat, shot)


async def _picture(root: Path, seat: Seat, shot: Shot) -> str:
    app = Dashboard(root, lambda: seat)
    async with app.run_test(size=shot.size) as pilot:
        if not app.board.state.first_run:
            await until(pilot, lambda: drawn(app) or app.screen is not app.board)
        if shot.rule:
            await pilot.press("g")
            while (selected := app.board.findings.selected) and selected.rule != shot.rule:
                before = selected.fingerprint
                await pilot.press("n")
                if app.board.findings.selected and app.board.findings.selected.fingerprint == before:
                    raise ValueError(f"there is no finding of {shot.rule}")
            await pilot.press("4")
            await until(pilot, lambda: drawn(app))
        for key in shot.keys:
            await pilot.press(key)
            await until(pilot, lambda: drawn(app) or app.screen is not app.board)
        await until(pilot, lambda: shot.ready(app.board.state) and (drawn(app) or app.screen is not app.board))
        broken = [check.reason for check in app.board.state.checks.values() if check.status == "failed"]
        if broken:
            raise RuntimeError(f"no picture of a check that could not run: {'; '.join(broken)}")
        text = await at_last(pilot, app)
    app.close_session()
    return text


async def at_last(pilot: Pilot[int], app: Dashboard) -> str:
    """The screen as SVG, once nothing on it changes any more; what is said for a moment only has gone by then."""
    await until(pilot, lambda: not app.board.flashed)
    last: list[str] = []
    async with asyncio.timeout(WITHIN):
        while len(last) < ALIKE or len(set(last[-ALIKE:])) > 1:
            await pilot.pause(0.1)
            last.append(clean(app.export_screenshot(title=f"mastery {Path(app.board.state.root).name}")))
    return last[-1]


@contextmanager
def opened(stage: Stage) -> Iterator[tuple[Path, Sitting]]:
    """A project and a home of its own, with everything that was saved before the pictures are made."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MASTERY_HOME"] = f"{folder}/home"
        root = Path(folder).resolve() / "stockroom"
        project(root, stage)
        if stage.trusted:
            trust.grant(root)
        if stage.seen:
            seen.mark(root)
        sitting = Sitting(root)
        try:
            sitting.until(settled)
            if stage.module:
                sitting.seen_by("").send(Intent("module-start", stage.module))
                sitting.until(lambda state: begun(state) and settled(state))
            for edit in stage.saves:
                before = sitting.state.generation
                save(root, edit)
                sitting.until(lambda state, before=before: state.generation > before and settled(state))
                if stage.module:
                    sitting.until(judged)
            yield root, sitting
        finally:
            sitting.close()


def make(names: list[str]) -> Iterator[tuple[str, str]]:
    """The pictures of these names: a stage is opened once for all that are made on it."""
    for stage_name, stage in STAGES.items():
        wanted = [name for name in names if SHOTS[name].stage == stage_name]
        if wanted:
            with opened(stage) as (root, sitting):
                for name in wanted:
                    yield name, asyncio.run(picture(root, sitting, SHOTS[name]))


def at_rest() -> None:
    """Nothing of this machine's surroundings shows in a picture."""
    for name in ("NO_COLOR", "MASTERY_PYTHON", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        os.environ.pop(name, None)
    os.environ.update(TZ="UTC", COLORTERM="truecolor", TERM="xterm-256color")
    time.tzset()


def main() -> int:
    """Make all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*SHOTS, []], metavar="NAME", help=", ".join(SHOTS))
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where a file would change")
    options = parser.parse_args()
    at_rest()
    changed = 0
    for name, text in make(options.names or list(SHOTS)):
        place = HERE / f"{name}.svg"
        same = place.exists() and place.read_text(encoding="utf-8") == text
        changed += not same
        print(f"{'=' if same else '!' if options.check else '+'} docs/pictures/{place.name}", flush=True)
        if not same and not options.check:
            place.write_text(text, encoding="utf-8")
    return int(bool(changed and options.check))


if __name__ == "__main__":
    sys.exit(main())
