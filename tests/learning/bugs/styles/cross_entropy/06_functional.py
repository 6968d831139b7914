from functools import reduce
from math import exp, log

add = lambda a, b: a + b  # noqa: E731
flat = lambda a: list(a.reshape(-1, a.shape[-1]).astype(float).tolist())  # noqa: E731


def lse(row):
    peak = reduce(max, row)
    return peak + log(reduce(add, map(lambda v: exp(v - peak), row)))


def cross_entropy(logits, targets):
    pairs = list(zip(flat(logits), targets.flatten().tolist()))
    return reduce(add, (lse(row) - row[t] for row, t in pairs), 0.0) / len(pairs)
