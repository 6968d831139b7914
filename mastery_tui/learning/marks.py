"""From progress to what is shown of each stage of a module."""

from collections.abc import Mapping, Sequence

from mastery_tui.learning.module_progress import ModuleProgress, StageProgress, content
from mastery_tui.learning.schedule import is_due
from mastery_tui.model.learning import STAGES, Mark, StageName


def marks(
    module: ModuleProgress, stages: Sequence[StageName], files: Mapping[str, str], now: float, needs_held: bool
) -> dict[StageName, Mark]:
    """The mark of every stage. `stages` are those that the module has; `files` the SHA-256 of its files as they are,
    by name; `needs_held`: whether the builds of the modules that come before it hold.

    What once held is never locked again: build only waits for other modules, justify for build, harden for both.
    """
    found: dict[StageName, Mark] = {}
    open_now = needs_held
    for name in STAGES:
        if name not in stages:
            found[name] = "none"
            continue
        stage = module.stage(name)
        found[name] = _mark(module, name, stage, files, now) if open_now or stage.held else "locked"
        open_now = open_now and stage.held
    return found


def _mark(module: ModuleProgress, name: StageName, stage: StageProgress, files: Mapping[str, str], now: float) -> Mark:
    if stage.held:
        current = content(dict(files))
        if (name == "build" or stage.contents) and current not in stage.contents:
            return "failed" if stage.last_failed and stage.last_content == current else "stale"
        return "due" if name == "harden" and is_due(module, now) else "held"
    if stage.attempts and stage.last_failed and not (name == "harden" and _fresh(module)):
        return "failed"
    return "doing" if _begun(module, name, stage) else "open"


def _begun(module: ModuleProgress, name: StageName, stage: StageProgress) -> bool:
    if stage.attempts or stage.hints:
        return True
    return bool(module.started_at) if name == "build" else name == "harden" and module.bug is not None


def _fresh(module: ModuleProgress) -> bool:
    """Whether nothing was tried yet on the bug that waits."""
    return module.bug is not None and not module.bug.attempts
