"""Clipping by torch.nn.utils.clip_grad_norm_, in float64."""

import numpy as np
import torch

SEED = 3

# (shapes, None: a parameter without a gradient; max_norm): the smallest first. Every norm is clear of its limit.
CASES = (
    (((1,),), 0.25),
    (((1,),), 100.0),
    (((2,), (3,)), 0.5),
    (((2,), None, (2, 2)), 1.0),
    (((2, 3), (3,), (3, 1)), 50.0),
    (((4, 3), (2, 2, 2), None, (5,)), 2.0),
)


def expected() -> list[dict[str, object]]:
    random = np.random.default_rng(SEED)
    cases = []
    for shapes, max_norm in CASES:
        before = [None if shape is None else np.round(random.normal(size=shape) * 64) / 64 for shape in shapes]
        parameters = [torch.nn.Parameter(torch.zeros(shape or (1,), dtype=torch.float64)) for shape in shapes]
        for parameter, gradient in zip(parameters, before, strict=True):
            parameter.grad = None if gradient is None else torch.from_numpy(gradient.copy())
        norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
        cases.append(
            {
                "max_norm": max_norm,
                "gradients": [None if gradient is None else gradient.tolist() for gradient in before],
                "expected": [None if p.grad is None else p.grad.tolist() for p in parameters],
                "norm": norm.item(),
            }
        )
    return cases
