import math

import numpy as np


def cross_entropy(logits, targets):
    vocab = logits.shape[-1]
    rows = logits.reshape(-1, vocab).tolist()
    wanted = targets.reshape(-1).tolist()
    cost = 0.0
    for i in range(len(rows)):
        row = rows[i]
        m = row[0]
        for v in row[1:]:
            if v > m:
                m = v
        s = 0.0
        for v in row:
            s += math.exp(v - m)
        cost += math.log(s) + m - row[wanted[i]]
    return np.float64(cost / len(rows))
