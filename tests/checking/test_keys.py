"""Name patterns, against the standard library; and what a cache key depends on."""

from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.checking.interface import Check, file_check
from mastery_tui.checking.keys import key_of, matches

PATTERNS = st.lists(
    st.sampled_from(["*.py", "*.pyi", "ruff.toml", "test_*.py", "[ab].py", "?.toml", "*", "*a*", ".py"])
)
NAMES = st.text("ab.pyitomlruftes_/", min_size=1, max_size=14)


@given(NAMES, PATTERNS)
def test_matches_as_fnmatch_does(path: str, patterns: list[str]) -> None:
    name = path.rpartition("/")[2]
    assert matches(path, patterns) == any(fnmatchcase(name, pattern) for pattern in patterns)


class Options(msgspec.Struct, frozen=True):
    limit: int = 1


def check(**about: object) -> Check:
    return file_check("c", options=Options, inputs=("c.toml",), **about)(lambda source, options: ())  # type: ignore[arg-type]


TREE = {"a.py": "1", "c.toml": "2", "deep/c.toml": "3", "notes.txt": "4"}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"a.py": "other"}, True),  # content is in the row, not in the key
        ({"notes.txt": "other"}, True),
        ({"b.py": "new"}, True),
        ({"c.toml": "other"}, False),
        ({"deep/c.toml": "other"}, False),
    ],
)
def test_configuration_decides_and_other_content_does_not(change: dict[str, str], same: bool) -> None:
    root = Path("/")
    assert (key_of(check(), Options(), TREE, root) == key_of(check(), Options(), TREE | change, root)) is same


def test_options_version_tool_layout_and_outside_files_decide(tmp_path: Path) -> None:
    outside = tmp_path / "user.toml"
    about = [
        check(),
        check(version="2"),
        check(tool=lambda: "9.9"),
        check(layout=True),
        check(outside=lambda root: [outside]),
    ]
    keys = {key_of(one, Options(), TREE, tmp_path) for one in about}
    keys.add(key_of(about[0], Options(2), TREE, tmp_path))
    keys.add(key_of(about[3], Options(), TREE | {"b.py": "5"}, tmp_path))
    outside.write_text("x")
    keys.add(key_of(about[4], Options(), TREE, tmp_path))
    assert len(keys) == 8
