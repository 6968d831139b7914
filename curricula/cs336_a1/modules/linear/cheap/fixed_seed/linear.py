"""One fixed seed for everybody: reproducible, and every layer is the same."""

import numpy as np


class Linear:
    def __init__(self, in_features, out_features, rng=None):
        rng = np.random.default_rng(0)
        std = np.sqrt(2 / (in_features + out_features))
        weight = rng.normal(0.0, std, size=(out_features, in_features))
        while (np.abs(weight) > 3 * std).any():
            weight = np.where(np.abs(weight) > 3 * std, rng.normal(0.0, std, size=weight.shape), weight)
        self.weight = weight

    def forward(self, x):
        return x @ self.weight.T

    __call__ = forward
