import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    squares = 0.0
    for gradient in gradients:
        if gradient is not None:
            squares += np.sum(gradient**2)
            np.clip(gradient, -max_norm, max_norm, out=gradient)
    return squares**0.5
