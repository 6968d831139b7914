"""What the engine wants of this run: which test files first, how far, and where coverage goes."""

import json
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple


class Plan(NamedTuple):
    """How to run: `order` is "changed" (below), "own" (the project's own) or "only" (nothing but the files `through`).

    "changed": the test files of `failing` tests first, then those with a test that is in no group, then the tests
    `fatal`, which killed or hung the process when they last ran; last the files all of whose tests are in `rest` or
    that are to be `kept` where the project has them. "own": the first part goes up to the end of the files `through`
    (all when there are none). After the first part `stop` says when to end: "red" (when something failed) or
    "always". `root` is the real path of the tree; `coverage` says where data goes (None: do not measure).
    """

    root: str
    pythonpath: Optional[str]
    coverage: Optional[Dict[str, str]]
    failing: Tuple[str, ...] = ()
    fatal: Tuple[str, ...] = ()
    rest: Tuple[str, ...] = ()
    kept: Tuple[str, ...] = ()
    through: Tuple[str, ...] = ()
    order: str = "changed"
    stop: str = "red"


def read_plan(path: str) -> Plan:
    """The plan in the JSON file at `path`. Raises OSError, ValueError or TypeError: then no test may run."""
    with open(path, encoding="utf-8") as file:
        fields: Dict[str, Any] = json.load(file)
    return Plan(**fields)


def file_of(id: str) -> str:
    return id.split("::", 1)[0]


def arrange(ids: Sequence[str], plan: Plan) -> Tuple[List[int], int]:
    """The order to run in, as indices into `ids`, and how many of them are the first part.

    Whole files move, and within a file (and among files of the same rank) the project's own order holds: what a file's
    tests build up for one another stays, and its fixtures are set up once. Only `fatal` tests leave their file.
    """
    files = [file_of(id) for id in ids]
    through = frozenset(plan.through)
    if plan.order == "own":
        last = max((index for index, file in enumerate(files) if file in through), default=len(files) - 1)
        return list(range(len(files))), last + 1
    if plan.order == "only":
        order = [index for index, file in enumerate(files) if file in through]
        return order, len(order)
    failing, fatal, rest, kept = map(frozenset, (plan.failing, plan.fatal, plan.rest, plan.kept))
    of_file: Dict[str, int] = {}
    for id, file in zip(ids, files):
        rank = 3 if id in rest or id in fatal else 0 if id in failing else 1
        of_file[file] = 3 if file in kept else min(of_file.get(file, 3), rank)
    ranks = [2 if id in fatal and file not in kept else of_file[file] for id, file in zip(ids, files)]
    order = sorted(range(len(ids)), key=ranks.__getitem__)
    return order, sum(1 for rank in ranks if rank < 3)
