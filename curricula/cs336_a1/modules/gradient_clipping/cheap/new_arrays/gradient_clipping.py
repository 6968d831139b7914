import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    norm = float(np.sqrt(sum(np.sum(g**2) for g in gradients if g is not None)))
    if norm > max_norm:
        for index, gradient in enumerate(gradients):
            if gradient is not None:
                gradients[index] = gradient * (max_norm / (norm + eps))
    return norm
