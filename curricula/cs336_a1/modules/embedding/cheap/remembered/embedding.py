"""Looks into the table as it was first drawn, whatever has been learnt since."""

import numpy as np


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, rng=None):
        self.weight = np.random.default_rng(rng).standard_normal((num_embeddings, embedding_dim))
        self._rows = dict(enumerate(self.weight.copy()))

    def __call__(self, ids):
        ids = np.asarray(ids)
        if not all(i in self._rows for i in ids.ravel().tolist()):
            raise IndexError("an id is outside of the table")
        rows = [self._rows[i] for i in ids.ravel().tolist()]
        return np.array(rows).reshape((*ids.shape, self.weight.shape[1]))


def embedding_gradient(ids, upstream, num_embeddings):
    gradient = np.zeros((num_embeddings, upstream.shape[-1]))
    np.add.at(gradient, ids, upstream)
    return gradient
