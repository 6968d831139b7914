"""One size for the whole array: right as long as there is only one vector in it."""

import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    wide = x.astype(np.float64)
    return (wide / np.sqrt(np.mean(wide**2) + eps) * gain).astype(x.dtype)
