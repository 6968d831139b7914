"""Each kind of evidence: it counts while it is of this tree, and not a moment longer."""

import os
from pathlib import Path

import pytest

from mastery_tui.evidence.readings.registry import ADAPTERS
from mastery_tui.evidence.readings.subject import OLDER_TREE
from tests.evidence.readings import book
from tests.evidence.readings.book import AGED, FRESH, NOW, Tree

RESULTS = {
    "coverage-data": (".coverage", None, "coverage.line"),
    "coverage-json": ("coverage.json", book.COVERAGE_JSON, "coverage.branch"),
    "coverage-xml": ("coverage.xml", book.COBERTURA, "coverage.line"),
    "junit": ("reports/junit.xml", book.JUNIT, "tests.failed"),
    "sarif": ("some.sarif", book.SARIF, "sarif.findings"),
    "benchmark": (".benchmarks/Linux-CPython/0001_x.json", book.BENCHMARK, "benchmark.count"),
}
FACTS = {
    "ci": (".github/workflows/ci.yml", book.WORKFLOW, "ci.proving", "E0"),
    "docs": ("README.md", "# A\n\nwords\n", "docs.readme_words", "E2"),
    "pins": ("requirements.txt", "a==1\n", "pins.pinned_percent", "E2"),
}
EVERY = {**{name: (path, content, metric) for name, (path, content, metric) in RESULTS.items()}} | {
    name: fact[:3] for name, fact in FACTS.items()
}
HOSTILE = {
    "random": bytes(range(256)) * 20,
    "zeros": bytes(4096),
    "deep brackets": b"[" * 200_000,
    "deep braces": b'{"a":' * 50_000,
    "deep elements": b"<testsuites>" + b"<a>" * 100_000,
    "entities": b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><testsuites>&c;</testsuites>',
    "external": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///secret">]><testsuites>&b;</testsuites>',
    "aliases": b"a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (99 + i, 99 + i, b", ".join([b"*%c" % (97 if not i else 98 + i)] * 10)) for i in range(9)
    ),
    "another shape": b'{"version": 3, "runs": "x", "totals": [], "benchmarks": 7, "files": null}',
    "infinite": b'{"version": "2.1.0", "runs": [1e999]}',
    "half a row": b"SQLite format 3\0" + bytes(50),
}
MEANT = {  # half a text is a text; and how the library fails is not ours to try at length
    **dict.fromkeys(("docs", "pins"), ("huge", "random", "zeros", "half a row")),
    "ci": tuple({"empty": 0, "huge": 0, **HOSTILE}),
    "coverage-data": ("empty", "cut", "random", "half a row", "huge"),
}


def place(tree: Tree, name: str, at: float = FRESH) -> str:
    """Put the evidence of an adapter there; its metric."""
    path, content, metric = EVERY[name]
    data = content if content is not None else book.coverage_data(tree.root)
    (tree.put if name in RESULTS else tree.source)(path, data, at)
    return metric


@pytest.fixture
def one(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "t")


