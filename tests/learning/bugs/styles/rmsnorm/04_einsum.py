from numpy import einsum, float64, sqrt


def rmsnorm(x, gain, eps=1e-5):
    v = x.astype(float64)
    n = v.shape[-1]
    ms = einsum("...d,...d->...", v, v) / n
    y = einsum("...d,...,d->...d", v, 1.0 / sqrt(ms + eps), gain)
    return y.astype(x.dtype)
