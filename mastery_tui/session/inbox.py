"""What the engine is handed: what the watcher saw, what a person asks for, what it tells itself."""

from mastery_tui.model.intent import Intent
from mastery_tui.workspace.watch import Batch


class Drift(list[str]):
    """Paths whose content is not what the watcher told us."""


REOPEN = Intent("reopen")
"""What is listed or how it is watched is to be decided anew."""

USER_CHANGED = Intent("user-changed")
"""The user's own settings are to be read anew."""

Item = Batch | Intent | Drift
