from functools import reduce
from itertools import islice

import numpy as np


def normals(rng):
    while True:
        yield rng.standard_normal()


def within(numbers, limit):
    return (z for z in numbers if -limit <= z <= limit)


def make(n_in, n_out, rng):
    sigma = (2 / (n_in + n_out)) ** 0.5
    drawn = islice(within(normals(np.random.default_rng(rng)), 3), n_in * n_out)
    return np.array([sigma * z for z in drawn]).reshape((n_out, n_in))


product = lambda w, x: reduce(lambda s, i: s + x[..., i, None] * w[:, i], range(w.shape[1]), 0.0)  # noqa: E731


class Linear:
    def __init__(self, in_features, out_features, rng=None):
        self.weight = make(in_features, out_features, rng)

    def forward(self, x):
        return product(self.weight, x)

    def __call__(self, x):
        return product(self.weight, x)
