import math
from collections.abc import Iterator

import numpy as np


def _present(gradients) -> Iterator[np.ndarray]:
    for gradient in gradients:
        if gradient is None:
            continue
        if not isinstance(gradient, np.ndarray):
            raise TypeError("a gradient must be an array")
        yield gradient


def clip_gradients(gradients, max_norm, eps=1e-6):
    if not max_norm > 0:
        raise ValueError("max_norm must be above zero")
    norms = [math.sqrt(float(np.vdot(g.astype(np.float64), g.astype(np.float64)))) for g in _present(gradients)]
    biggest = max(norms, default=0.0)
    if biggest == 0.0:
        return 0.0
    # Scaled by the largest, so that squares cannot overflow.
    norm = biggest * math.sqrt(sum((n / biggest) ** 2 for n in norms))
    if norm <= max_norm:
        return norm
    factor = min(1.0, max_norm / (norm + eps))
    for g in _present(gradients):
        np.copyto(g, g * factor, casting="same_kind")
    return norm
