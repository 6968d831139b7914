"""Reading a statement."""

from datetime import date
from decimal import Decimal

from ledger.statement import read


def test_every_line_is_read_or_reported(tmp_path):
    file = tmp_path / "statement.csv"
    file.write_text("date,text,amount\n2026-10-01,Rent,-1180.00\nyesterday,Bakery,-7.40\n")
    statement = read(file)
    assert [entry.day for entry in statement.entries] == [date(2026, 10, 1)]
    assert statement.entries[0].amount == Decimal("-1180.00")
    assert [number for number, _ in statement.unread] == [3]
