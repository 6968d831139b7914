import math


def cross_entropy(logits, targets):
    rows = logits.reshape(-1, logits.shape[-1]).tolist()
    wanted = targets.reshape(-1).tolist()
    total = 0.0
    for row, target in enumerate(wanted):
        scores = rows[row]
        peak = max(scores)
        weight = sum(math.exp(score - peak) for score in scores)
        total += peak + math.log(weight) - scores[target]
    return total / len(wanted)
