"""A linear layer without a bias."""

import numpy as np


class Linear:
    """Multiplies the last axis by a matrix: y = x Wᵀ.

    `weight` is a NumPy array of shape (out_features, in_features).
    """

    def __init__(self, in_features, out_features, rng=None):
        """Draw `weight`: normal, mean 0, deviation sqrt(2 / (in + out)), nothing beyond 3 deviations.

        `rng` is whatever np.random.default_rng takes: a seed, a Generator, or None for a fresh draw.
        """
        rng = np.random.default_rng(rng)
        # A balance: 1 / in would keep the size of signals going forward, 1 / out that of gradients coming back.
        std = np.sqrt(2 / (in_features + out_features))
        limit = 3 * std
        weight = rng.normal(0.0, std, size=(out_features, in_features))
        while True:
            outside = np.abs(weight) > limit
            if not outside.any():
                break
            # Drawn again, not clipped: clipping would pile these up exactly at the limit.
            weight[outside] = rng.normal(0.0, std, size=outside.sum())
        self.weight = weight

    def forward(self, x):
        """(..., in_features) -> (..., out_features)."""
        # matmul treats all axes before the last as a batch; the weight is read now, so that training can replace it.
        return x @ self.weight.T

    def __call__(self, x):
        """The same as `forward`."""
        return self.forward(x)
