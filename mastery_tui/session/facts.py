"""What git says of the tree: asked in a thread, one question at a time, never in the way of a save."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from mastery_tui.checking.scheduler import Scheduler
from mastery_tui.model import event as ev
from mastery_tui.model.state import Repo, State
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.git_command import GitError


class Facts:
    """Branch, dirty count, merge base and renames. `due`: what is mine may have changed, so wait before settling."""

    def __init__(
        self,
        scheduler: Scheduler,
        state: Callable[[], State],
        emit: Callable[[ev.Event], None],
    ) -> None:
        self.git: Git | None = None
        self.scheduler = scheduler
        self.state = state
        self.emit = emit
        self.due = False
        self._again = False
        self._task: asyncio.Task[None] | None = None

    async def use(self, git: Git | None) -> None:
        """Ask this repository from now on; outside git nothing is known of a base."""
        await self.close()
        self.git = git
        self.due = git is not None
        self.scheduler.read_base = None if git is None else self._read_base
        if git is None:
            self.scheduler.rebase(None, {})

    def want(self) -> None:
        """Ask git again, soon."""
        if self.git is None:
            return
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._loop(self.git))
        else:
            self._again = True

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _loop(self, git: Git) -> None:
        self._again = True
        while self._again:
            self._again = False
            try:
                await self.ask(git)
            except Exception as error:  # told, and the session lives on: nothing is known of the base then
                self._tell(Repo(note=f"git: {type(error).__name__}: {error}"), None, {})
                self.due = False
            if not self.scheduler.busy:
                self.scheduler.settled()

    async def ask(self, git: Git) -> None:
        """Ask once, and mark what is mine anew where the answer changes it."""
        generation = self.state().generation
        try:
            repo, blobs, renames = await asyncio.to_thread(self._answers, git)
        except GitError as error:
            repo, blobs, renames = Repo(note=f"git does not answer: {error}"), None, {}
        self._tell(repo, blobs, renames)
        if generation == self.state().generation:
            self.due = False

    def _tell(self, repo: Repo, blobs: Mapping[str, str] | None, renames: Mapping[str, str]) -> None:
        self.emit(ev.RepoChanged(repo, time.time()))
        baseline = self.scheduler.results.baseline
        if blobs != baseline.blobs or renames != baseline.renames:
            self.scheduler.rebase(blobs, renames)

    def _answers(self, git: Git) -> tuple[Repo, Mapping[str, str] | None, Mapping[str, str]]:
        """Facts, blobs of the merge base, renames since; runs in a thread. Raises GitError."""
        repo = git.facts()
        if not repo.base:
            return repo, None, {}
        blobs = self.scheduler.results.baseline.blobs
        if blobs is None or repo.base != self.state().repo.base:
            blobs = git.blobs_at(repo.base)
        added = any(path not in blobs for path in list(self.scheduler.blobs))
        return repo, blobs, git.renames(repo.base) if added else {}

    def _read_base(self, blobs: Sequence[str]) -> "asyncio.Future[dict[str, bytes]]":
        git = self.git
        if git is None:
            raise RuntimeError("there is no base outside git")
        return asyncio.ensure_future(asyncio.to_thread(git.read_blobs, blobs))
