"""RMSNorm, number by number."""

import math

import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    width = x.shape[-1]
    y = np.empty(x.shape, dtype=x.dtype)
    for at in np.ndindex(x.shape[:-1]):
        row = [float(value) for value in x[at]]
        size = math.sqrt(sum(value * value for value in row) / width + eps)
        for i in range(width):
            y[(*at, i)] = row[i] / size * gain[i]
    return y
