"""The report on terminals: width, colour, many findings, odd text."""

import io
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from mastery_tui.cli.report import MOST, lines
from mastery_tui.model.finding import Finding, Result, Severity
from mastery_tui.model.state import CheckState, FileState, State
from mastery_tui.reporting.gate import verdict


def state_of(*findings: Finding) -> State:
    paths = sorted({finding.path for finding in findings})
    files = {
        path: FileState(path, "b", 1, 1, {"ruff": Result(tuple(f for f in findings if f.path == path))}, {"ruff": "b"})
        for path in paths
    }
    checks = {"ruff": CheckState("ruff", "Code quality", "findings" if findings else "passed", "", 0.2, 1)}
    return State("/r", "r", 1, 1, False, True, checks=checks, files=files)


def finding(line: int = 1, message: str = "m", path: str = "a.py", severity: Severity = "warning") -> Finding:
    return Finding("ruff", "F401", severity, path, line, 1, line, 2, message, f"{path}{line}")


def shown(state: State, **console: Any) -> str:
    terminal = Console(file=io.StringIO(), highlight=False, markup=False, emoji=False, **console)
    for line in lines(state, verdict(state), terminal):
        terminal.print(line, soft_wrap=True)
    assert isinstance(terminal.file, io.StringIO)
    return terminal.file.getvalue()


@pytest.mark.parametrize("width", [30, 60, 80, 200])
def test_a_long_message_is_folded_at_the_terminals_width_and_nowhere_else(width: int) -> None:
    words = [f"word{number}" for number in range(60)]
    state = state_of(finding(message=" ".join(words)))
    on_terminal = shown(state, force_terminal=True, color_system=None, width=width)
    body = on_terminal.split("a.py\n")[1].split("\n\n")[0]
    assert max(map(len, body.splitlines())) <= width
    assert [word for word in body.split() if word.startswith("word")] == words
    assert " ".join(words) in shown(state, force_terminal=False, width=width)


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    state = state_of(finding())
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[33m!" in shown(state, force_terminal=True, color_system="standard")
    assert "\x1b" not in shown(state, force_terminal=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in shown(state, force_terminal=True, color_system="standard")


def test_of_many_findings_the_worst_are_shown_quickly() -> None:
    many = [finding(line, severity="info") for line in range(1, 10_001)]
    worst = [finding(line, "really bad", severity="error") for line in (5_000, 9_999)]
    state = state_of(*many, *worst)
    began = time.perf_counter()
    text = shown(state, force_terminal=True, width=80)
    assert time.perf_counter() - began < 2
    assert text.count("really bad") == 2
    assert f"… and {10_002 - MOST:,} more, see --format json" in text
    assert text.count("F401") == MOST


@given(st.text(st.characters(), max_size=30), st.text(st.characters(), max_size=30))
def test_no_text_from_outside_reaches_the_terminal_raw(path: str, message: str) -> None:
    text = shown(state_of(finding(message=message, path=path)), force_terminal=True, color_system=None, width=40)
    assert not [c for c in text if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000)]


def test_markup_is_text() -> None:
    assert "[bold]x[/bold] :smile:" in shown(state_of(finding(message="[bold]x[/bold] :smile:")), force_terminal=True)


def test_everything_green() -> None:
    text = shown(state_of(), force_terminal=False)
    assert "✓ ruff  passed" in text and text.rstrip().endswith("✓ gate holds  no finding at or above error")
