from functools import reduce

from numpy import apply_along_axis, array, exp, float32, float64


def one(row, dtype):
    peak = reduce(lambda a, b: a if a > b else b, row)
    powers = list(map(lambda v: exp(v - peak), row))
    whole = reduce(lambda a, b: a + b, powers, 0.0)
    return array([p / whole for p in powers], dtype=dtype)


softmax = lambda x, axis=-1: apply_along_axis(  # noqa: E731
    one, axis, x.astype(float64) if x.dtype != float32 else x, float32 if x.dtype == float32 else float64
).astype(float32 if x.dtype == float32 else float64)
