"""Softmax by torch.softmax, in float64."""

import numpy as np
import torch

SEED = 1

# (shape, axis, spread): the smallest first, as learners meet them.
CASES = (
    ((1,), 0, 1.0),
    ((2,), -1, 1.0),
    ((5,), 0, 3.0),
    ((2, 3), -1, 1.0),
    ((2, 3), 0, 1.0),
    ((3, 3), 1, 8.0),
    ((2, 3, 4), 1, 2.0),
    ((3, 2, 4), 0, 2.0),
    ((2, 1, 3, 2), -2, 2.0),
)


def expected() -> list[dict[str, object]]:
    random = np.random.default_rng(SEED)
    cases = []
    for shape, axis, spread in CASES:
        x = np.round(random.normal(scale=spread, size=shape) * 64) / 64
        y = torch.softmax(torch.from_numpy(x), dim=axis)
        cases.append({"axis": axis, "x": x.tolist(), "expected": y.tolist()})
    return cases
