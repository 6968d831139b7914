"""mastery-dismissed.toml: read, and changed by whole entries with all else left as it is."""

import tomllib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.config.dismissed_file import read, with_entry, without
from mastery_tui.config.settings_file import SettingsError
from mastery_tui.model.state import Dismissal
from mastery_tui.model.text import printable

BY_HAND = """\
# our own words, with a \u2028 and a \x85 in them

# why: see the issue
[[dismissed]]
path = 'b.py'  # in the old part
check = "ruff"
rule = "F401"
fingerprint = "bbbbbbbbbbbbbbbb"
reason = \"\"\"
two [[dismissed]]
lines\"\"\"
on = 2026-01-02

[[dismissed]]
path = "d.py"
check = "ruff"
rule = "F401"
fingerprint = "dddddddddddddddd"
reason = "d"
"""


def entry(letter: str, path: str = "", reason: str = "fine") -> Dismissal:
    return Dismissal(letter * 16, "ruff", "F401", path or f"{letter}.py", reason, "Ann", "2026-11-21")


TEXT = st.text(max_size=12)
ENTRIES = st.builds(
    Dismissal,
    st.sampled_from([digit * 16 for digit in "0123456789abcdef"]),
    TEXT,
    TEXT,
    TEXT,
    TEXT.filter(lambda text: text.strip() != ""),
    TEXT,
    TEXT,
)


@given(st.lists(st.one_of(ENTRIES, st.sampled_from("0123456789abcdef")), max_size=12))
def test_any_sequence_of_changes_says_what_it_should_in_order(steps: list[Dismissal | str]) -> None:
    text, wanted = "", dict[str, Dismissal]()
    for step in steps:
        if isinstance(step, str):
            text = without(text, step * 16)
            wanted.pop(step * 16, None)
        else:
            text = with_entry(text, step)
            safe = {name: printable(value) for name, value in msgspec.structs.asdict(step).items()}
            wanted[step.fingerprint] = Dismissal(**safe)
    entries = read(text.encode())
    assert {one.fingerprint: one for one in entries} == wanted
    assert list(entries) == sorted(entries, key=lambda one: (one.path, one.check, one.rule, one.fingerprint))
    tomllib.loads(text)


@pytest.mark.parametrize(("letter", "before"), [("a", "b.py"), ("c", "d.py"), ("e", "")])
def test_a_new_entry_goes_to_its_place_and_leaves_the_rest_as_it_was(letter: str, before: str) -> None:
    text = with_entry(BY_HAND, entry(letter))
    lines, old = text.split("\n"), BY_HAND.split("\n")
    added = [line for line in lines if line not in old]
    assert f'path = "{letter}.py"' in added
    start = lines.index(f'path = "{letter}.py"') - 1
    rest = [*lines[:start], *lines[start + 8 :]]
    assert [line for line in rest if line] == [line for line in old if line]
    if before:
        assert lines.index(f'path = "{letter}.py"') < next(n for n, line in enumerate(lines) if before in line)
    assert without(text, letter * 16).strip() == BY_HAND.strip()


def test_an_entry_goes_with_the_comment_right_above_it_and_no_other() -> None:
    text = without(BY_HAND, "b" * 16)
    assert "# our own words" in text and "# why" not in text and "d.py" in text


def test_a_second_reason_replaces_the_first() -> None:
    text = with_entry(with_entry("", entry("a")), entry("a", reason="better"))
    assert [one.reason for one in read(text.encode())] == ["better"]


def test_a_date_may_stand_without_quotes() -> None:
    assert read(BY_HAND.encode())[0].on == "2026-01-02"


ENTRY = '[[dismissed]]\nfingerprint = "{}"\ncheck = "c"\nrule = "r"\npath = "p"\nreason = "{}"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1\n" + ENTRY, "mastery-dismissed.toml:1: x: unknown key"),
        (ENTRY.format("a" * 16, "  "), "mastery-dismissed.toml:6: dismissed[0].reason: is empty"),
        (ENTRY.format("zz", "r"), "mastery-dismissed.toml:2: dismissed[0].fingerprint: must be the 16 hex digits"),
        (ENTRY.format("a" * 16, "r") + "by = 3\n", "mastery-dismissed.toml:7: dismissed[0].by: must be a text, not 3"),
        (
            ENTRY.format("a" * 16, "r") + "[[dismissed]]\n",
            "mastery-dismissed.toml:7: dismissed[1].fingerprint: is missing",
        ),
        ("[[dismissed\n", "mastery-dismissed.toml:1: is not valid TOML"),
        ("# x\n<<<<<<< HEAD\n=======\n>>>>>>> topic\n", "mastery-dismissed.toml:2: has merge conflict markers"),
        ("\n=======\n", "mastery-dismissed.toml:2: has merge conflict markers"),
    ],
)
def test_each_mistake_is_one_line_with_its_place(text: str, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(text.encode())
    assert str(error.value).startswith(says) and "\n" not in str(error.value)
    with pytest.raises(SettingsError):
        with_entry(text, entry("f"))


def test_a_file_that_is_no_utf_8_says_so() -> None:
    with pytest.raises(SettingsError, match=r"mastery-dismissed.toml:2: is not UTF-8"):
        read(b"# ok\n# \xff\n")


def test_entries_in_another_form_are_read_but_not_touched() -> None:
    inline = 'dismissed = [{fingerprint = "aaaaaaaaaaaaaaaa", check = "c", rule = "r", path = "p", reason = "x"}]\n'
    assert len(read(inline.encode())) == 1
    with pytest.raises(SettingsError, match=r"\[\[dismissed\]\] tables"):
        without(inline, "a" * 16)
