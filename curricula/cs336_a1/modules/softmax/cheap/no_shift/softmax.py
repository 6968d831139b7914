import numpy as np


def softmax(x, axis=-1):
    y = np.exp(x)
    return y / y.sum(axis=axis, keepdims=True)
