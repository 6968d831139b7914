import numpy as np
from embedding import Embedding, embedding_gradient

RNG = np.random.default_rng(0)
IDS = RNG.integers(1000, size=(16, 256))
UPSTREAM = RNG.normal(size=(16, 256, 64))


def speed():
    layer = Embedding(1000, 64, rng=0)
    layer(IDS)
    embedding_gradient(IDS, UPSTREAM, 1000)
