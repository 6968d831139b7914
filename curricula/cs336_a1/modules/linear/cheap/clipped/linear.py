"""Pulls what is too far out back to the limit."""

import numpy as np


class Linear:
    def __init__(self, in_features, out_features, rng=None):
        std = np.sqrt(2 / (in_features + out_features))
        weight = np.random.default_rng(rng).normal(0.0, std, size=(out_features, in_features))
        self.weight = np.clip(weight, -3 * std, 3 * std)

    def forward(self, x):
        return x @ self.weight.T

    __call__ = forward
