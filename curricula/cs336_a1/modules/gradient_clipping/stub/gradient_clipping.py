import numpy as np


def clip_gradients(gradients: "list[np.ndarray | None]", max_norm: float, eps: float = 1e-6) -> float:
    """Scales all gradients together, in place, so that their common norm is at most `max_norm`.

    gradients: a list of float arrays of any shapes; None stands for a parameter without a gradient.
    Returns the common L2 norm as it was before: one number, 0.0 where there is no gradient.
    """
    raise NotImplementedError
