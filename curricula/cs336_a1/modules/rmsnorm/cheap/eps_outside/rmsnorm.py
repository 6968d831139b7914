"""Adds eps to the root instead of under it."""

import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    wide = x.astype(np.float64)
    return (wide / (np.sqrt(np.mean(wide**2, axis=-1, keepdims=True)) + eps) * gain).astype(x.dtype)
