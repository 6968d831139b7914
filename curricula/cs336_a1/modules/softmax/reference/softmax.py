import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Probabilities along `axis`: positive, in the order of `x`, with the sum 1."""
    # Integers have no room for fractions; floats keep the precision that the caller chose.
    if not np.issubdtype(x.dtype, np.floating):
        x = x.astype(np.float64)
    # The factor exp(-max) stands above and below the line and cancels. With it, the largest exponent is exactly 0, so
    # nothing overflows, and the sum below the line is at least 1. keepdims lets each slice meet its own maximum.
    exponentials = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return exponentials / np.sum(exponentials, axis=axis, keepdims=True)
