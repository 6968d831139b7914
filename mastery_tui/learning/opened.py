"""A study of one tree with all it needs: curricula, trust, the learner's Python, and a warm judge once one is asked."""

import os
from pathlib import Path

from mastery_tui.config import paths, trust
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.learning.judging.warm import WarmJudge
from mastery_tui.learning.shelf import shelf
from mastery_tui.learning.study import Study
from mastery_tui.model.state import Interpreter
from mastery_tui.workspace.python import find_python

WORKTREE = "worktree"


class Judges:
    """Warm judges, one for each set of packages that curricula have loaded ahead; started when first asked."""

    def __init__(self, root: Path, store: Path | None) -> None:
        self.root = root
        self.folder = (store or root) / WORKTREE
        self.python: Interpreter | None = None
        self._warm: dict[tuple[str, ...], WarmJudge] = {}

    def interpreter(self, trusted: bool) -> Interpreter:
        """The learner's Python; found once."""
        if self.python is None:
            self.python = find_python(self.root, os.environ, run_allowed=trusted)
        return self.python

    def of(self, imports: tuple[str, ...]) -> WarmJudge:
        """The judge that has these packages loaded."""
        if imports not in self._warm:
            python = Path(self.interpreter(True).path)
            self._warm[imports] = WarmJudge(python, self.folder, imports)
        return self._warm[imports]

    def cancel(self) -> None:
        """End what runs now."""
        for judge in self._warm.values():
            judge.cancel()

    def renew(self) -> None:
        """The learner's Python has changed: end all, and find it anew."""
        self.close()
        self.python = None

    def close(self) -> None:
        warm, self._warm = self._warm, {}
        for judge in warm.values():
            judge.close()


def open_study(root: Path, judges: Judges, store: Path | None) -> Study:
    """What is known of learning in this tree. Raises CannotLearn."""
    trusted = trust.status(root)
    known = shelf(root, trusted.trusted)

    def run(module: Module, job: Job) -> Judged:
        return judges.of(known.curricula[module.curriculum].imports).run(job)

    return Study(root, store, known, run, trusted=trusted.trusted, trust_hint=trusted.hint)


def store_of(root: Path) -> Path | None:
    """The folder of the tree that is ours to write to."""
    return paths.store(root)
