import numpy as np
from softmax import softmax

X = np.random.default_rng(0).normal(size=(512, 512))


def speed():
    softmax(X)
