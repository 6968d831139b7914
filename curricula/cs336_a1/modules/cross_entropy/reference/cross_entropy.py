import numpy as np


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> float:
    """The mean of -log(probability of the target) over all positions, in nats."""
    # -log(exp(z_t) / sum exp(z)) is log(sum exp(z)) - z_t. In this form no probability is ever made, so none can round
    # to 0 before its logarithm is taken.
    largest = np.max(logits, axis=-1, keepdims=True)
    log_total = np.log(np.sum(np.exp(logits - largest), axis=-1)) + largest[..., 0]
    of_target = np.take_along_axis(logits, targets[..., np.newaxis], axis=-1)[..., 0]
    return float(np.mean(log_total - of_target))
