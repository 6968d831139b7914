import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Probabilities along `axis`: positive, in the order of `x`, with the sum 1.

    x: an array of any shape, of floats or integers; entries may be -inf, but not all along the axis.
    Returns a new array of the shape of x: float32 for float32, float64 for float64 and for integers.
    """
    raise NotImplementedError
