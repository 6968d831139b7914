"""Purchases that were paid back."""

from datetime import date
from decimal import Decimal

from ledger.refunds import refunded
from ledger.statement import Entry


def booked(day, text, amount):
    return Entry(date(2026, 11, day), text, Decimal(amount))


def test_a_purchase_that_was_paid_back_is_found():
    book = booked(3, "Bookshop", "-41.90")
    entries = [book, booked(4, "Bakery", "-7.40"), booked(6, "Bookshop refund", "41.90")]
    assert refunded(entries) == [book]
