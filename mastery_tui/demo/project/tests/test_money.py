"""Amounts as banks write them."""

from decimal import Decimal

import pytest

from ledger.money import NotAnAmount, parse, show


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", "12.50"),
        ("-7", "-7"),
        ("1,180.00", "1180.00"),
        (" +3.2 ", "3.2"),
    ],
)
def test_amounts_are_exact(text, amount):
    assert parse(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "twelve", "1.2.3", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(NotAnAmount):
        parse(text)


def test_amounts_are_shown_with_two_decimals():
    assert show(Decimal("-1180")) == "-1,180.00"
