import numpy as np


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, rng=None):
        self.weight = np.random.default_rng(rng).standard_normal((num_embeddings, embedding_dim))

    def __call__(self, ids):
        return self._rows(np.asarray(ids))

    def _rows(self, ids):
        if ids.size == 0:
            return np.empty((*ids.shape, self.weight.shape[1]), self.weight.dtype)
        if ids.ndim == 0:
            if not 0 <= ids < self.weight.shape[0]:
                raise IndexError(f"{ids} is not in the table")
            return self.weight[int(ids)].copy()
        return np.stack([self._rows(part) for part in ids])


def _add(gradient, ids, upstream):
    if ids.ndim == 0:
        gradient[int(ids)] += upstream
        return
    for part, up in zip(ids, upstream):
        _add(gradient, part, up)


def embedding_gradient(ids, upstream, num_embeddings):
    gradient = np.zeros((num_embeddings, upstream.shape[-1]))
    _add(gradient, np.asarray(ids), upstream)
    return gradient
