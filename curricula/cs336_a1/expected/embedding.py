"""Rows of a table by torch.nn.functional.embedding, and the table's gradient by autograd, in float64."""

import numpy as np
import torch

SEED = 6

# (shape of the ids, size of the table): the smallest first. With more ids than rows, some repeat.
CASES = (((1,), (1, 1)), ((2,), (3, 2)), ((3,), (3, 2)), ((2, 3), (4, 3)), ((12,), (5, 2)), ((2, 3, 2), (7, 4)))


def expected() -> list[dict[str, object]]:
    random = np.random.default_rng(SEED)
    cases = []
    for shape, table in CASES:
        ids = random.integers(table[0], size=shape)
        weight, upstream = (np.round(random.normal(size=size) * 64) / 64 for size in (table, (*shape, table[1])))
        rows = torch.from_numpy(weight).requires_grad_()
        y = torch.nn.functional.embedding(torch.from_numpy(ids), rows)
        y.backward(torch.from_numpy(upstream))
        cases.append(
            {
                "ids": ids.tolist(),
                "weight": weight.tolist(),
                "upstream": upstream.tolist(),
                "expected": y.tolist(),
                "gradient": rows.grad.tolist(),
            }
        )
    return cases
