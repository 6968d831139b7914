"""Which lines are new since a commit: held against difflib, and against names and attributes made to mislead."""

import random
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.workspace.git import Git
from mastery_tui.workspace.git_diff import Ranges, changed_lines
from tests.workspace.repo import commit, git, make, write

ODD = 'a "b"\t\n\\ é.py'


def found(root: Path, base: str) -> dict[str, set[int]]:
    repository = Git.find(root)
    assert isinstance(repository, Git), repository
    return numbers(repository.changed_lines(base))


def numbers(ranges: Ranges) -> dict[str, set[int]]:
    return {path: {n for first, last in parts for n in range(first, last + 1)} for path, parts in ranges.items()}


def is_subsequence(short: list[str], of: list[str]) -> bool:
    rest = iter(of)
    return all(line in rest for line in short)


def by_difflib(old: list[str], new: list[str]) -> int:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(j2 - j1 for tag, _, _, j1, j2 in codes if tag in ("replace", "insert"))


def test_many_edits_against_difflib(tmp_path: Path) -> None:
    """What is not new is what stood there before, in order; and no more is called new than difflib does."""
    seeded = random.Random(5)  # noqa: S311 - a test
    olds, news = {}, {}
    for number in range(60):
        old = [seeded.choice("abcdefgh") + str(seeded.randrange(4)) for _ in range(seeded.randrange(30))]
        new = [line for line in old if seeded.random() < 0.7]
        for _ in range(seeded.randrange(6)):
            new.insert(
                seeded.randrange(len(new) + 1), seeded.choice(["++ b/x.py", "@@ -1 +1 @@", "-- a", "", "\\ No", "n"])
            )
        ending = seeded.choice(["", "\n"])
        olds[f"f{number}.py"], news[f"f{number}.py"] = (
            "\n".join(old) + ending,
            "\n".join(new) + seeded.choice(["", "\n"]),
        )
    root = make(tmp_path / "r", **olds)
    base = commit(root)
    write(root, news)
    changed = found(root, base)
    for path, text in news.items():
        old, new = olds[path].splitlines(keepends=True), text.splitlines(keepends=True)
        fresh = changed.get(path, set())
        kept = [line for n, line in enumerate(new, 1) if n not in fresh]
        assert is_subsequence(kept, old), path
        assert len(fresh) <= by_difflib(old, new), path
    assert sum(map(len, changed.values())) > 60


def test_names_subfolders_renames_and_untracked_files(tmp_path: Path) -> None:
    body = "".join(f"line {n}\n" for n in range(20))
    root = make(tmp_path / "r", **{ODD: body, "sub/old.py": body, "gone.py": "1\n", "same.py": "1\n", "notes.md": "1"})
    write(root, {".gitignore": "ignored.py\n"})
    base = commit(root)
    git(root, "mv", "sub/old.py", "sub/new.py")
    write(root, {ODD: body + "x\n", "sub/new.py": "first\n" + body, "own.py": "1\n2", "ignored.py": "1\n"})
    write(root, {"notes.md": "2", "empty.py": "", "with space.py": "other\n"})
    git(root, "add", "with space.py")
    (root / "gone.py").unlink()
    expected = {ODD: {21}, "sub/new.py": {1}, "own.py": {1, 2}, "with space.py": {1}}
    assert found(root, base) == expected
    assert found(root / "sub", base) == {"new.py": {1}}


def test_no_configuration_and_no_attribute_hides_or_shifts_lines(tmp_path: Path) -> None:
    root = make(tmp_path / "r", **{"a.py": "".join(f"{n}\n" for n in range(30)), ".gitattributes": "*.py -diff\n"})
    base = commit(root)
    for key, value in (
        *(("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("diff.interHunkContext", "9")),
        *(("color.diff", "always"), ("color.ui", "always"), ("diff.context", "9"), ("diff.renames", "false")),
    ):
        git(root, "config", key, value)
    lines = (root / "a.py").read_text().splitlines()
    lines[3], lines[7] = "x", "y"
    (root / "a.py").write_text("\n".join(lines) + "\n")
    assert found(root, base) == {"a.py": {4, 8}}


@pytest.mark.parametrize("driver", ["textconv", "command", "clean"])
def test_no_driver_runs(tmp_path: Path, driver: str) -> None:
    marker = tmp_path / "ran"
    root = make(tmp_path / "r", **{"a.py": "1\n", ".gitattributes": "*.py diff=evil filter=evil\n"})
    base = commit(root)
    kind = "filter" if driver == "clean" else "diff"
    git(root, "config", f"{kind}.evil.{driver}", f"touch {marker}; cat")
    write(root, {"a.py": "1\n2\n"})
    assert found(root, base) == {"a.py": {2}}
    assert not marker.exists()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_trouble(patch: bytes) -> None:
    for parts in changed_lines(b"+++ b/x\n@@ -0,0 +1,2 @@\n+1\n+2\n" + patch).values():
        assert all(first <= last for first, last in parts)
