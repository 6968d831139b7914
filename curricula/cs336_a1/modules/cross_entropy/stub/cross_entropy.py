import numpy as np


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> float:
    """The mean of -log(probability of the target) over all positions, in nats.

    logits: floats of shape (..., vocab); targets: integers of shape (...), each from 0 to vocab - 1.
    Returns one number: a float, a NumPy scalar or an array without dimensions.
    """
    raise NotImplementedError
