"""Cross-entropy by torch.nn.functional.cross_entropy, in float64, with the leading dimensions made flat."""

import numpy as np
import torch

SEED = 2

# (leading dimensions, size of the vocabulary, spread of the logits): the smallest first.
CASES = (
    ((1,), 1, 1.0),
    ((1,), 2, 1.0),
    ((), 4, 2.0),
    ((3,), 2, 1.0),
    ((4,), 5, 3.0),
    ((2, 3), 4, 1.0),
    ((3, 1, 2), 5, 6.0),
)


def expected() -> list[dict[str, object]]:
    random = np.random.default_rng(SEED)
    cases = []
    for leading, vocabulary, spread in CASES:
        logits = np.round(random.normal(scale=spread, size=(*leading, vocabulary)) * 64) / 64
        targets = random.integers(vocabulary, size=leading)
        loss = torch.nn.functional.cross_entropy(
            torch.from_numpy(logits.reshape(-1, vocabulary)), torch.from_numpy(np.reshape(targets, -1))
        )
        cases.append({"logits": logits.tolist(), "targets": np.asarray(targets).tolist(), "expected": loss.item()})
    return cases
