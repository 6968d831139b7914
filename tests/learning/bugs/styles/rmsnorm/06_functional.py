from functools import partial, reduce
from math import sqrt
from operator import add

import numpy as np


def mean(values):
    return reduce(add, values, 0.0) / len(values)


def rms(row, eps):
    return sqrt(mean([v * v for v in row]) + eps)


def normalised(row, gain, eps):
    row = list(map(float, row))
    size = rms(row, eps)
    return [v / size * g for v, g in zip(row, gain)]


def rmsnorm(x, gain, eps=1e-5):
    over_rows = partial(np.apply_along_axis, partial(normalised, gain=gain.astype(float), eps=eps), -1)
    return over_rows(x.astype(np.float64)).astype(x.dtype)
