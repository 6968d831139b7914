import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    work = np.empty(x.shape, dtype=np.float64)
    np.multiply(x, x, out=work, dtype=np.float64)
    scale = np.add.reduce(work, axis=-1, keepdims=True)
    scale /= x.shape[-1]
    scale += eps
    np.sqrt(scale, out=scale)
    np.copyto(work, x)
    work /= scale
    work *= gain
    out = np.empty_like(x)
    out[...] = work
    return out
