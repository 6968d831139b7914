"""README, change log, links: facts of the tree."""

from pathlib import Path

import pytest

from mastery_tui.evidence.readings import prose
from tests.evidence.readings.book import Tree

README = """\
Title
=====

Two words. `code` [a](docs/a.md#x) ![b](pic.png "t") [c](<docs/with space.md>) [d](https://x.y/z) [e](#here)

# One more #

```python
# no heading, [no](link.md)
```

[f]: docs/f.md
[g](../../issues) [h](/docs/a.md) [i](mailto:a@b.c) [j](docs/a%20b.md) [k](//host/x) [l](docs/)
"""
RST = """\
=====
Title
=====

Words `here <../README.md>`_ and `there <https://x.y>`_, `doc <nowhere.rst>`__.

Section
-------

.. image:: pic.png
.. include:: ../gone.txt
.. _name: other.rst
.. |sub| image:: sub.png
"""


def docs(tree: Tree) -> dict[str, float]:
    return {name.removeprefix("docs."): value for name, value in tree.numbers("docs.").items()}


def test_all_of_it(tmp_path: Path):
    tree = Tree(tmp_path)
    for path in ("CHANGES.rst", "LICENSE", ".github/CONTRIBUTING.md", "docs/a.md", "docs/a b.md"):
        tree.source(path, "x\n")
    tree.source("README.md", README)
    tree.put("pic.png", "x")
    assert docs(tree) == {
        "readme": 1,
        "readme_words": 16,
        "readme_sections": 2,
        "changelog": 1,
        "license": 1,
        "contributing": 1,
        "files": 2,
        "broken_links": 2,  # docs/with space.md and docs/f.md
    }


def test_of_a_tree_without_any_there_is_no_readme_and_no_count_of_its_words(tmp_path: Path):
    found = docs(Tree(tmp_path))
    assert found == {"readme": 0, "changelog": 0, "license": 0, "contributing": 0, "files": 0, "broken_links": 0}


@pytest.mark.parametrize(
    ("text", "rst", "expected"),
    [
        (
            README,
            False,
            (
                "docs/a.md",
                "pic.png",
                "docs/with space.md",
                "../../issues",
                "/docs/a.md",
                "docs/a b.md",
                "docs/",
                "docs/f.md",
            ),
        ),
        (RST, True, ("../README.md", "nowhere.rst", "pic.png", "../gone.txt", "other.rst", "sub.png")),
    ],
)
def test_links(text: str, rst: bool, expected: tuple[str, ...]):
    assert set(prose.read(text, rst).links) == set(expected)


def test_sections_of_rst():
    assert prose.read(RST, True).sections == 2


def test_a_link_is_broken_once_its_target_goes_and_whole_once_it_is_back(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.source("README.md", "[a](x/y.txt)\n")
    assert docs(tree)["broken_links"] == 1
    tree.put("x/y.txt", "y")
    assert docs(tree)["broken_links"] == 0
    (tree.root / "x/y.txt").unlink()
    assert docs(tree)["broken_links"] == 1


@pytest.mark.parametrize(
    ("path", "link", "target"),
    [
        ("docs/a.md", "b.html", "docs/b.md"),
        ("docs/a.md", "x/b", "docs/x/b.md"),
        ("docs/en/a.rst", "/pic.png", "docs/pic.png"),
        ("docs/en/a.rst", "/pic.png", "docs/en/pic.png"),
        ("README.md", "/docs/b.md", "docs/b.md"),
        ("docs/a.md", "../x", "x"),
    ],
)
def test_what_a_link_may_mean(tmp_path: Path, path: str, link: str, target: str):
    tree = Tree(tmp_path)
    tree.source(path, f"`a <{link}>`_\n" if path.endswith("rst") else f"[a]({link})\n")
    assert docs(tree)["broken_links"] == 1
    tree.put(target, "x")
    assert docs(tree)["broken_links"] == 0


def test_an_empty_readme_is_none(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.source("README.md", "")
    assert docs(tree)["readme"] == 0


def test_markdown_comes_first(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.source("README.txt", "one\n")
    tree.source("README.md", "one two\n")
    assert docs(tree)["readme_words"] == 2
    assert tree.metrics()["docs.readme"].source == "README.md"
