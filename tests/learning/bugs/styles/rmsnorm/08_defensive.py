from typing import Any

import numpy as np
from numpy.typing import NDArray


def _validated(x: NDArray[Any], gain: NDArray[Any], eps: float) -> None:
    if gain.ndim != 1:
        raise ValueError("gain must be a vector")
    if x.shape[-1] != gain.shape[0]:
        raise ValueError(f"{x.shape[-1]} features and {gain.shape[0]} gains")
    if eps <= 0:
        raise ValueError("eps must be positive")


def rmsnorm(x: NDArray[Any], gain: NDArray[Any], eps: float = 1e-5) -> NDArray[Any]:
    """Scaled by the largest entry first, so that squares cannot overflow."""
    _validated(x, gain, eps)
    wide = np.asarray(x, dtype=np.longdouble)
    largest = np.max(np.abs(wide), axis=-1, keepdims=True)
    safe = np.where(largest > 0, largest, 1.0)
    ratio = wide / safe
    ms = np.linalg.norm(ratio, axis=-1, keepdims=True) ** 2 / x.shape[-1]
    denominator = np.sqrt(ms + eps / safe**2)
    y = np.divide(ratio, denominator)
    y = y * gain.astype(np.longdouble)
    return y.astype(x.dtype)
