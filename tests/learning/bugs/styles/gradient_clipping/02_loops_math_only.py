import math


def clip_gradients(gradients, max_norm, eps=1e-6):
    squares = 0.0
    for g in gradients:
        if g is None:
            continue
        for value in g.flat:
            squares += float(value) * float(value)
    norm = math.sqrt(squares)
    if norm <= max_norm:
        return norm
    scale = max_norm / (norm + eps)
    for g in gradients:
        if g is None:
            continue
        for i in range(g.size):
            g.flat[i] = g.flat[i] * scale
    return norm
