import math

import numpy as np


def softmax(x, axis=-1):
    dtype = x.dtype if x.dtype.kind == "f" else float
    slices = np.moveaxis(x, axis, -1)
    result = np.empty(slices.shape, dtype=dtype)
    for index in np.ndindex(slices.shape[:-1]):
        values = slices[index].tolist()
        largest = max(values)
        weights = [math.exp(value - largest) for value in values]
        total = sum(weights)
        result[index] = [weight / total for weight in weights]
    return np.moveaxis(result, -1, axis)
