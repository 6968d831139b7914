"""Whether versions are fixed."""

from pathlib import Path

import pytest

from tests.evidence.readings.book import Tree

PYPROJECT = '[project]\nname = "x"\ndependencies = ["a>=1", "B.c==2"]\n[project.optional-dependencies]\nx = ["d"]\n'
UV = '[[package]]\nname = "a"\nversion = "1"\n[package.metadata]\nname = "no"\n[[package]]\nname = "d"\n'
SHA = "0" * 40


def pins(tmp_path: Path, **files: str) -> tuple[float, float | None, float]:
    tree = Tree(tmp_path)
    for path, text in files.items():
        tree.source(path, text)
    found = tree.numbers("pins.")
    assert tree.problems() == []
    return found["pins.dependencies"], found.get("pins.pinned_percent"), found["pins.locked"]


@pytest.mark.parametrize(
    ("line", "pinned"),
    [
        ("a==1", True),
        ("a===1", True),
        ("a[x] == 1.2 ; python_version > '3'", True),
        ("a==1 --hash=sha256:00", True),
        ("a==1 \\\n  --hash=sha256:00", True),
        ("a==1  # why", True),
        ("a", False),
        ("a>=1,<2", False),
        ("a~=1.1", False),
        ("a==1.*", False),
        (f"a @ git+https://x.y/z@{SHA}", True),
        ("a @ git+https://x.y/z@main", False),
        (f"git+https://x.y/z@{SHA}", True),
        ("git+https://x.y/z", False),
        ("./local", False),
    ],
)
def test_a_line(tmp_path: Path, line: str, pinned: bool):
    text = f"# c\n-r other.txt\n--no-index\n-e .\n\n{line}\n"
    assert pins(tmp_path, **{"requirements.txt": text}) == (1, 100 * pinned, 0)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": PYPROJECT}, (3, 100 / 3, 0)),
        ({"pyproject.toml": PYPROJECT, "uv.lock": UV}, (3, 100, 1)),
        ({"pyproject.toml": PYPROJECT, "Pipfile.lock": '{"default": {"A": {}}, "develop": {}}'}, (3, 200 / 3, 1)),
        ({"pyproject.toml": PYPROJECT, "constraints.txt": "a==1\nd==2\n"}, (3, 100, 1)),
        ({"pyproject.toml": PYPROJECT, "constraints.txt": "a==1\nd>=2\n"}, (3, 200 / 3, 0)),
        ({"pyproject.toml": '[dependency-groups]\nx = ["a==1", {include-group = "y"}]\n'}, (1, 100, 0)),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3"\na = "^1"\nb = "1"\nc = {version = "==1"}\n'},
            (3, 200 / 3, 0),
        ),
        ({"pyproject.toml": "[project]\nname = 'x'\n"}, (0, None, 0)),
        ({"requirements.txt": "a==1\n", "requirements/dev.txt": "a\nb==1\n"}, (2, 50, 0)),
        ({"pyproject.toml": PYPROJECT, "uv.lock": ""}, None),
        ({"pyproject.toml": "["}, None),
        ({"pyproject.toml": "a." * 400_000}, None),
        ({"requirements.txt": "not a requirement!\n"}, None),
        ({"pyproject.toml": PYPROJECT, "Pipfile.lock": "["}, None),
    ],
)
def test_a_tree(tmp_path: Path, files: dict[str, str], expected: tuple | None):
    if expected is not None:
        assert pins(tmp_path, **files) == pytest.approx(expected)
        return
    tree = Tree(tmp_path)
    for path, text in files.items():
        tree.source(path, text)
    assert tree.numbers("pins.") == {}
    assert len(tree.problems()) == 1


def test_without_any_nothing_is_known(tmp_path: Path):
    assert Tree(tmp_path).numbers("pins.") == {}
