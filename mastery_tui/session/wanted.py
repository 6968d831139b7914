"""What a session is asked to be, and how it says that it cannot."""

from pathlib import Path

import msgspec


class SessionError(Exception):
    """The session cannot run; the text is one clear line: what, where, how to mend."""


class Wanted(msgspec.Struct, frozen=True):
    """One tree, watched and checked.

    `only`: names of the checks to run (all when empty); `changed_only`: only files that differ from the merge base;
    `watch`: stay and follow saves; `run_tests`: run tree checks where they are trusted.
    """

    root: Path
    only: tuple[str, ...] = ()
    changed_only: bool = False
    watch: bool = True
    run_tests: bool = True

    @property
    def partial(self) -> bool:
        """Whether only a part is looked at: then nothing is said of the whole."""
        return bool(self.only) or self.changed_only
