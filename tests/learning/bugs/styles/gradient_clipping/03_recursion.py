import math


def _squares(gradients):
    if not gradients:
        return 0.0
    first, *rest = gradients
    here = 0.0 if first is None else sum(v * v for v in first.ravel().tolist())
    return here + _squares(rest)


def _scale(gradients, factor):
    if gradients:
        if gradients[0] is not None:
            gradients[0][...] = gradients[0] * factor
        _scale(gradients[1:], factor)


def clip_gradients(gradients, max_norm, eps=1e-6):
    norm = math.sqrt(_squares(list(gradients)))
    if norm > max_norm:
        _scale(list(gradients), max_norm / (norm + eps))
    return norm
