import numpy as np


def one_hot(ids, count):
    return (np.asarray(ids)[..., None] == np.arange(count)).astype(float)


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, rng=None):
        rng = np.random.default_rng(rng)
        self.weight = rng.standard_normal(size=(num_embeddings, embedding_dim))

    def __call__(self, ids):
        hot = one_hot(ids, self.weight.shape[0])
        if np.einsum("...v->...", hot).min(initial=1.0) < 1:
            raise IndexError("an id has no row")
        return self.weight[hot.argmax(axis=-1)]


def embedding_gradient(ids, upstream, num_embeddings):
    hot = one_hot(ids, num_embeddings).reshape(-1, num_embeddings)
    return np.einsum("nv,nd->vd", hot, upstream.reshape(-1, upstream.shape[-1]))
