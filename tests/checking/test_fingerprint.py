"""Fingerprints stay while code moves, and tell equal lines apart."""

from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.checking.fingerprint import result_of
from mastery_tui.checking.interface import Found

LINES = st.lists(st.sampled_from(["x = 1", "import os", "", "    return", "y = eval(z)"]), min_size=1, max_size=12)


def prints(lines: list[str]) -> list[str]:
    found = [Found("R1", "warning", n, "m") for n, line in enumerate(lines, 1) if line.strip()]
    return [finding.fingerprint for finding in result_of("c", "a.py", lines, found).findings]


@given(LINES, st.integers(1, 30))
def test_moving_everything_down_changes_no_fingerprint(lines: list[str], by: int) -> None:
    assert prints([""] * by + lines) == prints(lines)


@given(LINES)
def test_fingerprints_in_a_file_are_unique(lines: list[str]) -> None:
    found = prints(lines)
    assert len(set(found)) == len(found)


def test_check_rule_path_and_text_each_matter() -> None:
    def one(check: str = "c", rule: str = "R", path: str = "a.py", text: str = "x = 1") -> str:
        return result_of(check, path, [text], [Found(rule, "info", 1, "m")]).findings[0].fingerprint

    assert len({one(), one(check="d"), one(rule="S"), one(path="b.py"), one(text="x = 2")}) == 5
    assert one(text="x = 1") == one(text="    x = 1"), "indenting code does not make its findings new"