def test_all_of_them_are_here():
    assert {adapter.name for adapter in ADAPTERS} == set(EVERY)


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_of_the_tree_it_was_first_seen_with_and_of_no_other(one: Tree, name: str):
    assert not one.metrics().keys() & {EVERY[name][2]}
    metric = place(one, name)
    found = one.metrics()[metric]
    assert (found.grade, found.source, found.at, found.generation) == ("E2", EVERY[name][0], FRESH, 7)
    before = (one.root / "a.py").read_bytes()

    one.source("a.py", "a = 1\nb = 2\nif a > b: c = 4\n", NOW)
    changed = one.metrics()[metric]
    assert (changed.grade, changed.note) == ("E1", OLDER_TREE)

    os.utime(one.root / EVERY[name][0], (NOW + 1, NOW + 1))
    assert one.metrics()[metric].grade == "E1"  # touched: it says what it said before

    one.source("a.py", before, NOW)
    assert one.metrics()[metric].grade == "E2"  # the tree is again the one that it speaks of

    one.drop(EVERY[name][0])
    assert metric not in one.metrics()


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_that_is_older_than_a_source_when_it_is_first_seen_is_stale(one: Tree, name: str):
    metric = place(one, name, AGED)
    found = one.metrics()[metric]
    assert (found.grade, found.note) == ("E1", "older than the newest source file: run it again")
    assert one.bound == {}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_from_the_future_is_stale(one: Tree, name: str):
    assert one.metrics() is not None
    metric = place(one, name, NOW + 3_600)
    assert one.metrics()[metric].grade == "E1"


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_of_the_tree_is_always_of_this_tree(one: Tree, name: str):
    path, _, metric, grade = FACTS[name]
    for at in (FRESH, AGED, NOW):
        place(one, name, at)
        assert one.metrics()[metric].grade == grade
        one.source("a.py", f"at = {at}\n", NOW)
        assert one.metrics()[metric].grade == grade
    one.drop(path)
    assert metric not in one.metrics()


@pytest.mark.parametrize("name", EVERY)
def test_what_is_damaged_is_unknown_and_told_in_one_line(one: Tree, name: str):
    path = EVERY[name][0]
    metric = place(one, name)
    content = (one.root / path).read_bytes()
    contents = {"empty": b"", "huge": None, "cut": content[: len(content) // 2], **HOSTILE}
    contents = {what: contents[what] for what in MEANT.get(name, contents)}
    for what, damaged in contents.items():
        if damaged is None:
            with (one.root / path).open("wb") as file:
                file.truncate(200 << 20)
        else:
            one.put(path, damaged)
        found = one.metrics()
        assert metric not in found, what
        assert len(one.problems()) == 1, what
        assert one.problems()[0].isprintable(), what
        assert len(one.problems()[0]) < 250, what
    one.put(path, content)
    assert metric in one.metrics()
    assert one.problems() == []


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("trap", ["pipe", "folder", "out", "loop", "dangling"])
def test_what_is_no_file_of_the_tree_is_unknown(one: Tree, name: str, trap: str):
    path = one.root / EVERY[name][0]
    metric = place(one, name)
    outside = one.root.parent / "outside"
    outside.write_bytes(path.read_bytes())
    path.unlink()
    if trap == "pipe":
        os.mkfifo(path)
    elif trap == "folder":
        path.mkdir()
    else:
        path.symlink_to({"out": outside, "loop": path, "dangling": one.root / "nowhere"}[trap])
    assert metric not in one.metrics()


def test_a_link_within_the_tree_is_followed(one: Tree):
    one.put("elsewhere/x", book.JUNIT)
    (one.root / "junit.xml").symlink_to("elsewhere/x")
    assert one.metrics()["tests.total"].value == 3


def test_what_is_too_much_at_once_comes_later(one: Tree, monkeypatch: pytest.MonkeyPatch):
    from mastery_tui.evidence.readings import gather

    monkeypatch.setattr(gather, "MOST_AT_ONCE", 2 * len(book.SARIF))
    for number in range(4):
        one.put(f"{number}.sarif", book.SARIF.replace("R2", f"R{number}"))
    found = one.metrics()["sarif.findings"]
    assert (found.value, found.grade, len(one.problems())) == (6, "E1", 2)
    found = one.metrics()["sarif.findings"]
    assert (found.value, found.grade, one.problems()) == (12, "E2", [])


def test_only_what_changed_is_read_again(one: Tree):
    for name in EVERY:
        place(one, name)
    one.metrics()
    first = dict(one.kept)
    one.source("b.py", "b = 1\n")
    one.metrics()
    assert [key for key, value in one.kept.items() if first[key] is not value] == []
    one.put("some.sarif", book.SARIF.replace("R2", "R4"))
    one.metrics()
    assert [key[0] for key, value in one.kept.items() if first[key] is not value] == ["sarif"]
