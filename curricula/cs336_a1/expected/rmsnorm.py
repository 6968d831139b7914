"""RMSNorm by torch.nn.functional.rms_norm, in float64."""

import numpy as np
import torch

SEED = 7

# (shape, eps, spread): the smallest first; the last ones with an eps that matters, and with small and large numbers.
CASES = (
    ((1,), 1e-5, 1.0),
    ((2,), 1e-5, 1.0),
    ((2, 3), 1e-5, 1.0),
    ((2, 3, 4), 1e-5, 4.0),
    ((4,), 0.5, 1.0),
    ((3, 2), 0.25, 0.25),
    ((2, 1, 2, 5), 1e-8, 100.0),
)


def expected() -> list[dict[str, object]]:
    random = np.random.default_rng(SEED)
    cases = []
    for shape, eps, spread in CASES:
        x, gain = (
            np.round(random.normal(scale=scale, size=size) * 64) / 64
            for scale, size in ((spread, shape), (1.0, shape[-1]))
        )
        y = torch.nn.functional.rms_norm(torch.from_numpy(x), shape[-1:], torch.from_numpy(gain), eps)
        cases.append({"eps": eps, "x": x.tolist(), "gain": gain.tolist(), "expected": y.tolist()})
    return cases
