"""Makes the pictures of the documentation: the dashboard itself, on a small project that is written for it.

`make pictures` runs it. Everything on the screen is computed by a real session; only what no two machines have in
common is set: times, durations, the folder, which Python and which watcher there are; and the addresses of the rules'
pages are left out. So the files are the same byte for byte wherever they are made. With `--check` nothing is written;
it ends with 1 where a file would change.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

from msgspec.structs import replace
from rich.cells import cell_len
from sample import RELEASED, SAVED, TODAY
from textual.pilot import Pilot

from mastery_tui.config import trust
from mastery_tui.model.finding import Result
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Activity, CheckState, State
from mastery_tui.session import Session
from mastery_tui.ui.app import Dashboard

HERE = Path(__file__).parent
NOON = 1_760_000_400.0
TOOK = {"ruff": 0.031, "complexity": 0.012, "security": 0.027, "tests": 0.84}
"""Seconds that the checks say they took."""
WITHIN = 60.0
"""Seconds in which a picture must be ready."""

MONOSPACE = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


class Sitter:
    """A real session whose State holds still for a picture."""

    def __init__(self, root: Path) -> None:
        self._session = Session(root)

    @property
    def state(self) -> State:
        """The newest State."""
        return still(self._session.state)

    def subscribe(self, callback: Callable[[State], None]) -> None:
        """Call back with every new State."""
        self._session.subscribe(lambda state: callback(still(state)))

    def send(self, intent: Intent) -> None:
        """Ask the session."""
        self._session.send(intent)

    def start(self) -> None:
        """Start it."""
        self._session.start()

    def stop(self) -> None:
        """Stop it."""
        self._session.stop()


def still(state: State) -> State:
    """The State without what differs from run to run and from machine to machine."""
    watch = state.watch
    return replace(
        state,
        checks={name: _of_check(check, state) for name, check in state.checks.items()},
        watch=replace(watch, kind="native", reason="", last_event=NOON if watch.last_event else 0.0),
        python=replace(state.python, version="3.12.4", reason="virtual environment .venv"),
        files={path: replace(file, results=_unlinked(file.results)) for path, file in state.files.items()},
        activity=_still(state.activity),
        trust_hint=_short(state.trust_hint, state),
        latency_ms=84.0 if state.latency_ms else 0.0,
    )


def _of_check(check: CheckState, state: State) -> CheckState:
    took = TOOK[check.name] if check.duration_s else 0.0
    return replace(check, duration_s=took, reason=_short(check.reason, state))


def _unlinked(results: dict[str, Result]) -> dict[str, Result]:
    """Without the addresses of the rules' pages: a picture holds none."""
    return {
        check: replace(result, findings=tuple(replace(finding, url=None) for finding in result.findings))
        for check, result in results.items()
    }


def _short(text: str, state: State) -> str:
    return text.replace(os.path.realpath(state.root), state.name)


def _still(entries: tuple[Activity, ...]) -> tuple[Activity, ...]:
    """Checks that run at once end in any order: by time of day, then by their words."""
    ordered = sorted(entries, key=lambda entry: (-entry.generation, entry.kind, entry.text))
    return tuple(replace(entry, at=NOON, duration_s=entry.duration_s and 0.084) for entry in ordered)


def project(root: Path) -> None:
    """The sample as a git repository with today's work not committed."""
    _write(root, RELEASED)
    for args in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        ("-c", "user.name=sample", "-c", "user.email=sample@localhost", "commit", "-q", "--no-verify", "-m", "1.4.0"),
    ):
        subprocess.run(("git", "-C", root, *args), check=True)  # noqa: S607 - whichever git there is
    _write(root, TODAY)


