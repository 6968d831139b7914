import numpy as np


def clip_gradients(gradients: "list[np.ndarray | None]", max_norm: float, eps: float = 1e-6) -> float:
    """Scales all gradients together, in place, so that their common norm is at most `max_norm`."""
    present = [gradient for gradient in gradients if gradient is not None]
    # All entries of all arrays are one long vector: squares add up across arrays, norms do not.
    norm = float(np.sqrt(sum(np.sum(np.square(gradient, dtype=np.float64)) for gradient in present)))
    if norm > max_norm:
        # One factor for all keeps the direction of the step; only its length changes.
        scale = max_norm / (norm + eps)
        for gradient in present:
            gradient *= scale  # in place: the optimiser holds the same arrays
    return norm
