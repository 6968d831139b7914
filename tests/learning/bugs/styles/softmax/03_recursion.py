import math

import numpy as np


def softmax(x, axis=-1):
    if axis < 0:
        axis += x.ndim
    if axis != x.ndim - 1:
        return np.swapaxes(softmax(np.swapaxes(x, axis, -1)), axis, -1)
    if x.ndim > 1:
        return np.stack([softmax(part) for part in x])
    kind = np.float32 if x.dtype == np.float32 else np.float64
    weights = _weights([float(v) for v in x])
    return np.array([w / _total(weights) for w in weights], dtype=kind)


def _weights(numbers):
    top = max(numbers)
    return [math.exp(n - top) for n in numbers]


def _total(numbers):
    return 0.0 if not numbers else numbers[0] + _total(numbers[1:])
