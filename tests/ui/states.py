"""States made by hand, and a session that publishes them."""

from collections.abc import Callable

from msgspec.structs import replace

from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import (
    Activity,
    CheckState,
    FileState,
    Interpreter,
    Repo,
    SourceView,
    State,
    Watch,
)

NOON = 1_700_000_000.0
SOURCE = '''"""The app."""

import os


def load(path):
    """Load it, whatever the price; this line is long enough to be cut off at the right edge of every pane there is."""
    try:
        return open(path).read()
    except Exception:
        pass


class Store:
\tname = "日本語 wide"

    def get(self, key):
        return self.data[key]
'''


def finding(
    check: str, rule: str, severity: str, path: str, line: int, message: str, new: bool | None = False, url: str = ""
) -> Finding:
    print_ = f"{check}-{rule}-{path}-{line}"
    return Finding(check, rule, severity, path, line, 1, line, 5, message, print_, url=url or None, new=new)  # type: ignore[arg-type]


FOUND = (
    finding(
        "security",
        "B110",
        "error",
        "app.py",
        10,
        "try/except/pass hides the error",
        new=True,
        url="https://bandit.readthedocs.io/en/latest/plugins/b110_try_except_pass.html",
    ),
    finding("complexity", "CC", "warning", "app.py", 6, "load() is too complex: 11 (limit 10)"),
    finding("ruff", "SIM115", "warning", "app.py", 9, "Use a context manager for opening files", new=True),
    finding("ruff", "F401", "error", "app.py", 3, "`os` imported but unused", new=True),
    finding(
        "ruff", "D100", "info", "pkg/deep/nested/folder/with_a_long_name/module_number_one.py", 1234, "No docstring"
    ),
    finding("ruff", "E501", "warning", "pkg/wide.py", 7, "Line too long (131 > 120): 日本語 " + "x" * 60),
)


def file_of(path: str, *found: Finding, stale: bool = False, generation: int = 3) -> FileState:
    results: dict[str, Result] = {"ruff": Result()}  # whatever was found, something looked at it
    for one in found:
        before = results.get(one.check, Result())
        results[one.check] = Result((*before.findings, one))
    blobs = dict.fromkeys(results, "old" if stale else "b1")
    return FileState(path, "b1", 100, generation, results, blobs)


def spans(lines: tuple[str, ...]) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    words = {"import": "keyword", "def": "keyword", "class": "keyword", "return": "keyword", "open": "builtin"}
    made = []
    for line in lines:
        row, at = [], 0
        for word in line.replace("(", " ").split(" "):
            if word in words:
                row.append((at, at + len(word), words[word]))
            at += len(word) + 1
        made.append(tuple(row))
    return tuple(made)


def busy() -> State:
    by_path: dict[str, list[Finding]] = {}
    for one in FOUND:
        by_path.setdefault(one.path, []).append(one)
    files = {path: file_of(path, *by_path[path], stale=path == "pkg/wide.py") for path in sorted(by_path)}
    files["clean.py"] = file_of("clean.py")
    lines = tuple(SOURCE.split("\n"))
    return State(
        root="/tree/learn-python",
        name="learn-python",
        generation=12,
        settled=11,
        loading=False,
        trusted=True,
        repo=Repo(True, "main", "abc", "def", "origin/main", 3),
        watch=Watch("native", "", NOON, "app.py"),
        python=Interpreter("/tree/.venv/bin/python", "3.12.4", ".venv in the tree"),
        checks={
            "ruff": CheckState(
                "ruff", "Code quality", "findings", "", 0.084, 12, 4, 4, {"error": 1, "warning": 2, "info": 1}
            ),
            "complexity": CheckState("complexity", "Complexity", "findings", "", 0.31, 12, 4, 4, {"warning": 1}),
            "security": CheckState("security", "Security", "findings", "", 1.24, 12, 4, 4, {"error": 1}),
            "tests": CheckState("tests", "Tests", "running", "", 0.0, 11, 41, 120),
        },
        files=dict(sorted(files.items())),
        activity=(
            Activity(NOON - 60, 10, "git", "switched to main"),
            Activity(NOON - 5, 11, "save", "app.py", 0.084),
            Activity(NOON, 12, "check", "ruff: 4 findings in 4 files", 0.31),
            Activity(NOON + 1, 12, "error", "tests: cannot be collected: tests/conftest.py does not import", 2.5),
        ),
        latency_ms=84.0,
        source=SourceView("app.py", "b1", lines, spans(lines)),
    )


def green() -> State:
    state = busy()
    return replace(
        state,
        settled=12,
        checks={
            name: replace(check, status="passed", counts={}, generation=12, duration_s=0.4)
            for name, check in state.checks.items()
        },
        files={path: file_of(path) for path in state.files},
    )


class Published:
    """A session that publishes what a test gives it, and keeps what it is sent."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.sent: list[Intent] = []
        self.started = self.stopped = False
        self._callbacks: list[Callable[[State], None]] = []

    def subscribe(self, callback: Callable[[State], None]) -> None:
        self._callbacks.append(callback)

    def publish(self, state: State) -> None:
        self.state = state
        for callback in self._callbacks:
            callback(state)

    def send(self, intent: Intent) -> None:
        self.sent.append(intent)

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.stopped = True
