"""What was typed into the Learn screen and is not in the State yet: it outlives the screen, and keys that come fast."""

from weakref import WeakKeyDictionary

from mastery_tui.ui.desk import Desk

Key = tuple[str, str]
"""A module as intents name it, and a question."""


class Draft:
    """One answer that was typed here. `base` is what the State said before, `sent` what was handed to the session."""

    def __init__(self, base: str, text: str) -> None:
        self.base = base
        self.text = text
        self.sent: list[str] = []


class Drafts:
    """All that was typed since the dashboard began. What is here stands for what the State still says."""

    def __init__(self) -> None:
        self._drafts: dict[Key, Draft] = {}
        self.quotes: dict[Key, dict[str, str | None]] = {}
        self.diagnoses: dict[str, tuple[str, str]] = {}

    def typed(self, key: Key, text: str, state: str) -> None:
        """An answer is this now; `state` is what the State says of it."""
        draft = self._drafts.get(key)
        if draft is None:
            if text == state:
                return
            draft = self._drafts[key] = Draft(state, text)
        draft.text = text

    def unsent(self) -> list[tuple[Key, str]]:
        """What has to be handed to the session."""
        return [(key, d.text) for key, d in self._drafts.items() if not d.sent or d.sent[-1] != d.text]

    def sent(self, key: Key, text: str) -> None:
        """It was handed to the session."""
        draft = self._drafts.get(key)
        if draft is not None:
            draft.sent.append(text)

    def of(self, key: Key, state: str) -> str:
        """The answer as it is: what was typed here, until the State has it, or has something else since."""
        draft = self._drafts.get(key)
        if draft is None:
            return state
        unsent = not draft.sent or draft.sent[-1] != draft.text
        if unsent or (state in (draft.base, *draft.sent) and state != draft.text):
            return draft.text
        del self._drafts[key]
        return state

    def forget(self, module: str) -> None:
        """The module begins anew: what the State says counts."""
        for key in [key for key in (*self._drafts, *self.quotes) if key[0] == module]:
            self._drafts.pop(key, None)
            self.quotes.pop(key, None)
        self.diagnoses.pop(module, None)


_KEPT: WeakKeyDictionary[Desk, Drafts] = WeakKeyDictionary()


def drafts_of(desk: Desk) -> Drafts:
    """Those of one board."""
    return _KEPT.setdefault(desk, Drafts())
