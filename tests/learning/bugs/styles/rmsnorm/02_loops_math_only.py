import math

import numpy


def rmsnorm(x, gain, eps=1e-5):
    result = numpy.zeros(x.shape, x.dtype)
    d = len(gain)
    for place in numpy.ndindex(*x.shape[:-1]):
        total = 0.0
        for j in range(d):
            value = float(x[place][j])
            total += value * value
        root = math.sqrt(total / d + eps)
        for j in range(d):
            result[place][j] = float(x[place][j]) / root * float(gain[j])
    return result
