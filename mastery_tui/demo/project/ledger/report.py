"""Where the money went: sums by category."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ledger.money import show
from ledger.rules import category
from ledger.statement import Entry


def totals(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """The sum of each category."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sums[category(entry)] += entry.amount
    return dict(sums)


def summary(entries: Iterable[Entry]) -> list[str]:
    """A line for each category, the largest spending first."""
    sums = sorted(totals(entries).items(), key=lambda item: item[1])
    return [f"{name:10} {show(amount):>12}" for name, amount in sums]
