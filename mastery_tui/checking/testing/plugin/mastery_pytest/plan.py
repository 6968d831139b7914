"""What the engine wants of this run: which tests first, and where coverage goes."""

import json
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple


class Plan(NamedTuple):
    """Node ids by group: `failing` run first, then all that is in no group, then `fatal`; `rest` when these are green.

    `fatal` are tests that killed or hung the process when they last ran. `root` is the real path of the tree;
    `coverage` says where data goes (None: do not measure).
    """

    root: str
    pythonpath: Optional[str]
    coverage: Optional[Dict[str, str]]
    failing: Tuple[str, ...]
    fatal: Tuple[str, ...]
    rest: Tuple[str, ...]


def read_plan(path: str) -> Plan:
    """The plan in the JSON file at `path`. Raises OSError, ValueError or TypeError: then no test may run."""
    with open(path, encoding="utf-8") as file:
        fields: Dict[str, Any] = json.load(file)
    return Plan(**fields)


def arrange(ids: Iterable[str], plan: Plan) -> Tuple[List[int], int]:
    """The order to run in, as indices into `ids`, and how many of them come before `rest`.

    The sort is stable, so within a group the project's own order holds.
    """
    rank: Dict[str, int] = dict.fromkeys(plan.rest, 3)
    rank.update(dict.fromkeys(plan.failing, 0))
    rank.update(dict.fromkeys(plan.fatal, 2))
    ranks = [rank.get(id, 1) for id in ids]
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    return order, sum(1 for r in ranks if r < 3)
