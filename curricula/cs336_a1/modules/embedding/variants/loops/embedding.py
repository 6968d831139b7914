"""An embedding, id by id."""

import numpy as np


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, rng=None):
        generator = np.random.default_rng(rng)
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.weight = generator.normal(loc=0.0, scale=1.0, size=(num_embeddings, embedding_dim))

    def __call__(self, ids):
        ids = np.asarray(ids)
        dim = self.weight.shape[1]
        rows = np.empty((ids.size, dim), dtype=self.weight.dtype)
        for n, i in enumerate(ids.ravel().tolist()):
            if not 0 <= i < len(self.weight):
                raise IndexError(f"there is no id {i}")
            rows[n] = self.weight[i]
        return rows.reshape((*ids.shape, dim))


def embedding_gradient(ids, upstream, num_embeddings):
    dim = upstream.shape[-1]
    gradient = np.zeros((num_embeddings, dim))
    rows = upstream.reshape(-1, dim)
    for n, i in enumerate(np.ravel(ids)):
        gradient[i] += rows[n]
    return gradient
