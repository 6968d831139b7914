import numpy as np


def clip_gradients(gradients, max_norm, eps=1e-6):
    arrays = [array for array in gradients if array is not None]
    if not arrays:
        return 0.0
    total_norm = np.linalg.norm(np.concatenate([array.ravel() for array in arrays]))
    coefficient = min(1.0, max_norm / (total_norm + eps))
    for array in arrays:
        np.multiply(array, coefficient, out=array)
    return total_norm
