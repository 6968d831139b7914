"""Checks everything, adds up with a product of matrices."""

import numpy as np


def _in_range(ids, count):
    ids = np.asarray(ids)
    if not np.issubdtype(ids.dtype, np.integer):
        raise TypeError("ids must be integers")
    wrong = ids[(ids < 0) | (ids >= count)]
    if wrong.size > 0:
        raise IndexError(f"{wrong[0]} is not between 0 and {count - 1}")
    return ids


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, rng=None):
        if num_embeddings < 1 or embedding_dim < 1:
            raise ValueError("a table has rows and columns")
        generator = rng if isinstance(rng, np.random.Generator) else np.random.default_rng(rng)
        self.weight = generator.normal(loc=0.0, scale=1.0, size=num_embeddings * embedding_dim)
        self.weight = self.weight.reshape(num_embeddings, embedding_dim)

    def __call__(self, ids):
        return self.weight[_in_range(ids, len(self.weight))]


def embedding_gradient(ids, upstream, num_embeddings):
    ids = _in_range(ids, num_embeddings)
    if upstream.shape[:-1] != ids.shape:
        raise ValueError("a gradient per id")
    n = ids.size
    selected = np.zeros((num_embeddings, n))
    selected[ids.ravel(), np.arange(n)] = 1.0
    return selected @ upstream.reshape(n, upstream.shape[-1])
