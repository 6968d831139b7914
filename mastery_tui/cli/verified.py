"""A report of a long ledger is made while another process verifies it: of a year each takes about a second."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from mastery_tui.evidence.ledger import Ledger

LONG = 20_000
"""Rows from which on a process of its own is sooner done than this one."""

Made = TypeVar("Made")


class Verified(msgspec.Struct, frozen=True):
    """Up to which row the ledger is as it was written, what is wrong behind it ("": nothing), what else to know."""

    rows: int
    trouble: str = ""
    notes: tuple[str, ...] = ()


def made_of(ledger: "Ledger", root: Path, make: Callable[[Verified], Made], long: int = LONG) -> Made:
    """What `make` makes of the ledger as far as it is whole. Raises LedgerError."""
    from mastery_tui.evidence.ledger import LedgerError

    last = ledger.last()
    if last < long:
        return make(_verify(ledger))
    early, hoped = None, Verified(last, notes=ledger.notes)
    try:
        with _begun(root) as process:
            with suppress(LedgerError, TypeError, ValueError):  # of rows that were never written
                early = make(hoped)
            said = _said(process)
    except OSError:  # no process can be started
        said = None
    verified = said or _verify(ledger)
    if early is not None and verified.rows >= last and (verified.trouble, verified.notes) == ("", hoped.notes):
        return early
    return make(verified)


def _verify(ledger: "Ledger") -> Verified:
    broken = ledger.verify()
    return Verified(ledger.verified, str(broken) if broken else "", () if broken else ledger.notes)


def _begun(root: Path) -> "subprocess.Popen[bytes]":
    """`-P` keeps the working folder off the import path: it may be a hostile tree."""
    asked = ("ledger", "verify", "--format", "json", str(root))
    words = [sys.executable, "-P", "-W", "ignore", "-m", "mastery_tui", *asked]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _said(process: "subprocess.Popen[bytes]") -> Verified | None:
    """What the other process says; None where it could not."""
    output, _ = process.communicate()
    try:
        found = json.loads(output)
        broken = found["broken"]
        if (process.returncode, broken is None) not in ((0, True), (1, False)):
            return None
        trouble = (f"row {broken['seq']}: {broken['why']}" if broken["seq"] else broken["why"]) if broken else ""
        return Verified(found["rows"], trouble, tuple(found["notes"]))
    except (ValueError, KeyError, TypeError):
        return None
