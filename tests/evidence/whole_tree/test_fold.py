"""The fold over a State's files: what counts, what does not, and that what is kept never differs from a fresh look."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.upkeep import upkeep
from mastery_tui.checking.interface import Facts, Source
from mastery_tui.evidence.whole_tree.fold import Folded, whole_tree
from mastery_tui.model.finding import Result
from mastery_tui.model.state import FileState

BLOCK = "".join(f"v{n} = {n}\n" for n in range(8))


def file(path: str, text: str, **about: object) -> FileState:
    items = upkeep.run([Source(path, text.encode())], None, None)
    facts = {item.name: item.data for _, item in items if isinstance(item, Facts)}
    result = Result(facts=facts, **about)  # type: ignore[arg-type]
    return FileState(path, text, len(text), 1, {"upkeep": result}, {"upkeep": text})


def tree(**texts: str) -> dict[str, FileState]:
    return {path: file(path, text) for path, text in texts.items()}


def test_the_metrics_and_their_units() -> None:
    files = tree(**{"a.py": "import os\ndef f(): pass\n" + BLOCK, "b.py": "f()\n" + BLOCK})
    found = whole_tree(files, Folded())
    assert found == {
        "dead.items": (17, "items"),
        "dead.sure": (1, "items"),
        "dead.lines": (17, "lines"),
        "dead.percent": (100 * 17 / 19, "%"),
        "duplicates.lines": (16, "lines"),
        "duplicates.blocks": (2, "blocks"),
        "duplicates.percent": (100 * 16 / 18, "%"),
    }


def test_nothing_is_known_of_what_was_not_read() -> None:
    memory = Folded()
    assert whole_tree({}, memory) == {}
    plain = FileState("a.py", "b", 1, 1, {"ruff": Result()}, {"ruff": "b"})
    text = file("notes.txt", "words")
    unread = file("c.py", BLOCK, error="invalid syntax")
    odd = FileState("d.py", "b", 1, 1, {"upkeep": Result(facts={"dead": b"\xc1", "windows": b""})}, {"upkeep": "b"})
    assert whole_tree({"a.py": plain, "notes.txt": text, "c.py": unread, "d.py": odd}, memory) == {}
    assert whole_tree(tree(**{"a.py": BLOCK}), memory)["dead.items"] == (8, "items")
    assert whole_tree({"c.py": unread}, memory) == {}


def test_while_new_content_is_looked_at_the_former_counts() -> None:
    memory = Folded()
    before = tree(**{"a.py": "x = 1\n", "b.py": "print(x)\n"})
    now = {**before, "b.py": msgspec.structs.replace(before["b.py"], blob="other")}
    assert whole_tree(before, memory) == whole_tree(now, memory)


TEXTS = st.sampled_from(
    ["", "import os\n", "os.x\n", BLOCK, BLOCK * 2, "print(v1, v2)\n", BLOCK + "def f(): pass\n", "f()\n"]
)
TREES = st.dictionaries(st.sampled_from(["a.py", "b.py", "c.py", "d.py"]), TEXTS)


@settings(max_examples=60, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=5))
def test_any_way_to_a_tree_gives_its_numbers(trees: list[dict[str, str]]) -> None:
    memory = Folded()
    for texts in trees:
        files = tree(**texts)
        found = whole_tree(files, memory)
        assert found == whole_tree(files, Folded())
    assert list(memory.dead.places()) == sorted(memory.dead.places(), key=lambda line: line.split(":")[0])
    assert memory.dead.numbers()[0] == len(list(memory.dead.places()))
