import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    total = 0.0
    for g in filter(lambda g: g is not None, gradients):
        v = g.astype(np.float64).reshape(-1)
        total += np.einsum("i,i->", v, v)
    norm = float(np.sqrt(total))
    if norm > max_norm:
        for g in gradients:
            if g is not None:
                g[...] = np.einsum("...,->...", g, max_norm / (norm + eps))
    return norm
