"""Which tests the change can affect, and which failed: the files of these come first, the rest once they are green."""

from collections.abc import Callable, Iterable

import msgspec

from mastery_tui.checking.testing.coverage_map import TestMap

BAD = frozenset({"failed", "error"})
FATAL = "fatal"
"""The outcome of a test that took the process down, or hung, when it last ran."""


def file_of(id: str) -> str:
    """The test file as node ids name it: relative to pytest's root folder."""
    return id.split("::", 1)[0]


class Selection(msgspec.Struct, frozen=True):
    """Node ids by group. Tests in none of them (new ones too) count as affected."""

    failing: tuple[str, ...] = ()
    fatal: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


def select(known: TestMap, changed: Iterable[str] | None, decides_all: Callable[[str], bool]) -> Selection:
    """The groups for a change.

    `changed` None: nothing is known of what changed, so no test is left for later. The same holds when a file changed
    that decides how all tests run, such as a conftest.py (`decides_all`). A test whose files were never measured is
    affected by any change. The rest runs as well when all before it is green: a change that no test is known to touch
    never passes unseen.
    """
    failing = tuple(id for id, test in known.tests.items() if test.outcome in BAD)
    fatal = tuple(id for id, test in known.tests.items() if test.outcome == FATAL)
    if changed is None:
        return Selection(failing, fatal)
    changed = frozenset(changed)
    if any(map(decides_all, changed)):
        return Selection(failing, fatal)
    hit = {number for number, file in enumerate(known.files) if file in changed}
    rest = tuple(
        id
        for id, test in known.tests.items()
        if test.outcome not in BAD
        and test.outcome != FATAL
        and test.touched is not None
        and test.path not in changed
        and hit.isdisjoint(test.touched)
    )
    return Selection(failing, fatal, rest)
