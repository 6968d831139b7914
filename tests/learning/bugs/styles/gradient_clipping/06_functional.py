from functools import reduce
from math import hypot

import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    real = list(filter(lambda g: g is not None, gradients))
    norm = reduce(lambda so_far, g: reduce(hypot, map(float, np.ravel(g)), so_far), real, 0.0)
    over = norm > max_norm
    list(map(lambda g: g.__imul__(max_norm / (norm + eps)), real if over else []))
    return norm
