import numpy as np


class Linear:
    def __init__(self, in_features, out_features, rng=None):
        g, s = np.random.default_rng(rng), (2 / (in_features + out_features)) ** 0.5
        w = g.normal(0, s, (out_features, in_features))
        while (bad := abs(w) > 3 * s).any():
            w[bad] = g.normal(0, s, bad.sum())
        self.weight = w

    def forward(self, x):
        return x @ self.weight.T

    __call__ = forward
