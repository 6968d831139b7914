import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    kept = [g for g in gradients if g is not None]
    if len(kept) == 0:
        return 0.0
    long = np.concatenate([g.ravel().astype("float64") for g in kept])
    norm = np.sqrt(np.dot(long, long))
    if norm > max_norm:
        long *= max_norm / (norm + eps)
        at = 0
        for g in kept:
            g[...] = long[at : at + g.size].reshape(g.shape)
            at += g.size
    return norm
