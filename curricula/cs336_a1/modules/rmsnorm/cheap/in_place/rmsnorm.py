"""Saves memory in the caller's array."""

import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    wide = x.astype(np.float64)
    x[...] = wide / np.sqrt(np.mean(wide**2, axis=-1, keepdims=True) + eps) * gain
    return x
