"""A shell in a real tmux of its own: what a person has before them, with jobs, mouse, paste and sizes."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from tests.e2e.dashboard import COMMAND
from tests.processes import wait_for

PROMPT = "ready> "
FOREIGN = ("TMUX", "TMUX_PANE", "NO_COLOR", "COLUMNS", "LINES")
"""What the terminal of the tests themselves says."""


class Tmux:
    """One server with one window; `until` reads the screen until something holds."""

    def __init__(self, folder: Path, columns: int = 120, rows: int = 40) -> None:
        self.folder = folder
        self._name = f"mastery-{uuid4().hex}"
        keep = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self._environment = {**keep, "LC_ALL": "C.UTF-8", "PS1": PROMPT, "TZ": "UTC", "HISTFILE": ""}
        size = ("-x", str(columns), "-y", str(rows))
        self("-f", "/dev/null", "new-session", "-d", *size, "bash", "--norc", "--noprofile")
        self("set-option", "-g", "default-terminal", "screen-256color")
        self("set-option", "-g", "default-size", f"{columns}x{rows}")
        self.until(lambda: PROMPT.strip() in self.text)

    def __call__(self, *command: str, given: str | None = None) -> str:
        """One tmux command; what it prints."""
        done = subprocess.run(
            ["tmux", "-u", "-L", self._name, *command],
            env=self._environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        return done.stdout

    @property
    def text(self) -> str:
        """The screen, line by line."""
        return self("capture-pane", "-p")

    @property
    def terminal(self) -> dict[str, bool]:
        """What a program can leave behind: the alternate screen, mouse reports, a hidden cursor."""
        flags = self("display-message", "-p", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}").split()
        return dict(zip(("alternate", "mouse", "cursor"), (flag == "1" for flag in flags), strict=True))

    def until(self, holds: Callable[[], object], seconds: float = 30) -> None:
        """Read until `holds()`."""
        try:
            wait_for(holds, "", seconds)
        except AssertionError:
            raise AssertionError(f"not in time; {self.terminal}; the screen:\n{self.text}") from None

    def shows(self, *texts: str) -> None:
        """Wait for a screen with all these texts."""
        self.until(lambda: all(text in self.text for text in texts))

    def types(self, text: str) -> None:
        """Send characters as they are, escape sequences too."""
        self("send-keys", "-l", text)

    def presses(self, *keys: str) -> None:
        """Send keys by tmux's names."""
        self("send-keys", *keys)

    def runs(self, line: str) -> None:
        """Type a line into the shell."""
        self.types(line)
        self.presses("Enter")

    def pastes(self, text: str) -> None:
        """As a terminal pastes: between brackets where the program asked for that."""
        self("load-buffer", "-b", "pasted", "-", given=text)
        self("paste-buffer", "-p", "-b", "pasted")

    def mouse(self, *events: tuple[int, int, int], up: tuple[int, int] | None = None) -> None:
        """Reports of the mouse: (button, column, row) from 0, then the left button let go at `up`."""
        reports = [f"\x1b[<{button};{x + 1};{y + 1}M" for button, x, y in events]
        if up is not None:
            reports.append(f"\x1b[<0;{up[0] + 1};{up[1] + 1}m")
        self.types("".join(reports))

    def at(self, text: str) -> tuple[int, int]:
        """Column and row of a text on the screen, in cells; all before it is one cell wide each."""
        for row, line in enumerate(self.text.splitlines()):
            if text in line:
                return line.index(text), row
        raise AssertionError(f"{text} is not on the screen:\n{self.text}")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self("resize-window", "-x", str(columns), "-y", str(rows))

    def starts(self, root: Path, **environment: str) -> int:
        """Start the dashboard as a job of the shell; its process id."""
        note = self.folder / f"pid-{uuid4().hex}"
        variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
        start = f"echo $$ > {note}.part; mv {note}.part {note}; exec {COMMAND} {shlex.quote(str(root))}"
        self.runs(f"stty -a > {self.folder}/before; clear; {variables} sh -c {shlex.quote(start)}")
        self.until(note.exists)
        return int(note.read_text())

    def is_shell_again(self) -> None:
        """The shell has its terminal, as it was."""
        self.until(lambda: self.terminal == {"alternate": False, "mouse": False, "cursor": True})
        after = self.folder / f"after-{uuid4().hex}"
        self.until(lambda: self.text.rstrip().endswith(PROMPT.strip()))
        self.runs(f"stty -a > {after}.part; mv {after}.part {after}")
        self.until(after.exists)
        assert after.read_text() == (self.folder / "before").read_text()

    def is_dashboard(self) -> None:
        """The dashboard has the terminal."""
        self.until(lambda: self.terminal == {"alternate": True, "mouse": True, "cursor": False})

    def close(self) -> None:
        """End the server and all in it."""
        subprocess.run(["tmux", "-L", self._name, "kill-server"], check=False, capture_output=True, timeout=20)
