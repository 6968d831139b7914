"""What is made to start from."""

import ast
import tomllib
from pathlib import Path

import pytest

from mastery_tui.learning.authoring.new import CannotMake, new_curriculum, new_module
from mastery_tui.learning.authoring.tests_list import write_tests
from mastery_tui.learning.read import read_curriculum
from tests.learning.authoring.made import module, scaffold


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["mine", "My-Course_2", "7"])
def test_a_new_curriculum_can_be_read(tmp_path: Path, name: str) -> None:
    made = read_curriculum(new_curriculum(name, tmp_path / "deep" / "er"))
    assert (made.id, list(made.modules)) == (name, ["moving_average"])
    one = made.modules["moving_average"]
    assert (len(one.variants), len(one.bugs), len(one.hints), len(one.questions)) == (2, 3, 3, 2)
    assert not any("@" in text for text in (one.prompt, *one.hints, *map(str, _content(made.folder))))


def test_modules_are_added_one_after_the_other(tmp_path: Path) -> None:
    folder = new_curriculum("mine", tmp_path)
    head = (folder / "curriculum.toml").read_text("utf-8")
    for name in ("second-one", "third"):
        assert new_module(name, folder) == folder / "modules" / name
    made = read_curriculum(folder)
    assert list(made.modules) == ["moving_average", "second-one", "third"]
    assert made.modules["second-one"].about.files == ("second_one.py",)
    assert (folder / "curriculum.toml").read_text("utf-8").startswith(head)


@pytest.mark.parametrize("name", ["", "a b", "../x", "a/b", "-x", "é", "a\nb", "."])
def test_what_is_no_name_makes_nothing(tmp_path: Path, name: str) -> None:
    folder = new_curriculum("mine", tmp_path)
    before = _content(tmp_path)
    for make in (lambda: new_curriculum(name, tmp_path), lambda: new_module(name, folder)):
        with pytest.raises(CannotMake, match="letters, digits, - and _") as caught:
            make()
        assert "\n" not in str(caught.value)
    assert _content(tmp_path) == before


@pytest.mark.parametrize("name", ["class", "numpy", "conftest", "test_x", "3d"])
def test_a_module_that_could_not_be_imported_is_not_made(tmp_path: Path, name: str) -> None:
    folder = new_curriculum("mine", tmp_path)
    before = _content(tmp_path)
    with pytest.raises(CannotMake, match="cannot be imported"):
        new_module(name, folder)
    assert _content(tmp_path) == before


def test_nothing_is_written_over(tmp_path: Path) -> None:
    folder = new_curriculum("mine", tmp_path)
    (folder / "curriculum.toml").write_text((folder / "curriculum.toml").read_text("utf-8") + "# mine\n", "utf-8")
    (folder / "modules" / "begun").mkdir()
    (folder / "modules" / "begun" / "notes.md").write_text("mine", "utf-8")
    (tmp_path / "file").write_text("mine", "utf-8")
    before = _content(tmp_path)
    for make, said in (
        (lambda: new_curriculum("mine", tmp_path), "is there already"),
        (lambda: new_curriculum("file", tmp_path), "is there already"),
        (lambda: new_curriculum("x", tmp_path / "file"), "cannot be written"),
        (lambda: new_module("moving_average", folder), "has a module moving_average already"),
        (lambda: new_module("begun", folder), "is there already"),
        (lambda: new_module("x", tmp_path / "nowhere"), "there is no such file"),
    ):
        with pytest.raises(CannotMake, match=said):
            make()
    assert _content(tmp_path) == before


def test_the_code_of_the_scaffold_is_python_and_named_as_it_is_imported(tmp_path: Path) -> None:
    folder = new_curriculum("mine", tmp_path)
    new_module("other", folder)
    for file in folder.rglob("*.py"):
        ast.parse(file.read_text("utf-8"))
        assert "@" not in file.read_text("utf-8").replace("@pytest", "")


LISTS = [
    'tests = [  # hidden\n  "a",\n]\n',
    "tests = []\n",
    'tests = ["a"]\n',
    "",
]


@pytest.mark.parametrize("listed", LISTS)
def test_the_list_of_tests_is_written_and_the_rest_stays(tmp_path: Path, listed: str) -> None:
    folder = scaffold(tmp_path)
    file = folder / "module.toml"
    text = file.read_text("utf-8")
    start = text.index("tests = [")
    file.write_text(text[:start] + listed + "\n# limits\n[limits]  # of a run\nwall_s = 9\n", "utf-8")
    ids = ["t.py::test_a[\"x\", \\ 'y']", "t.py::test_b"]
    assert write_tests(module(folder), ids)
    after = file.read_text("utf-8")
    assert after.startswith(text[:start])
    assert after.endswith("\n# limits\n[limits]  # of a run\nwall_s = 9\n")
    assert tomllib.loads(after)["tests"] == ids
    assert not write_tests(module(folder), ids)
    assert file.read_text("utf-8") == after
