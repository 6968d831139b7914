"""Purchases that were paid back."""

from collections.abc import Iterable

from ledger.statement import Entry


def refunded(entries: Iterable[Entry], found: list[Entry] = []) -> list[Entry]:
    """The purchases that a later entry of the same amount pays back, first come first served."""
    open_purchases: list[Entry] = []
    for entry in entries:
        if entry.amount < 0:
            open_purchases.append(entry)
            continue
        for purchase in open_purchases:
            if purchase.amount == -entry.amount:
                open_purchases.remove(purchase)
                found.append(purchase)
                break
    return found
