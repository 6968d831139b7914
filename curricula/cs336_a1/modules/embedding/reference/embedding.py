"""A table of vectors, one per token, and the gradient of a lookup in it."""

import numpy as np


class Embedding:
    """Looks up rows of a table by number.

    `weight` is a NumPy array of shape (num_embeddings, embedding_dim).
    """

    def __init__(self, num_embeddings, embedding_dim, rng=None):
        """Draw `weight` from the standard normal distribution.

        `rng` is whatever np.random.default_rng takes: a seed, a Generator, or None for a fresh draw.
        """
        rng = np.random.default_rng(rng)
        self.weight = rng.standard_normal((num_embeddings, embedding_dim))

    def __call__(self, ids):
        """(...) integers -> (..., embedding_dim). Raises IndexError for an id below 0 or too large."""
        ids = np.asarray(ids)
        # NumPy would refuse an id that is too large by itself, but it counts a negative one from the end.
        if np.any((ids < 0) | (ids >= len(self.weight))):
            raise IndexError(f"ids must lie between 0 and {len(self.weight) - 1}")
        # An array as index copies the rows, so that nobody can change the table through the result.
        return self.weight[ids]


def embedding_gradient(ids, upstream, num_embeddings):
    """The gradient of the table: (...) and (..., embedding_dim) -> (num_embeddings, embedding_dim)."""
    gradient = np.zeros((num_embeddings, upstream.shape[-1]))
    # gradient[ids] += upstream would add only once to a row whose id comes twice.
    np.add.at(gradient, ids, upstream)
    return gradient
