"""Code quality findings are ruff's own: for one file or many, for bytes on disk or not, under any configuration."""

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checks.ruff import RuffOptions, ruff
from mastery_tui.checking.analyzers import ruff_command
from mastery_tui.checking.analyzers.ruff_json import severity
from mastery_tui.checking.interface import Found, Skipped, Source, Unreadable

PACKAGES = Path(sysconfig.get_path("purelib"))
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("RUFF_")}

Rows = dict[str, list[Any]]


def fix_row(fix: dict[str, Any] | None) -> Any:
    if fix is None:
        return None
    edits = tuple(
        (*(edit[at][key] for at in ("location", "end_location") for key in ("row", "column")), edit["content"])
        for edit in fix["edits"]
    )
    return fix["message"] or "", fix["applicability"] == "safe", edits


def command(root: Path, *arguments: str) -> Rows:
    """What `ruff check` prints in the root, by path; a file that ruff cannot read stands as its code alone."""
    done = subprocess.run(
        [ruff_command.binary(), "check", "--output-format=json", "--no-cache", "--no-fix", "--exit-zero", *arguments],
        cwd=root,
        capture_output=True,
        check=False,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr.decode()
    rows: Rows = {}
    for said in json.loads(done.stdout or b"[]"):
        path = os.path.relpath(said["filename"], os.path.realpath(root))
        where = [said[at][key] for at in ("location", "end_location") for key in ("row", "column")]
        cell = said["cell"]
        message = said["message"] if cell is None else f"cell {cell}: {said['message']}"
        row = (
            said["code"] or "invalid-syntax",
            *where,
            message,
            said["url"],
            fix_row(said["fix"]) if cell is None else None,
        )
        rows.setdefault(path, []).append(row)
        if said["code"] == "E902":
            rows[path].append("unreadable")
    return {path: sorted(found, key=repr) for path, found in rows.items()}


def row_of(item: Found | Unreadable) -> Any:
    if isinstance(item, Unreadable):
        return "unreadable"
    fix = item.fix and (
        item.fix.message,
        item.fix.safe,
        tuple((e.line, e.column, e.end_line, e.end_column, e.text) for e in item.fix.edits),
    )
    return item.rule, item.line, item.column, item.end_line, item.end_column, item.message, item.url, fix


def ours(sources: Sequence[Source], root: Path) -> Rows:
    rows: Rows = {}
    for path, item in ruff.run(sources, RuffOptions(), root):
        rows.setdefault(path, []).append(row_of(item))
    return {path: sorted(found, key=repr) for path, found in rows.items()}


def sources_of(root: Path, on_disk: bool = True) -> list[Source]:
    found = []
    for folder, _, names in os.walk(root):
        for name in names:
            file = Path(folder, name)
            path = file.relative_to(root).as_posix()
            if name.endswith((".py", ".pyi", ".ipynb")) or name == "pyproject.toml":
                found.append(Source(path, file.read_bytes(), file if on_disk else None, root=root))
    return found


def of_bytes(rows: list[Any]) -> list[Any]:
    """Of bytes that are no UTF-8 ruff itself says nothing: they cannot be handed to it."""
    return ["unreadable"] if "unreadable" in rows else rows


def three_ways(root: Path, every: int = 1) -> int:
    """Many by name, each by its bytes, each alone: all as the command says. Returns the number of findings."""
    theirs = command(root)
    sources = sources_of(root)
    assert ours(sources, root) == theirs
    by_bytes = sources_of(root, on_disk=False)[::every]
    expected = {source.path: of_bytes(theirs[source.path]) for source in by_bytes if source.path in theirs}
    assert ours(by_bytes, root) == expected
    alone = by_bytes[0]
    assert ours([alone], root).get(alone.path) == expected.get(alone.path)
    return sum(map(len, theirs.values()))


def test_real_code_below_an_excluded_folder() -> None:
    assert three_ways(PACKAGES / "git", every=4) > 20


def test_real_code(tmp_path: Path) -> None:
    shutil.copytree(PACKAGES / "rich", tmp_path / "rich")
    (tmp_path / "ruff.toml").write_text("[lint]\nselect = ['ALL']\n")
    assert three_ways(tmp_path, every=12) > 1000


@pytest.mark.long
@pytest.mark.parametrize("package", ["textual", "rich", "_pytest", "git", "pip", "hypothesis", "setuptools", "mypy"])
def test_real_code_whole(package: str, tmp_path: Path) -> None:
    three_ways(PACKAGES / package)
    shutil.copytree(PACKAGES / package, tmp_path / package)
    (tmp_path / "ruff.toml").write_text("preview = true\n[lint]\nselect = ['ALL']\n")
    assert three_ways(tmp_path) > 1000


CODE = "import os\nimport sys, json\ndef f(x = []):\n    l = x == None\n    return nope\nassert f, 'ä'; print( 1)\n"
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "execution_count": None, "id": name, "metadata": {}, "outputs": [], "source": source}
            for name, source in (("a", ["import os\n", "x=1"]), ("b", ["y = nope\n"]))
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)
FILES = {
    "a.py": CODE,
    "stub.pyi": CODE,
    "book.ipynb": NOTEBOOK,
    "tests/test_a.py": CODE,
    "src/pkg/__init__.py": CODE,
    "src/pkg/b.py": "import pkg.c, os, yaml\nfrom . import c\n" + CODE,
    "build/x.py": CODE,
    "venv/y.py": CODE,
    "docs/conf.py": CODE,
    "syntax.py": "def f(:\n  x = = 1\n",
    "run.py": "#!/usr/bin/env python\nimport os\n",
    "noqa.py": "import os  # noqa\nimport sys  # noqa: F401\nx = 1  # noqa: E501\n",
}
ALL = "select = ['ALL']"
CONFIGS: dict[str, dict[str, str]] = {
    "none": {},
    "all": {"ruff.toml": f"lint.{ALL}\n"},
    "select": {"pyproject.toml": "[tool.ruff.lint]\nselect = ['F', 'I', 'INP']\nignore = ['F401']\n"},
    "invalid project": {"pyproject.toml": "[project]\nname = 'x'\nversion = '1!x'\n[tool.ruff.lint]\nselect=['RUF']\n"},
    "per-file": {".ruff.toml": f"[lint]\n{ALL}\n[lint.per-file-ignores]\n'tests/*' = ['S101']\n'*.pyi' = ['F']\n"},
    "exclude": {"ruff.toml": f"extend-exclude = ['docs', 'src/pkg/b.py', '*.pyi']\nlint.{ALL}\n"},
    "lint exclude": {"ruff.toml": f"[lint]\n{ALL}\nexclude = ['docs/*']\n"},
    "include": {"ruff.toml": f"include = ['src/**/*.py']\nlint.{ALL}\n"},
    "extend": {"ruff.toml": "extend = 'base.toml'\n", "base.toml": "include = ['docs/*.py']\nlint.select = ['F']\n"},
    "nested": {"ruff.toml": "lint.select = ['F']\n", "src/ruff.toml": f"line-length = 40\nlint.{ALL}\n"},
    "two files": {"ruff.toml": "lint.select = ['F']\n", "pyproject.toml": "[tool.ruff]\nlint.select = ['E']\n"},
    "python": {"pyproject.toml": "[project]\nname='x'\nversion='1'\nrequires-python='>=3.14'\n"},
    "src": {"ruff.toml": f"src = ['src']\npreview = true\nlint.{ALL}\n"},
    "output": {"ruff.toml": "fix = true\nshow-fixes = true\nunsafe-fixes = true\noutput-format = 'github'\n"},
}


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in (FILES | files).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", CONFIGS)
def test_configuration(name: str, tmp_path: Path) -> None:
    tree(tmp_path, CONFIGS[name])
    before = contents(tmp_path)
    assert three_ways(tmp_path) > 0
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["none", "exclude", "per-file", "nested", "include"])
def test_a_root_below_an_excluded_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("lint.select = ['ALL']\n")
    inside = tmp_path / "venv" / "lib"
    inside.mkdir(parents=True)
    assert three_ways(tree(inside, CONFIGS[name])) > 0


