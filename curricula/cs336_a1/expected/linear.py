"""The linear layer by torch.nn.functional.linear, in float64."""

import numpy as np
import torch

SEED = 5

# (shape of x, number of outputs): the smallest first, as learners meet them.
CASES = (((1,), 1), ((2,), 1), ((3,), 2), ((2, 3), 4), ((3, 3), 3), ((2, 3, 4), 5), ((2, 1, 2, 5), 2))


def expected() -> list[dict[str, object]]:
    random = np.random.default_rng(SEED)
    cases = []
    for shape, outputs in CASES:
        x, weight = (np.round(random.normal(size=size) * 64) / 64 for size in (shape, (outputs, shape[-1])))
        y = torch.nn.functional.linear(torch.from_numpy(x), torch.from_numpy(weight))
        cases.append({"x": x.tolist(), "weight": weight.tolist(), "expected": y.tolist()})
    return cases
