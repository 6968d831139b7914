"""Evidence that says nothing, and runs of a part of the tree: told, neither a pass nor a mistake in the settings."""

import os
from pathlib import Path

from mastery_tui.config import trust
from mastery_tui.reporting.gate import verdict
from mastery_tui.session.proof.part import MOST_LINES
from tests.session.live import git
from tests.session.test_proving import objective, once, watched


def test_of_a_part_of_the_tree_nothing_is_judged(tree: Path) -> None:
    goal = '[[project]]\nid = "p"\ntitle = "P"\n[[project.objective]]\nid = "o"\ntitle = "O"\n'
    (tree / "mastery.toml").write_text(f'{goal}target = "findings.error <= 0"\n')
    assert once(tree).proof.projects
    assert once(tree, only=("ruff",)).proof.projects == ()
    assert once(tree, changed_only=True).proof.projects == ()


def test_what_cannot_be_read_is_told_in_a_few_lines_without_a_trick(tree: Path) -> None:
    (tree / "junit.xml").write_text("<broken")
    state = once(tree)
    assert state.problems == ("junit.xml: is not XML: unclosed token: line 1, column 0",)
    for number in range(9):
        (tree / f"junit-{number}\x1b[31m.xml").write_text("<broken")
    state = once(tree)
    assert len(state.problems) == MOST_LINES and state.problems[-1] == "and 6 more results that cannot be read"
    assert "\x1b" not in "".join(state.problems)
    assert verdict(state).holds is True, "nothing asked for it"


def test_a_metric_that_is_read_otherwise_is_read_again(tree: Path) -> None:
    said = '[metric.c]\ncommand = ["echo", "a=5 b=7"]\nregex = "{}=([0-9]+)"\n'
    (tree / "mastery.toml").write_text(said.format("a"))
    trust.grant(tree)
    with watched(tree) as live:
        live.until(lambda state: "c" in state.proof.metrics and state.proof.metrics["c"].value == 5)
        (tree / "mastery.toml").write_text(said.format("b"))
        live.until(lambda state: "c" in state.proof.metrics and state.proof.metrics["c"].value == 7)


def test_a_result_that_was_committed_proves_nothing_until_somebody_makes_it_here(tree: Path) -> None:
    goal = '[[project]]\nid = "p"\ntitle = "P"\n[[project.objective]]\nid = "o"\ntitle = "O"\n'
    (tree / "mastery.toml").write_text(f'{goal}target = "tests.failed == 0"\n')
    made = tree / "test-results" / "junit.xml"
    made.parent.mkdir()
    made.write_text('<testsuite tests="1"><testcase name="a"/></testsuite>')
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "with results")
    os.utime(made)
    assert objective(once(tree), "o").verdict == "stale"
    made.write_text('<testsuite tests="2"><testcase name="a"/><testcase name="b"/></testsuite>')
    assert objective(once(tree), "o").verdict == "pass"
    git(tree, "commit", "-qam", "new results")
    assert objective(once(tree), "o").verdict == "pass", "it was seen here when it was made"