def _write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def save(root: Path) -> None:
    """The save that the dashboard sees."""
    path, old, new = SAVED
    place = root / path
    place.write_text(place.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def settled(app: Dashboard) -> bool:
    """Whether the board shows the last word of every check, and the source of the selected finding in colour."""
    state, finding = app.board.state, app.board.findings.selected
    done = state.settled and state.settled == state.generation and not state.loading
    return bool(
        done
        and all(check.status not in ("running", "stale") for check in state.checks.values())
        and finding
        and state.source.path == finding.path
        and state.source.spans
        and state.source.blob == state.files[finding.path].blob
        and all(one.new is not None for one in state.findings() if one.check != "tests")
    )


async def until(pilot: Pilot[int], met: Callable[[], bool]) -> None:
    """Let the dashboard work until a condition holds; raises TimeoutError."""
    async with asyncio.timeout(WITHIN):
        while not met():
            await pilot.pause(0.02)
    await pilot.pause()


async def picture(root: Path, size: tuple[int, int], rule: str, keys: tuple[str, ...], after_save: bool) -> str:
    """The dashboard on the project, at the first finding of a rule, after some keys, as SVG."""
    sitter = Sitter(root)
    app = Dashboard(root, lambda: sitter)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: settled(app))
        if after_save:
            save(root)
            await until(pilot, lambda: bool(app.board.state.activity) and settled(app))
        await pilot.press("g")
        while (selected := app.board.findings.selected) and selected.rule != rule:
            await pilot.press("n")
        await until(pilot, lambda: settled(app))
        for key in keys:
            await pilot.press(key)
            await until(pilot, lambda: settled(app))
        broken = [check.reason for check in app.board.state.checks.values() if check.status == "failed"]
        if broken:
            raise RuntimeError(f"no picture of a check that could not run: {'; '.join(broken)}")
        text = app.export_screenshot(title="mastery stockroom")
    app.close_session()
    return clean(text)


def clean(text: str) -> str:
    """The SVG without addresses: fonts are those of the reader's machine, whose cells have the same shape."""
    text = re.sub(r"\s*@font-face \{.*?\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*<!--.*?-->", "", text, flags=re.DOTALL)
    text = _TEXT.sub(_begin_at_ink, text)
    text = text.replace("font-family: Fira Code, monospace;", f"font-family: {MONOSPACE};")
    text = text.replace("font-family: arial;", "font-family: sans-serif;")
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


_TEXT = re.compile(
    r'(<text class="[^"]*-r\d+") x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"( clip-path="[^"]*")>([^<]*)</text>'
)
CELL = 12.2
"""The width of a cell in Rich's SVG."""


def _begin_at_ink(match: re.Match[str]) -> str:
    """A text without the blanks around it, which not every program draws as wide as they are."""
    head, x, y, _, clip, text = match.groups()
    begun = text.replace("&#160;", " ").lstrip()
    inked = begun.rstrip()
    if not inked:
        return ""
    start = float(x) + CELL * (len(text.replace("&#160;", " ")) - len(begun))
    length = CELL * cell_len(unescape(inked))
    inked = inked.replace(" ", "&#160;")
    return f'{head} x="{start:.1f}" y="{y}" textLength="{length:.1f}"{clip}>{inked}</text>'


SHOTS: dict[str, tuple[bool, bool, tuple[int, int], str, tuple[str, ...]]] = {
    "dashboard": (True, True, (120, 40), "CC", ()),
    "narrow": (True, True, (80, 24), "B602", ()),
    "source": (True, False, (100, 30), "CC", ("2", "z")),
    "help": (True, False, (80, 44), "B602", ("question_mark",)),
    "untrusted": (False, False, (100, 24), "B602", ()),
}
"""Name of the file: trusted, after the save, columns and rows, the rule to stand at, keys."""


def make(name: str) -> str:
    """One picture, in a project and a home of its own."""
    trusted, after_save, size, rule, keys = SHOTS[name]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MASTERY_HOME"] = f"{folder}/home"
        root = Path(folder) / "stockroom"
        project(root)
        if trusted:
            trust.grant(root)
        return asyncio.run(picture(root, size, rule, keys, after_save))


def main() -> int:
    """Make all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*SHOTS, []], metavar="NAME", help=", ".join(SHOTS))
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where a file would change")
    options = parser.parse_args()
    os.environ.pop("NO_COLOR", None)
    os.environ.update(TZ="UTC", COLORTERM="truecolor")
    time.tzset()
    changed = 0
    for name in options.names or SHOTS:
        place = HERE / f"{name}.svg"
        text = make(name)
        same = place.exists() and place.read_text(encoding="utf-8") == text
        changed += not same
        print(f"{'=' if same else '!' if options.check else '+'} docs/pictures/{place.name}", flush=True)
        if not same and not options.check:
            place.write_text(text, encoding="utf-8")
    return int(bool(changed and options.check))


if __name__ == "__main__":
    sys.exit(main())
