"""What is still to be checked, in the order in which it is wanted."""

from collections.abc import Callable, Iterable


class Queue:
    """Paths that wait for checks: what came last goes first, and the preferred path before all.

    A path waits for a set of check names; `take` hands out paths that wait for the same ones.
    """

    def __init__(self) -> None:
        self.waiting: dict[str, frozenset[str]] = {}
        self.preferred = ""

    def __len__(self) -> int:
        return len(self.waiting)

    def add(self, paths: Iterable[str], checks: Callable[[str], frozenset[str]], *, last: bool = False) -> None:
        """Put the paths in front (or at the back), in the given order; they go on waiting for what they waited for."""
        fresh = {path: names for path in paths if (names := checks(path))}
        if not fresh:
            return
        for path in fresh:
            fresh[path] |= self.waiting.pop(path, frozenset())
        self.waiting = {**self.waiting, **fresh} if last else {**fresh, **self.waiting}

    def drop(self, path: str) -> None:
        self.waiting.pop(path, None)

    def discard_check(self, check: str) -> None:
        """Nothing waits for this check any more."""
        self.waiting = {path: rest for path, names in self.waiting.items() if (rest := names - {check})}

    def take(self, most: int, weight: Callable[[str], int], limit: int) -> tuple[frozenset[str], list[str]]:
        """Up to `most` paths with the same checks, until their weights pass `limit`; at least one if any wait."""
        taken: list[str] = []
        names: frozenset[str] = frozenset()
        total = 0
        if self.preferred in self.waiting:
            return self.waiting.pop(self.preferred), [self.preferred]
        for path, wanted in self.waiting.items():
            if taken and (wanted != names or total > limit or len(taken) >= most):
                break
            names = wanted
            taken.append(path)
            total += weight(path)
        for path in taken:
            del self.waiting[path]
        return names, taken
