import numpy as np


def rmsnorm(x, gain, eps=1e-5):
    if x.ndim > 1:
        return np.stack([rmsnorm(part, gain, eps) for part in x])
    wide = [float(v) for v in x]
    scale = (squares(wide) / len(wide) + eps) ** 0.5
    return np.array([v * g / scale for v, g in zip(wide, gain.tolist())]).astype(x.dtype)


def squares(numbers):
    """Halves are summed by themselves: fewer roundings."""
    if len(numbers) == 0:
        return 0.0
    if len(numbers) == 1:
        return numbers[0] * numbers[0]
    middle = len(numbers) // 2
    return squares(numbers[:middle]) + squares(numbers[middle:])
