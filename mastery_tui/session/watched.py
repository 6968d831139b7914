"""The working tree as a session sees it: listed by git's rules where there is git, and watched."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from mastery_tui.config.settings import Settings
from mastery_tui.model import event as ev
from mastery_tui.model.state import Repo, State
from mastery_tui.workspace.files import Rules
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.git_command import GitError
from mastery_tui.workspace.tree import Delta, Known, Tree
from mastery_tui.workspace.watch import Batch, Watcher

GIT_AGAIN_S = (0.2, 0.5, 1.0, 2.0, 4.0)
"""When to look again for a repository whose folder is there, after each time in vain."""


class WatchedTree:
    """Tree, repository and watcher of one folder. `known()` is what earlier sessions hashed."""

    def __init__(
        self,
        root: Path,
        interesting: Callable[[str], bool],
        known: Callable[[], Mapping[str, Known]],
        state: Callable[[], State],
        emit: Callable[[ev.Event], None],
    ) -> None:
        self.root = root
        self.interesting = interesting
        self.known = known
        self.state = state
        self.emit = emit
        self.git: Git | None = None
        self.tree: Tree | None = None
        self.watcher: Watcher | None = None
        self._asked = 0
        self.hand_over: Callable[[Batch], None] = lambda batch: None

    async def open(self, settings: Settings) -> Delta:
        """Find git, if there is one, and list everything; again too, when git or the rules have changed."""
        found = await asyncio.to_thread(Git.find, self.root)
        self.git = found if isinstance(found, Git) else None
        if not isinstance(found, Git):
            self.emit(ev.RepoChanged(Repo(note=found.reason), time.time()))
        rules = Rules(settings.files.exclude, settings.files.max_kib * 1024)
        tree = Tree(self.root, rules, self.git, self.known(), interesting=self.interesting)
        delta = await asyncio.to_thread(tree.scan)
        self.tree = tree
        listed = tree.blobs
        lost = tuple(path for path in self.state().files if path not in listed)
        if self.watcher is not None:
            await self.watch(settings, delta)
            self._ask_for_git_again()
        return replace(delta, gone=(*delta.gone, *lost))

    @property
    def listed(self) -> tuple[str, ...]:
        """Every file of the tree, in path order; safe from any thread."""
        return tuple(self.tree.entries) if self.tree is not None else ()

    def _ask_for_git_again(self) -> None:
        """A `.git` that is no repository yet may be in the making: nothing tells of what goes on inside it."""
        if self.git is not None or not (self.root / ".git").exists():
            self._asked = 0
        elif self._asked < len(GIT_AGAIN_S):
            again = Batch(frozenset({".git"}), everything=False, git=False, first=time.monotonic(), last_path="")
            asyncio.get_running_loop().call_later(GIT_AGAIN_S[self._asked], self.hand_over, again)
            self._asked += 1

    async def look(self, paths: Iterable[str] | None, settings: Settings) -> Delta:
        """Look at these paths again, or at everything; a repository that has come, gone or moved is found again."""
        tree = self.tree
        if tree is None or (self.git is None and paths is not None and ".git" in paths):
            return await self.open(settings)
        try:
            return await asyncio.to_thread(tree.scan if paths is None else lambda: tree.refresh(paths))
        except GitError as error:
            self.emit(ev.Noted(time.time(), "git", str(error)))
            return await self.open(settings)

    async def watch(self, settings: Settings, delta: Delta) -> None:
        """Watch the folders that were listed; batches go to `hand_over`, in this loop."""
        await self.close()
        loop = asyncio.get_running_loop()

        def batch_came(batch: Batch) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.hand_over, batch)

        self.watcher = Watcher(
            self.root,
            batch_came,
            debounce_s=settings.watch.debounce_ms / 1000,
            max_wait_s=settings.watch.max_wait_ms / 1000,
            mode=settings.watch.mode,
            git_dir=self.git.git_dir if self.git else None,
        )
        kind = await asyncio.to_thread(self.watcher.start, delta.folders or ("",))
        self.emit(ev.WatchChanged(kind.kind, kind.reason))

    async def follow(self, delta: Delta) -> None:
        """Folders have come or gone: watch those that are there now."""
        if delta.folders is not None and self.watcher is not None:
            kind = await asyncio.to_thread(self.watcher.follow, delta.folders)
            if (kind.kind, kind.reason) != (self.state().watch.kind, self.state().watch.reason):
                self.emit(ev.WatchChanged(kind.kind, kind.reason))

    async def close(self) -> None:
        if self.watcher is not None:
            await asyncio.to_thread(self.watcher.stop)
            self.watcher = None
