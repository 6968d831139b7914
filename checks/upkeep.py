"""Upkeep: secrets in the tree, docstrings, notes to oneself, and what dead code and repeated lines are found by.

Findings are secrets only. The rest are numbers: what a file lacks in docstrings is a share of the tree, not a finding
for every function, and what is dead or repeated can only be told from all files (`mastery_tui.evidence.whole_tree`).
It runs in the background, after the checks whose findings somebody waits for.
"""

import sys
import tokenize
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from mastery_tui.checking.interface import Facts, Found, Item, Measure, Source, Unreadable, batch_check
from mastery_tui.checking.upkeep.comments import comments, notes
from mastery_tui.checking.upkeep.docstrings import documentable
from mastery_tui.checking.upkeep.names import names
from mastery_tui.checking.upkeep.repeated import windows
from mastery_tui.checking.upkeep.secret_rules import RULES
from mastery_tui.checking.upkeep.secrets import secrets
from mastery_tui.model.facts import DEAD, PLACES, WINDOWS, Places, pack

PYTHON = ("*.py", "*.pyi")
TEXTS = (
    *("*.toml", "*.yaml", "*.yml", "*.json", "*.ini", "*.cfg", "*.txt", "*.md", "*.ipynb", "*.sh"),
    *("*.env", ".env", ".env.*", "*.pem", "*.key"),
)
_DEEPEST = 12_000
"""Calls within calls that a nested expression may need: Python's own parser ends far before."""


@batch_check(
    name="upkeep",
    title="Upkeep",
    files=(*PYTHON, *TEXTS),
    tool=lambda: f"vulture {version('vulture')}",
    explain=RULES.get,
    background=True,
)
def upkeep(sources: Sequence[Source], options: None, root: Path) -> Iterator[tuple[str, Item | Unreadable]]:
    for source in sources:
        number = 0
        for found in secrets(source.lines):
            number += 1
            yield (
                source.path,
                Found(found.rule, "error", found.line, found.message, found.column, found.line, found.end_column),
            )
        yield source.path, Measure("secrets", number)
        if source.path.endswith((".py", ".pyi")):
            try:
                with _deep_and_quiet():
                    items = _of_module(source)
            except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError, tokenize.TokenError) as error:
                yield source.path, Unreadable(str(error) or type(error).__name__)
            else:
                for item in items:
                    yield source.path, item


def _of_module(source: Source) -> list[Item]:
    text, tree = source.text, source.tree
    remarks = comments(text)
    todos = notes(remarks)
    public = list(documentable(source.path, tree))
    undocumented = tuple((one.line, one.name) for one in public if not one.documented)
    items: list[Item] = [
        Measure("documentable", len(public)),
        Measure("documented", len(public) - len(undocumented)),
        Measure("todos", len(todos)),
        Facts(PLACES, pack(Places(todos, undocumented))),
    ]
    if not source.path.endswith(".pyi"):  # a stub defines everything once more, and uses nothing
        items.append(Facts(DEAD, pack(names(source.path, text, tree))))
        items.append(Facts(WINDOWS, pack(windows(text, tree, remarks))))
    return items


@contextmanager
def _deep_and_quiet() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape in someone's code is no news of ours
            yield
    finally:
        sys.setrecursionlimit(before)
