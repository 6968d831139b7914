"""A bank statement: a CSV file with date, text and amount."""

import csv
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from ledger.money import parse


@dataclass(frozen=True)
class Entry:
    """One booking."""

    day: date
    text: str
    amount: Decimal


@dataclass
class Statement:
    """What was read, and the numbers of the lines that could not be, each with the reason."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)


def read(path: Path) -> Statement:
    """Read the file; a broken line is reported, not fatal."""
    statement = Statement()
    with path.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                statement.entries.append(entry(row))
            except (KeyError, ValueError) as error:
                statement.unread.append((number, str(error)))
    return statement


def entry(row: dict[str, str]) -> Entry:
    """One row as an entry."""
    return Entry(date.fromisoformat(row["date"]), row["text"].strip(), parse(row["amount"]))
