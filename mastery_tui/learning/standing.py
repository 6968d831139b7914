"""What a module's progress says, in the words of the acts: pure."""

from mastery_tui.learning.bugs.record import Slot
from mastery_tui.learning.events import Validated
from mastery_tui.learning.files import digests
from mastery_tui.learning.module_progress import BugProgress, ModuleProgress, content
from mastery_tui.learning.progress import Key, Progress
from mastery_tui.model.learning import StageName


def holds(progress: ModuleProgress, stage: StageName) -> bool:
    """Whether it ever held: what was earned stays, whatever the files hold now."""
    return progress.stage(stage).held


def holds_for(progress: ModuleProgress, stage: StageName, files: dict[str, bytes]) -> bool:
    """Whether it held for exactly this content."""
    return content(digests(files)) in progress.stage(stage).contents


def waiting(progress: ModuleProgress, slot: Slot) -> BugProgress | None:
    """The bug that is still to be found."""
    found = progress.bug if slot == "harden" else progress.practice
    return None if found is None or found.fixed else found


def known(progress: ModuleProgress, slot: Slot) -> BugProgress | None:
    """The bug that waits, else the one that was found last."""
    if slot == "practice":
        return progress.practice
    return progress.bug or progress.solved


def fixed(progress: ModuleProgress, slot: Slot) -> bool:
    """Whether the last bug was found, and none waits."""
    return known(progress, slot) is not None and waiting(progress, slot) is None


def hit(bug: BugProgress | None) -> bool | None:
    """Whether a stated diagnosis touches the defect; None where none was stated."""
    if bug is None or not bug.diagnoses:
        return None
    return any(right for _, _, right in bug.diagnoses)


def seen(progress: ModuleProgress) -> frozenset[str]:
    """The ids of all bugs that the learner has met: a fresh one should be another."""
    waits = (bug.bug for bug in (progress.bug, progress.practice) if bug is not None)
    return frozenset((*progress.found, *waits))


def begun(progress: Progress) -> frozenset[Key]:
    """The modules of which something was recorded."""
    return frozenset(progress.modules)


def hints(progress: ModuleProgress, slot: Slot | None) -> int:
    """How many hints were shown: of the bug in this copy, else of the module."""
    if slot is None:
        return len(progress.stage("build").hints)
    bug = known(progress, slot)
    return len(bug.hints) if bug is not None else 0


def says_the_same(progress: ModuleProgress, said: Validated) -> bool:
    """Whether the last verdict on this stage was on the same content, and no other: a look is no attempt."""
    if said.practice:
        return False
    stage = progress.stage(said.stage)
    return (
        bool(stage.last_at)
        and stage.last_content == content(said.files)
        and stage.last_failed == (said.verdict != "pass")
    )
