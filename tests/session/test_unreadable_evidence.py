"""Evidence that is there and says nothing: told, and neither a pass nor a mistake in the settings."""

from pathlib import Path

from mastery_tui.reporting.gate import verdict
from mastery_tui.session.proof.part import MOST_LINES
from tests.session.test_proving import once


def test_what_cannot_be_read_is_told_in_a_few_lines_without_a_trick(tree: Path) -> None:
    (tree / "junit.xml").write_text("<broken")
    state = once(tree)
    assert state.problems == ("junit.xml: is not XML: unclosed token: line 1, column 0",)
    for number in range(9):
        (tree / f"junit-{number}\x1b[31m.xml").write_text("<broken")
    state = once(tree)
    assert len(state.problems) == MOST_LINES and state.problems[-1] == "and 6 more results that cannot be read"
    assert "\x1b" not in "".join(state.problems)
    assert verdict(state).holds is True, "nothing asked for it"
