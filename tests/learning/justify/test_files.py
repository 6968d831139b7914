"""Drafts and files of answers."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.config.settings_file import SettingsError
from mastery_tui.learning.justify.answers import Given, read_answers
from mastery_tui.learning.justify.draft import Drafts, safe_name
from mastery_tui.learning.justify.json_place import line_of
from tests.learning.justify.asked import SHIFT

TOML = """
[[answer]]
question = "shift"
text = "exp(1000) is infinite"

[answer.criteria]
overflow = "is infinite"

[[answer]]
question = "shape"
text = '''two
lines'''
"""
EXPECTED = {
    "shift": Given("shift", "exp(1000) is infinite", {"overflow": "is infinite"}),
    "shape": Given("shape", "two\nlines"),
}


def _file(folder: Path, name: str, text: str) -> Path:
    place = folder / name
    place.write_text(text, "utf-8")
    return place


def test_answers_from_toml_and_json(tmp_path: Path) -> None:
    assert read_answers(_file(tmp_path, "a.toml", TOML)) == EXPECTED
    listed = [{"question": one.question, "text": one.text, "criteria": one.criteria} for one in EXPECTED.values()]
    assert read_answers(_file(tmp_path, "a.json", json.dumps({"answer": listed}, indent=1))) == EXPECTED


WRONG = [
    ("a.toml", TOML.replace('text = "exp', 'txet = "exp'), "a.toml:4: answer[0].txet: unknown key; did you mean"),
    ("a.toml", TOML.replace('"is infinite"', "3"), "a.toml:7: answer[0].criteria.overflow: must be a text, not 3"),
    ("a.toml", TOML.replace('"shape"', '"shift"'), 'a.toml:10: answer[1].question: there are two answers to "shift"'),
    ("a.toml", TOML + "[answer\n", "a.toml:13"),
    ("a.toml", "", "a.toml"),
    ("a.json", '{"answer": [\n {"question": "x",\n "text": 3}]}', "a.json:3: answer[0].text: must be a text, not 3"),
    ("a.json", '{"answer": [{}, \n]}', "a.json:2: is no JSON"),
    ("a.json", "[" * 100_000, "is no JSON: it is nested too deeply"),
    ("a.json", "[]", "must be a table, not a list"),
    ("none.toml", None, "none.toml: there is no such file"),
    ("none.json", None, "none.json: there is no such file"),
]


@pytest.mark.parametrize(("name", "text", "line"), WRONG)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, name: str, text: str | None, line: str) -> None:
    place = tmp_path / name if text is None else _file(tmp_path, name, text)
    with pytest.raises(SettingsError) as caught:
        read_answers(place)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ('"shift"', '"shfit"', 'a.toml:3: answer[0].question: no question "shfit"; did you mean "shift"?'),
        ("overflow =", "overflows =", 'a.toml:7: answer[0].criteria.overflows: no such criterion; did you mean "over'),
    ],
)
def test_ids_that_the_questions_do_not_have(tmp_path: Path, before: str, after: str, line: str) -> None:
    place = _file(tmp_path, "a.toml", TOML.split('[[answer]]\nquestion = "shape"')[0].replace(before, after))
    with pytest.raises(SettingsError) as caught:
        read_answers(place, (SHIFT,))
    assert line in str(caught.value)


plain = st.recursive(
    st.integers(0, 9) | st.text('ab[]{},:"\\', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('abc",:', max_size=3), inner, max_size=3),
    max_leaves=12,
)


def _places(value: object, text: str, path: tuple[str | int, ...] = ()) -> None:
    """Every leaf is a line of its own, so that the line of a path says which value it is."""
    lines = text.split("\n")
    items = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, inner in items:
        line = lines[line_of(text, (*path, key)) - 1].strip().rstrip(",")
        start = "" if isinstance(key, int) else f"{json.dumps(key)}: "
        shown = (
            json.dumps(inner)
            if not isinstance(inner, (list, dict)) or not inner
            else "["
            if isinstance(inner, list)
            else "{"
        )
        assert line == start + shown
        _places(inner, text, (*path, key))


@given(plain)
def test_the_line_of_any_value_of_a_json_text(value: object) -> None:
    _places(value, json.dumps(value, indent=1))


ids = st.text(max_size=120) | st.sampled_from(["..", ".", "/", "a/b", "con", "CON", "a" * 500, "A", "a", "é", "\x00"])


@given(st.tuples(ids, ids, ids), st.text(max_size=60))
def test_a_draft_comes_back_as_it_was_typed(
    tmp_path_factory: pytest.TempPathFactory, key: tuple[str, str, str], text: str
) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    drafts = Drafts(folder / "deep" / "er")
    assert drafts.load(*key) == ""
    drafts.save(*key, "before")
    drafts.save(*key, text)
    assert Drafts(drafts.folder).load(*key) == text
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert written == [drafts.path(*key)]
    assert drafts.folder in written[0].parents


@given(st.lists(ids, unique=True, min_size=2, max_size=8))
def test_different_ids_have_different_files_also_where_case_does_not_count(some: list[str]) -> None:
    names = [safe_name(id) for id in some]
    assert len({name.lower() for name in names}) == len(some)
    assert all(len(name.encode()) < 120 and "/" not in name and name.strip(".") == name for name in names)


def test_a_draft_that_cannot_be_written_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = Drafts(tmp_path)
    drafts.save("c", "m", "q", "kept")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        drafts.save("c", "m", "q", "lost")
    monkeypatch.undo()
    assert drafts.load("c", "m", "q") == "kept"
    assert len(list((tmp_path / "c" / "m").iterdir())) == 1
