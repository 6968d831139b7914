"""Normalisation by the root of the mean square."""


def rmsnorm(x, gain, eps=1e-5):
    """Bring every vector along the last axis to the same size: (..., d) and (d,) -> (..., d), of the type of `x`."""
    raise NotImplementedError
