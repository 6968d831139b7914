import numpy as np

_FLOATS = (np.float16, np.float32, np.float64)


def _check(x, axis):
    if not isinstance(x, np.ndarray):
        raise TypeError("x must be an array")
    if x.ndim == 0:
        raise ValueError("x must have at least one axis")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"there is no axis {axis}")
    return axis % x.ndim


def _log_sum_exp(x, axis):
    top = np.max(x, axis=axis)
    top = np.expand_dims(top, axis)
    return top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))


def softmax(x, axis=-1):
    """Works in float64 and goes back to the type of x at the end."""
    axis = _check(x, axis)
    wanted = x.dtype if x.dtype.type in _FLOATS else np.float64
    wide = np.array(x, dtype=np.float64)
    result = np.exp(wide - _log_sum_exp(wide, axis))
    total = result.sum(axis=axis, keepdims=True)
    if not np.allclose(total, 1.0):
        raise ArithmeticError("shares that do not add up to one")
    return (result / total).astype(wanted)
