import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    return float(np.sqrt(sum(np.sum(g**2) for g in gradients if g is not None)))
