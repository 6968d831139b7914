"""A linear layer without a bias."""


class Linear:
    """Multiplies the last axis by a matrix: y = x Wᵀ.

    `weight` is a NumPy array of shape (out_features, in_features).
    """

    def __init__(self, in_features, out_features, rng=None):
        """Draw `weight`: normal, mean 0, deviation sqrt(2 / (in + out)), nothing beyond 3 deviations.

        `rng` is whatever np.random.default_rng takes: a seed, a Generator, or None for a fresh draw.
        """
        raise NotImplementedError

    def forward(self, x):
        """(..., in_features) -> (..., out_features)."""
        raise NotImplementedError

    def __call__(self, x):
        """The same as `forward`."""
        raise NotImplementedError
