import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    squares = 0.0
    for gradient in gradients:
        if gradient is not None:
            norm = np.linalg.norm(gradient)
            squares += norm**2
            if norm > max_norm:
                gradient *= max_norm / (norm + eps)
    return squares**0.5