def test_fix_only_in_the_configuration_hides_nothing_and_changes_nothing(tmp_path: Path) -> None:
    tree(tmp_path, {"ruff.toml": "fix-only = true\nunsafe-fixes = true\ncache-dir = 'cached'\n"})
    before = contents(tmp_path)
    assert ours(sources_of(tmp_path), tmp_path) == command(tmp_path, "--no-fix-only")
    assert contents(tmp_path) == before


def test_the_environment_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {})
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "github")
    monkeypatch.setenv("RUFF_OUTPUT_FILE", str(tmp_path / "out"))
    monkeypatch.setenv("FORCE_COLOR", "1")
    ruff_command._environment.cache_clear()
    try:
        assert three_ways(tmp_path) > 0
        assert not (tmp_path / "out").exists()
    finally:
        ruff_command._environment.cache_clear()


BROKEN = {
    "toml": ({"ruff.toml": "line-length =\n"}, "line 1"),
    "pyproject": ({"pyproject.toml": "[tool.ruff]\nnope = 1\n"}, "unknown field `nope`"),
    "type": ({"ruff.toml": "\nline-length = 'x'\n"}, "line 2"),
    "rule": ({"ruff.toml": "lint.select = ['ZZZ']\n"}, "ZZZ"),
    "version": ({"ruff.toml": "required-version = '<0.1'\n"}, "Required version `<0.1`"),
    "extend": ({"ruff.toml": "extend = 'gone.toml'\n"}, "gone.toml"),
    "escape": ({"ruff.toml": "'\\u001b[31m' = 1\n"}, "unknown field"),
    "include": ({"ruff.toml": "include = 3\n"}, "line 1"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("on_disk", [True, False])
def test_a_broken_configuration_gives_one_clear_line(name: str, on_disk: bool, tmp_path: Path) -> None:
    files, words = BROKEN[name]
    tree(tmp_path, files)
    before = contents(tmp_path)
    with pytest.raises(Skipped) as skipped:
        ours(sources_of(tmp_path, on_disk), tmp_path)
    assert words in str(skipped.value)
    assert str(tmp_path) not in str(skipped.value)
    assert str(skipped.value).isprintable()
    assert contents(tmp_path) == before


ODD_NAMES = ["-a.py", "--fix.py", "@args.py", "a b.py", "new\nline.py", "[markup].py", "\x1b[31m.py", "ü.py", "'\".py"]


def test_odd_names(tmp_path: Path) -> None:
    for name in [*ODD_NAMES, "-d/x.py", "[a-z]/x.py"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(CODE)
    assert len(command(tmp_path)) == len(ODD_NAMES) + 2
    three_ways(tmp_path)
    (tmp_path / "ruff.toml").write_text("extend-include = ['*.foo']\n")  # a listing of names, one to a line
    three_ways(tmp_path)


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = os.fsdecode(b"\xff.py")
    (tmp_path / path).write_text(CODE)
    (tmp_path / "a.py").write_text(CODE)
    rows = ours(sources_of(tmp_path), tmp_path)
    assert rows[path] == rows["a.py"] != []


ODD = {
    "empty.py": b"",
    "syntax.py": b"def f(:\n",
    "null.py": b"x = 1\0\n",
    "utf16.py": "import os\n".encode("utf-16"),
    "latin.py": b"# coding: latin-1\nx = '\xff'\n",
    "crlf.py": b"import os\r\nx = 1\r\n",
    "cr.py": b"import os\rx = 1\r",
    "bom.py": b"\xef\xbb\xbfimport os\n",
    "nested.py": b"x = " + b"(" * 5000 + b"1" + b")" * 5000 + b"\n",
    "book.ipynb": b'{"cells": 3}',
    "bidi.py": "x = '\u202e'\n".encode(),
}


def test_odd_files(tmp_path: Path) -> None:
    for name, data in ODD.items():
        (tmp_path / name).write_bytes(data)
    three_ways(tmp_path)
    for source in sources_of(tmp_path):
        assert ours([source], tmp_path) == {k: v for k, v in command(tmp_path).items() if k == source.path}


def test_a_line_of_50_mb(tmp_path: Path) -> None:
    data = b"import os\nx = '" + b"a" * 50_000_000 + b"'\n"
    assert "F401" in {row[0] for row in ours([Source("a.py", data)], tmp_path)["a.py"]}


def test_results_are_of_the_bytes_given_not_of_what_is_on_disk_by_now(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(CODE)
    sources = sources_of(tmp_path)
    expected = ours(sources, tmp_path)
    (tmp_path / "a.py").write_text("")
    (tmp_path / "b.py").unlink()
    assert ours(sources, tmp_path) == expected


def test_a_file_that_is_too_slow_is_one_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruff_command, "WALL_S", 0.0001)
    monkeypatch.setattr(ruff_command, "_excluded", lambda *_: False)
    said = list(ruff.run([Source("a.py", b"x = 1\n" * 100_000)], RuffOptions(), tmp_path))
    assert [(path, type(item)) for path, item in said] == [("a.py", Unreadable)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("invalid-syntax", "error"),
        (None, "error"),
        ("F821", "error"),
        ("F541", "warning"),
        ("F401", "warning"),
        ("FBT001", "info"),
        ("E501", "info"),
        ("E722", "warning"),
        ("B006", "warning"),
        ("S101", "warning"),
        ("SIM105", "info"),
        ("PLE0101", "error"),
        ("PLR0913", "info"),
        ("D100", "info"),
        ("I001", "info"),
        ("unheard-of", "info"),
    ],
)
def test_severity(code: str | None, expected: str) -> None:
    assert severity(code) == expected


def test_outside_files_are_those_above_and_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    named = set(ruff_command.outside(tmp_path / "a" / "b"))
    assert tmp_path / "a" / "ruff.toml" in named
    assert tmp_path / "pyproject.toml" in named
    assert tmp_path / "config" / "ruff" / "ruff.toml" in named
    assert tmp_path / "a" / "b" / "ruff.toml" not in named
