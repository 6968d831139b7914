import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    norm = sum((np.asarray(g, dtype=float) ** 2).sum() for g in gradients if g is not None) ** 0.5
    factor = max_norm / (norm + eps) if norm > max_norm else 1.0
    for g in gradients:
        if g is not None and factor != 1.0:
            g *= factor
    return norm
