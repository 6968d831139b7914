import math


def clip_gradients(gradients, max_norm, eps=1e-6):
    squares = 0.0
    for g in gradients:
        if g is None:
            continue
        for value in g.ravel().tolist():
            squares += value * value
    length = math.sqrt(squares)
    if length <= max_norm:
        return length
    for g in gradients:
        if g is not None:
            g[...] = g * (max_norm / (length + eps))
    return length
