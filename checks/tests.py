"""Tests: pytest with coverage in the project's own Python, each outcome live.

Files with failing tests run first, then those that the change can affect, and, when these are green, all others. A
failure counts once it is confirmed in the project's own order. A run that did not come to its end in order is a
finding, never a pass.
"""

from collections.abc import Iterator

from mastery_tui.checking.interface import TreeItem, TreeView, tree_check
from mastery_tui.checking.testing.rules import RULES
from mastery_tui.checking.testing.run import INPUTS, TestsOptions, run_tests

READ_BY_TESTS = ("*.json", "*.toml", "*.yaml", "*.yml", "*.csv", "*.txt", "*.html", "*.jinja", "*.j2", "*.sql", "*.ini")


@tree_check(
    name="tests",
    title="Tests",
    files=("*.py", "*.pyi", "*.so", *READ_BY_TESTS),
    inputs=INPUTS,
    options=TestsOptions,
    needs_trust=True,
    explain=RULES.get,
)
def tests(tree: TreeView, options: TestsOptions) -> Iterator[TreeItem]:
    yield from run_tests(tree, options)
