"""Computes in whatever precision comes in."""

import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    return (x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps) * gain).astype(x.dtype)
