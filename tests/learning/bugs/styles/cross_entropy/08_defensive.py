from typing import Any

import numpy as np
from numpy.typing import NDArray


def _log_softmax(z: NDArray[Any]) -> NDArray[Any]:
    shift = z.max(axis=-1, keepdims=True)
    z = z - shift
    z = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return z


def cross_entropy(logits: NDArray[Any], targets: NDArray[Any]) -> float:
    """Mean negative log-likelihood."""
    if logits.shape[:-1] != targets.shape:
        raise ValueError(f"shapes {logits.shape} and {targets.shape} do not belong together")
    if targets.size and (targets.min() < 0 or targets.max() >= logits.shape[-1]):
        raise IndexError("a target outside of the vocabulary")
    logp = _log_softmax(logits.astype(np.float64))
    total = 0.0
    count = 0
    for at in np.ndindex(targets.shape):
        total -= float(logp[at][targets[at]])
        count += 1
    if count == 0:
        return 0.0
    return total / count
