"""What commands record of a tree, and what was recorded before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.recorded import store
from mastery_tui.config import paths

if TYPE_CHECKING:
    from mastery_tui.checking.interface import Check
    from mastery_tui.config.goals import Goals
    from mastery_tui.evidence.history import History
    from mastery_tui.evidence.ledger import Ledger
    from mastery_tui.evidence.record import Event, Stamp
    from mastery_tui.model.state import State

_MEND = "bring it back from a backup, or look at it and `mastery ledger accept` goes on from what is there"


def stamp_now(root: Path) -> "Stamp":
    """The stamp of the tree as it is on the disk; no test is run for it. Raises CliError."""
    from mastery_tui.evidence.stamp import stamp_of

    return stamp_of(files_now(root))


def files_now(root: Path) -> "State":
    """A State of which the files are true: of the checks one is run, any cheap one. Raises CliError."""
    from mastery_tui.cli.running import settle

    of_files = sorted(name for name, check in checks_of(root).items() if check.shape == "file")
    return settle(root, of_files[:1])


def history(root: Path) -> "History":
    """What was recorded of the tree. Raises CliError where the ledger is broken: then nothing of it is believed."""
    from mastery_tui.evidence.history import History

    known = History()
    with _opened(root, read_only=True) as ledger:
        for row in ledger.rows():
            known.take(row)
    return known


def record(root: Path, stamp: "Stamp", *events: "Event") -> None:
    """Keep what happened. Raises CliError: what is not recorded did not count."""
    from mastery_tui.evidence.record import to_entry

    with _opened(root) as ledger:
        if not ledger.kept:
            raise CliError("neither this folder nor your cache can be written to: there is no place for the ledger")
        ledger.append_many([to_entry(event, stamp) for event in events])


def goals_of(root: Path) -> "Goals":
    """What the settings want reached. Raises CliError where they are broken."""
    from mastery_tui.config import settings

    try:
        return settings.load(root, {name: check.options for name, check in checks_of(root).items()}).goals
    except settings.SettingsError as error:
        raise CliError(str(error)) from error


def checks_of(root: Path) -> "dict[str, Check]":
    """The checks that the settings of this folder may speak of."""
    from mastery_tui.checking.discovery import discover
    from mastery_tui.config import content, trust

    places = content.folders("checks", root, trust.status(root).trusted)
    return discover(place.path for place in places).checks


@contextmanager
def _opened(root: Path, *, read_only: bool = False) -> "Iterator[Ledger]":
    from mastery_tui.evidence.ledger import Ledger, LedgerError

    try:
        with Ledger(store(root) if read_only else paths.store(root), read_only=read_only) as ledger:
            fault = ledger.verify()
            if fault is not None:
                raise CliError(f"the ledger is broken: {fault}; {_MEND}")
            yield ledger
    except LedgerError as error:
        raise CliError(str(error)) from error
