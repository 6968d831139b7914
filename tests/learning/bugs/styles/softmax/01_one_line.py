import numpy as np


def softmax(x, axis=-1):
    x = x if x.dtype == np.float32 else x.astype(np.float64)
    return (lambda e: e / e.sum(axis, keepdims=True))(np.exp(x - x.max(axis, keepdims=True)))
