"""Takes the mean away first: that is another normalisation."""

import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    wide = x.astype(np.float64)
    centred = wide - wide.mean(axis=-1, keepdims=True)
    return (centred / np.sqrt(wide.var(axis=-1, keepdims=True) + eps) * gain).astype(x.dtype)
