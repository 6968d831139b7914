"""On which tree something was seen."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.config import dismissed_file
from mastery_tui.evidence.stamp import stamp_of
from mastery_tui.evidence.tree_id import tree_id
from mastery_tui.model.state import CheckAbout, CheckState, FileState, Interpreter, Repo, State

BLOBS = {"a.py": "1" * 40, "b/c.py": "2" * 40, "mastery.toml": "3" * 40}
NAMES = st.text(max_size=6)


def state(blobs: dict[str, str]) -> State:
    return State(
        root="/t",
        name="t",
        generation=7,
        repo=Repo(True, "main", "c0ffee"),
        python=Interpreter("/p", "3.11.2"),
        checks={"ruff": CheckState("ruff", "Ruff", about=CheckAbout(tool="ruff 1")), "x": CheckState("x", "X")},
        files={path: FileState(path, blob, 1, 7) for path, blob in blobs.items()},
    )


def test_a_stamp_says_generation_commit_tree_and_tools():
    made = stamp_of(state(BLOBS))
    assert (made.generation, made.commit) == (7, "c0ffee")
    assert made.tools == {"ruff": "ruff 1", "python": "3.11.2"}
    assert made.tree == tree_id({path: BLOBS[path] for path in ("a.py", "b/c.py")})
    assert stamp_of(state(BLOBS), {"t": "1"}).tools == {"t": "1"}


@pytest.mark.parametrize("path", ["mastery.toml", dismissed_file.FILE, "coverage.xml"])
def test_our_own_settings_and_results_of_tools_are_no_part_of_the_tree(path):
    assert stamp_of(state({**BLOBS, path: "4" * 40})).tree == stamp_of(state(BLOBS)).tree


@pytest.mark.parametrize(
    "other",
    [
        {**BLOBS, "a.py": "9" * 40},
        {path: blob for path, blob in BLOBS.items() if path != "a.py"},
        {**BLOBS, "new.py": "1" * 40},
        {"z.py" if path == "a.py" else path: blob for path, blob in BLOBS.items()},
    ],
    ids=["changed", "gone", "new", "moved"],
)
def test_any_other_change_makes_another_tree(other):
    assert stamp_of(state(other)).tree != stamp_of(state(BLOBS)).tree


@given(st.dictionaries(NAMES, st.text("0123456789abcdef", min_size=40, max_size=40), max_size=5), st.randoms())
def test_the_order_does_not_matter(blobs, random):
    shuffled = list(blobs.items())
    random.shuffle(shuffled)
    assert tree_id(dict(shuffled)) == tree_id(blobs)
    assert msgspec.json.encode(tree_id(blobs))


def test_what_is_kept_of_the_last_tree_is_of_that_tree_alone():
    one, other = state(BLOBS), state({"a.py": "9" * 40})
    trees = [stamp_of(each).tree for each in (one, other, one, other, state({}), one)]
    assert trees[0] == trees[2] == trees[5]
    assert trees[1] == trees[3]
    assert len(set(trees)) == 3
    assert stamp_of(one, leave_out=lambda path: path == "a.py").tree != trees[0]
