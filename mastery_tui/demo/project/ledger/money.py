"""Amounts as banks write them, as exact decimals."""

from decimal import Decimal, InvalidOperation


class NotAnAmount(ValueError):
    """The text is no amount of money."""


def parse(text: str) -> Decimal:
    """The amount; accepts a leading sign and thousands separated by commas."""
    plain = text.strip().replace(",", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise NotAnAmount(f"not an amount: {text!r}") from error
    if not amount.is_finite():
        raise NotAnAmount(f"not an amount: {text!r}")
    return amount


def show(amount: Decimal) -> str:
    """The amount with two decimals and commas, as a person reads it."""
    return f"{amount:,.2f}"
