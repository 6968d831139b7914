"""A session for the length of one command."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.progress import progress

if TYPE_CHECKING:
    from mastery_tui.model.state import State
    from mastery_tui.session import Session


@contextmanager
def session(
    root: Path,
    only: Sequence[str] = (),
    changed_only: bool = False,
    watch: bool = False,
    each: "Callable[[State], None] | None" = None,
) -> "Iterator[Session]":
    """A started session that is stopped at the end, however it comes. `each` is called with every State."""
    from mastery_tui.session import Session, SessionError

    running = Session(root, only=only, changed_only=changed_only, watch=watch)
    if each is not None:
        running.subscribe(each)
    try:
        running.start()
        yield running
    except SessionError as error:
        raise CliError(str(error)) from error
    finally:
        running.stop()


def settle(root: Path, only: Sequence[str] = (), changed_only: bool = False) -> "State":
    """The State of the tree, every check done; on a terminal a line tells how far it is. Raises CliError."""
    with progress() as show, session(root, only, changed_only, each=show) as running:
        return running.wait_settled()
