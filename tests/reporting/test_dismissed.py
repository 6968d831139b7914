"""What every reader of the State makes of findings that were set aside: told, and not counted."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from rich.console import Console

from mastery_tui.cli.report import lines
from mastery_tui.evidence.measures import metrics
from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.state import CheckState, Dismissal, FileState, State
from mastery_tui.reporting.changes import change
from mastery_tui.reporting.document import document
from mastery_tui.reporting.gate import verdict
from mastery_tui.reporting.github import annotations
from mastery_tui.reporting.sarif import sarif


def finding(line: int, reason: str | None = None) -> Finding:
    return Finding("ruff", "F401", "error", "a.py", line, 1, line, 4, f"m{line}", f"{line:016x}", dismissed=reason)


def state(*found: Finding, entries: tuple[Dismissal, ...] = ()) -> State:
    counted = sum(f.dismissed is None for f in found)
    check = CheckState("ruff", "Ruff", "findings" if counted else "passed", "", 0.1, 1)
    check = replace(check, counts={"error": counted} if counted else {}, dismissed=len(found) - counted)
    result = Result(found, {"suppressions": 2.0})
    file = FileState("a.py", "b", 1, 1, {"ruff": result}, {"ruff": "b"})
    return State("/r", "r", 1, 1, False, checks={"ruff": check}, files={"a.py": file}, dismissals=entries)


ONE = state(finding(1), finding(2, "because: of % this"))
ALL = state(finding(2, "fine"))


@pytest.mark.parametrize(
    ("shown", "level", "holds", "reason", "dismissed"),
    [
        (ONE, "error", False, "1 finding at or above error; 1 dismissed", 1),
        (ALL, "error", True, "no finding at or above error; 1 dismissed", 1),
        (ALL, "never", True, "nothing fails it", 0),
    ],
)
def test_the_gate_holds_without_them_and_says_so(
    shown: State, level: str, holds: bool, reason: str, dismissed: int
) -> None:
    gate = verdict(shown, level)
    assert (gate.holds, gate.reason, gate.dismissed) == (holds, reason, dismissed)


def test_the_report_counts_them_and_does_not_list_them() -> None:
    console = Console(width=100)
    text = "\n".join(line.plain for line in lines(ONE, verdict(ONE), console))
    assert "m1" in text and "m2" not in text and "1 error, 1 dismissed" in text
    assert "passed, 1 dismissed" in "\n".join(line.plain for line in lines(ALL, verdict(ALL), console))
    old = state(finding(1), entries=(Dismissal("f" * 16, "ruff", "F401", "a.py", "r"),))
    assert "1 dismissal matches nothing any more" in "\n".join(line.plain for line in lines(old, verdict(old), console))


def test_sarif_suppresses_them_with_their_reason() -> None:
    first, second = sarif(ONE)["runs"][0]["results"]
    assert first["suppressions"] == []
    assert second["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "because: of % this"}]
    assert "suppressions" not in sarif(state(finding(1)))["runs"][0]["results"][0]


def test_github_gets_one_line_for_all_of_them() -> None:
    shown = list(annotations(ONE))
    assert len(shown) == 2 and shown[0].endswith("::m1")
    assert shown[1] == "::notice title=dismissed::1 finding is set aside with a reason: see mastery-dismissed.toml"


def test_the_document_has_reason_and_entries() -> None:
    entries = (
        Dismissal(finding(2).fingerprint, "ruff", "F401", "a.py", "fine"),
        Dismissal("f" * 16, "ruff", "R", "a.py", "r"),
    )
    told = document(state(finding(1), finding(2, "fine"), entries=entries))
    assert [each["dismissed"] for each in told["findings"]] == [None, "fine"]
    assert [(each["reason"], each["stale"]) for each in told["dismissals"]] == [("fine", False), ("r", True)]
    assert told["checks"]["ruff"]["dismissed"] == 1 and told["gate"]["dismissed"] == 1


def test_metrics_count_them_apart() -> None:
    measured = metrics(ONE)
    assert {name: measured[name].value for name in ("findings", "findings.error", "ruff.findings")} == {
        "findings": 1,
        "findings.error": 1,
        "ruff.findings": 1,
    }
    assert (measured["quality.dismissed"].value, measured["quality.dismissed"].unit) == (1, "findings")
    assert (measured["quality.suppressions"].value, measured["quality.suppressions"].unit) == (2, "comments")
    assert "suppressions.mean" not in measured


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ((finding(1),), (finding(1, "r"),), {"dismissed": 1}),
        ((finding(1, "r"),), (finding(1),), {"restored": 1}),
        ((finding(1, "r"),), (finding(1, "better"),), {}),
        ((finding(1, "r"),), (), {}),
        ((), (finding(1, "r"),), {}),
        ((finding(1),), (finding(2),), {"added": 1, "fixed": 1}),
        ((), (finding(1),), {"added": 1}),
    ],
)
def test_a_change_tells_what_was_dismissed_and_what_counts_again(
    before: tuple[Finding, ...], after: tuple[Finding, ...], wanted: dict[str, int]
) -> None:
    told = change(state(*before), state(*after), datetime.now(UTC))
    lists = {name: len(getattr(told, name)) for name in ("added", "fixed", "dismissed", "restored")}
    assert {name: number for name, number in lists.items() if number} == wanted
