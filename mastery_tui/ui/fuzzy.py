"""Fuzzy matching: which texts a few typed letters mean, and how well. Pure."""

import re
from collections.abc import Iterable

FAR = 12
"""The most characters between the letters of a word. The same for all words: so a longer one never matches more."""


class Query:
    """Words that must all occur in a text, in any order and case: as they are, or letter by letter in order."""

    def __init__(self, text: str) -> None:
        self.words = text.casefold().split()
        self._both = [(word, re.compile(_spread(word))) for word in self.words]

    def __bool__(self) -> bool:
        return bool(self.words)

    def score(self, text: str) -> int | None:
        """How far the casefolded text is from what was typed, 0 the best; None when it is not meant."""
        total = 0
        for word, spread in self._both:
            at = text.find(word)
            if at >= 0:
                # The start of the text is better than the start of a word, and that is better than its middle.
                total += at // 4 if at == 0 or not text[at - 1].isalnum() else 12 + at // 4
                continue
            found = spread.search(text)
            if found is None:
                return None
            gaps = found.end() - found.start() - len(word)
            if gaps > FAR:
                return None
            total += 40 + 4 * gaps + found.start() // 4
        return total

    def narrows(self, other: "Query") -> bool:
        """Whether what the other one does not match this one cannot match either."""
        if len(self.words) < len(other.words):
            return False
        return all(word.startswith(before) for word, before in zip(self.words, other.words, strict=False))

    def marks(self, text: str) -> list[tuple[int, int]]:
        """The ranges of the text to show as matched, in order and apart."""
        low = text.casefold()
        if len(low) != len(text):
            return []
        ranges: list[tuple[int, int]] = []
        for word, spread in self._both:
            at = low.find(word)
            if at >= 0:
                ranges.append((at, at + len(word)))
            elif found := spread.search(low):
                place = found.start()
                for char in word:
                    place = low.index(char, place)
                    ranges.append((place, place + 1))
                    place += 1
        return list(_merged(sorted(ranges)))


def _spread(word: str) -> str:
    """The letters in order with anything between them; each gap ends at the first chance, so nothing is tried twice."""
    return re.escape(word[0]) + "".join(f"[^{re.escape(char)}]*{re.escape(char)}" for char in word[1:])


def _merged(ranges: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in ranges:
        if last is not None and start <= last[1]:
            last = (last[0], max(end, last[1]))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
