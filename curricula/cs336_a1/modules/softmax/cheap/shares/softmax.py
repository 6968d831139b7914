import numpy as np


def softmax(x, axis=-1):
    y = np.abs(x)
    return y / y.sum(axis=axis, keepdims=True)
