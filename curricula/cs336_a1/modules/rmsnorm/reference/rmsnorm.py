"""Normalisation by the root of the mean square."""

import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    """Bring every vector along the last axis to the same size: (..., d) and (d,) -> (..., d), of the type of `x`."""
    # float16 ends at 65504, so the square of 256 is infinite there; a small eps would even be rounded to 0.
    wide = x.astype(np.float64)
    mean_square = np.mean(np.square(wide), axis=-1, keepdims=True)
    # Under the root eps is compared with a mean square: it matters only for vectors that are almost zero.
    y = wide / np.sqrt(mean_square + eps) * gain
    return y.astype(x.dtype)
