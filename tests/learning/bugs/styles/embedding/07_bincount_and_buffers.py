import numpy as np


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, rng=None):
        rng = np.random.default_rng(rng)
        self.weight = np.empty((num_embeddings, embedding_dim))
        rng.standard_normal(out=self.weight)

    def __call__(self, ids):
        ids = np.asarray(ids)
        valid = np.logical_and(ids >= 0, ids < len(self.weight))
        if not valid.all():
            raise IndexError("out of range")
        out = np.empty(ids.shape + (self.weight.shape[-1],), dtype=self.weight.dtype)
        out[...] = self.weight[ids]
        return out


def embedding_gradient(ids, upstream, num_embeddings):
    flat = ids.reshape(-1).astype(np.int64)
    columns = upstream.reshape(flat.size, -1) if flat.size else np.zeros((0, upstream.shape[-1]))
    gradient = np.empty((num_embeddings, columns.shape[1]))
    for j in range(columns.shape[1]):
        gradient[:, j] = np.bincount(flat, weights=columns[:, j], minlength=num_embeddings)
    return gradient
