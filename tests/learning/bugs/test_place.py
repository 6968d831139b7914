"""Where a bug is, in a copy that somebody has worked on since."""

from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.place import diff, touches

BEFORE = [f"line {number}\n" for number in range(1, 41)]


def bug(at: int, new: list[str] | None = None, lines: tuple[int, ...] = ()) -> Injected:
    after = BEFORE[: at - 1] + (["wrong\n"] if new is None else new) + BEFORE[at:]
    return Injected("b", "searched", "m.py", "".join(BEFORE), "".join(after), lines or (at,), "Symptom.")


@given(at=st.integers(1, 40), above=st.integers(0, 30), below=st.integers(0, 30))
def test_lines_move_with_what_is_written_around_them(at: int, above: int, below: int) -> None:
    one = bug(at)
    current = "# note\n" * above + one.after + "# note\n" * below
    assert touches(one, current, at + above)
    assert touches(one, current, at)  # as it was handed out
    far = [
        line for line in range(1, 41 + above + below) if min(abs(line - at), abs(line - at - above)) > above + below + 1
    ]
    assert not any(touches(one, current, line) for line in far)


@given(at=st.integers(2, 39), gone=st.integers(1, 40))
def test_a_line_that_went_elsewhere_takes_the_place_along(at: int, gone: int) -> None:
    one = bug(at)
    lines = one.after.splitlines(keepends=True)
    if gone != at:
        del lines[gone - 1]
        assert touches(one, "".join(lines), at - (gone < at))


@given(at=st.integers(1, 40), new=st.lists(st.sampled_from(["mended\n", "in two lines\n"]), min_size=1, max_size=3))
def test_a_fix_in_progress_touches(at: int, new: list[str]) -> None:
    one = bug(at)
    lines = one.after.splitlines(keepends=True)
    lines[at - 1 : at] = new
    for line in range(at, at + len(new)):
        assert touches(one, "".join(lines), line)
    assert not touches(one, "".join(lines), (at + 20) % 40 + 4)


def test_a_step_that_is_put_back_touches() -> None:
    one = bug(20, new=[], lines=(19, 20))
    assert touches(one, "".join(BEFORE), 20)
    assert not touches(one, "".join(BEFORE), 23)


def test_line_ends_and_spaces_at_ends_are_no_difference() -> None:
    one = bug(20)
    current = "# note\r\n" + one.after.replace("\n", "  \r\n")
    assert touches(one, current, 21)
    assert not touches(one, current, 25)


def test_another_program_altogether_is_not_the_defect_everywhere() -> None:
    one = bug(20)
    current = "".join(f"other {number}\n" for number in range(100))
    assert sum(touches(one, current, line) for line in range(1, 101)) <= 5


def test_the_diff_shows_what_the_bug_changed() -> None:
    assert [line for line in diff(bug(20)) if line[0] in "+-"] == ["-line 20", "+wrong"]
