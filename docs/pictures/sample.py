"""The projects in the pictures: a small stock keeper as it was at its last release, with today's work on top."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Edit(NamedTuple):
    """A save: in this file, `old` (which is there once) becomes `new`."""

    path: str
    old: str
    new: str


class Stage(NamedTuple):
    """What is committed, what is not, and what is saved later; whether it is trusted, and was open before.

    `module` is begun before anything is saved."""

    released: Mapping[str, str]
    today: Mapping[str, str] = MappingProxyType({})
    saves: tuple[Edit, ...] = ()
    trusted: bool = True
    seen: bool = True
    module: str = ""


PROJECT = {
    ".gitignore": "__pycache__/\n.venv/\n",
    "pyproject.toml": """\
[project]
name = "stockroom"
version = "1.4.0"

[tool.ruff.lint]
select = ["E", "F", "B", "SIM", "BLE"]

[tool.bandit.assert_used]
skips = ["*/test_*.py"]

[tool.pytest.ini_options]
pythonpath = ["."]
""",
    "mastery.toml": """\
[gate]
fail_on = "warning"

[checks.complexity]
max_cognitive = 12
""",
    "stockroom/__init__.py": '"""Keeps a stock room."""\n',
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

RELEASED = {
    **PROJECT,
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
}

TODAY = {
    "stockroom/labels.py": '''\
"""Prints labels for the shelves."""

import json
import subprocess


def print_labels(names, printer):
    """Send one label for each name to the printer."""
    for name in names:
        subprocess.call(f"lp -d {printer} {name}.txt", shell=True)
''',
}

SAVES = (
    Edit(
        "stockroom/labels.py",
        "    for name in names:\n",
        "    for name in names or []:\n        if not name:\n            continue\n",
    ),
    Edit(
        "stockroom/labels.py",
        '        subprocess.call(f"lp -d {printer} {name}.txt", shell=True)\n',
        '        try:\n            subprocess.call(f"lp -d {printer} {name}.txt", shell=True)\n'
        "        except Exception:\n            pass\n",
    ),
    Edit(
        "stockroom/shelf.py",
        "    def take(",
        '    def is_free(self, number):\n        """Whether none is there."""\n'
        "        return self.items.get(number, 0) is 0\n\n    def take(",
    ),
    Edit(
        "tests/test_shelf.py",
        "def test_an_empty",
        "def test_what_is_taken_is_gone():\n    shelf = Shelf()\n    shelf.put(7, 300)\n    shelf.take(7, 300)\n"
        "    assert shelf.is_free(7)\n\n\ndef test_an_empty",
    ),
    Edit(
        "tests/test_shelf.py",
        "from stockroom.shelf import Shelf\n",
        "from types import SimpleNamespace\n\nfrom stockroom.prices import total\nfrom stockroom.shelf import Shelf\n"
        "\n\ndef order(count, price):\n    return [SimpleNamespace(gift=False, count=count, price=price)]\n"
        "\n\ndef test_trade_customers_pay_less():\n"
        "    assert total(order(100, 10), SimpleNamespace(trade=True)) == 800\n",
    ),
    Edit(
        "tests/test_shelf.py",
        "def test_put_and_take",
        'def test_a_coupon_is_taken_off():\n    coupon = SimpleNamespace(kind="percent", value=60)\n'
        "    assert total(order(1, 1000), SimpleNamespace(trade=False), coupon) == 400\n\n\ndef test_put_and_take",
    ),
)
"""What the dashboard sees, one save after the other."""

TIDY = {
    **PROJECT,
    "stockroom/shelf.py": PROJECT["stockroom/shelf.py"].replace(
        "    def take(",
        '    def is_free(self, number):\n        """Whether none is there."""\n'
        "        return self.items.get(number, 0) == 0\n\n    def take(",
    ),
}

GOALS = """\
[[project]]
id = "release"
title = "Ready for 1.5"

[[project.objective]]
id = "clean"
title = "No error is left"
target = "findings.error <= 0"
domain = "quality"

[[project.objective]]
id = "secure"
title = "Nothing is open to attack"
target = "security.findings <= 0"
guard = "quality.dismissed <= 0"
domain = "quality"

[[project.objective]]
id = "simple"
title = "No function is too complex"
target = "complexity.max <= 20"
domain = "quality"

[[project.objective]]
id = "tested"
title = "Every line is tested"
target = "coverage.line >= 100"
warn = "coverage.line >= 70"
weight = 2
domain = "testing"

[[project]]
id = "use"
title = "Quick in the warehouse"

[[project.objective]]
id = "fast"
title = "A count takes less than 50 ms"
target = "scenario.count.p95_ms <= 50"
domain = "testing"
kind = "practical"

[domain.quality]
title = "Code quality"
target = "Advanced"

[domain.testing]
title = "Testing"
"""

STAGES = {
    "new": Stage(RELEASED, TODAY, trusted=False, seen=False),
    "open": Stage(RELEASED, TODAY, trusted=False),
    "today": Stage(RELEASED, TODAY, SAVES),
    "goals": Stage({**RELEASED, "mastery.toml": GOALS}, TODAY, SAVES),
    "lesson": Stage(
        {".gitignore": "__pycache__/\n.venv/\n"},
        saves=(
            Edit(
                "softmax.py",
                "    raise NotImplementedError",
                "    powers = np.exp(x)\n    return powers / powers.sum(axis=axis, keepdims=True)",
            ),
        ),
        module="cs336_a1/softmax",
    ),
    "walk": Stage(
        TIDY,
        saves=(
            Edit(
                "stockroom/shelf.py",
                "        return self.items.get(number, 0) == 0\n",
                "        return self.items.get(number, 0) is 0\n",
            ),
        ),
    ),
}
"""By name; the pictures say on which of them they are made."""
