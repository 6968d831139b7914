"""Turns the weight once, when it is drawn, and never looks at it again."""

import numpy as np


class Linear:
    def __init__(self, in_features, out_features, rng=None):
        rng = np.random.default_rng(rng)
        std = np.sqrt(2 / (in_features + out_features))
        weight = rng.normal(0.0, std, size=(out_features, in_features))
        while (np.abs(weight) > 3 * std).any():
            weight = np.where(np.abs(weight) > 3 * std, rng.normal(0.0, std, size=weight.shape), weight)
        self.weight = weight
        self._turned = weight.T.copy()

    def forward(self, x):
        return x @ self._turned

    __call__ = forward
