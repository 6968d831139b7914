import math


def cross_entropy(logits, targets):
    total, count = _costs(logits, targets)
    return total / count


def _costs(logits, targets):
    """The sum of the costs and how many there are, whatever the shape."""
    if logits.ndim == 1:
        return _cost(list(map(float, logits)), int(targets)), 1
    total, count = 0.0, 0
    for part, target in zip(logits, targets):
        more, positions = _costs(part, target)
        total += more
        count += positions
    return total, count


def _cost(row, target):
    top = max(row)
    return math.log(math.fsum(math.exp(v - top) for v in row)) - (row[target] - top)
