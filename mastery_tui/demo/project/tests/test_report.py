"""Sums by category."""

from datetime import date
from decimal import Decimal

from ledger.report import summary, totals
from ledger.statement import Entry


def booked(text, amount):
    return Entry(date(2026, 10, 1), text, Decimal(amount))


def test_sums_by_category():
    entries = [booked("Supermarket", "-84.17"), booked("Bakery", "-7.40"), booked("Gift", "5")]
    assert totals(entries) == {"food": Decimal("-91.57"), "other": Decimal("5")}


def test_the_largest_spending_comes_first():
    lines = summary([booked("Bookshop", "-23.95"), booked("Rent October", "-1180")])
    assert [line.split()[0] for line in lines] == ["home", "leisure"]
