"""The project in the pictures: a small stock keeper as it was at its last release, and with today's work on top."""

RELEASED = {
    ".gitignore": "__pycache__/\n",
    "pyproject.toml": """\
[project]
name = "stockroom"
version = "1.4.0"

[tool.ruff.lint]
select = ["E", "F", "B", "SIM", "BLE"]

[tool.pytest.ini_options]
pythonpath = ["."]
""",
    "stockroom/__init__.py": '"""Keeps a stock room."""\n',
    "stockroom/prices.py": '''\
"""What things cost, in cents."""


def total(lines, customer, coupon=None):
    """The sum of an order."""
    amount = 0
    for line in lines:
        if line.gift:
            continue
        if customer.trade and line.count >= 100:
            amount += line.count * line.price * 80 // 100
        elif customer.trade or line.count >= 50:
            amount += line.count * line.price * 90 // 100
        else:
            amount += line.count * line.price
    if coupon:
        if coupon.kind == "percent" and 0 < coupon.value <= 50:
            amount -= amount * coupon.value // 100
        elif coupon.kind == "amount":
            amount = max(0, amount - coupon.value)
    return amount
''',
    "stockroom/shelf.py": '''\
"""Shelves hold items by their number."""


class Shelf:
    """One shelf."""

    def __init__(self):
        self.items = {}

    def put(self, number, count):
        """Add items."""
        self.items[number] = self.items.get(number, 0) + count

    def take(self, number, count):
        """Remove items; raises KeyError when there are not enough."""
        if self.items.get(number, 0) < count:
            raise KeyError(number)
        self.items[number] -= count
''',
    "tests/test_shelf.py": """\
from stockroom.shelf import Shelf


def test_put_and_take():
    shelf = Shelf()
    shelf.put(7, 3)
    shelf.take(7, 2)
    assert shelf.items[7] == 1


def test_an_empty_shelf_has_nothing():
    assert Shelf().items == {}
""",
}

TODAY = {
    "stockroom/labels.py": '''\
"""Prints labels for the shelves."""

import subprocess
import tempfile


def print_labels(names, printer):
    """Send one label for each name to the printer."""
    path = tempfile.mktemp(suffix=".txt")
    with open(path, "w") as file:
        file.write("\\n".join(names))
    try:
        subprocess.call(f"lp -d {printer} {path}", shell=True)
    except Exception:
        pass
''',
    "tests/test_prices.py": """\
from types import SimpleNamespace

from stockroom.prices import total


def order(count, price):
    return [SimpleNamespace(gift=False, count=count, price=price)]


def test_trade_customers_pay_less():
    assert total(order(100, 10), SimpleNamespace(trade=True)) == 800


def test_a_coupon_is_taken_off():
    coupon = SimpleNamespace(kind="percent", value=60)
    assert total(order(1, 1000), SimpleNamespace(trade=False), coupon) == 400
""",
}
"""Not committed yet: what is found in it is new."""

SAVED = (
    "stockroom/shelf.py",
    "    def take(",
    "    def empty(self):\n        return self.item == {} and self.items is ()\n\n    def take(",
)
"""The save that the dashboard sees: a file, a place in it, and what stands there afterwards."""
