import numpy as np


class CrossEntropy:
    def __init__(self, logits, targets):
        self.logits = logits
        self.targets = targets
        self.size = logits.shape[-1]

    @property
    def rows(self):
        return self.logits.reshape(-1, self.size)

    @property
    def indexes(self):
        return self.targets.reshape(-1)

    def log_probabilities(self):
        rows = self.rows
        highest = np.max(rows, axis=1, keepdims=True)
        normaliser = np.log(np.sum(np.exp(rows - highest), axis=1, keepdims=True))
        return (rows - highest) - normaliser

    def mean(self):
        picked = self.log_probabilities()[np.arange(self.indexes.size), self.indexes]
        return -float(picked.mean())


def cross_entropy(logits, targets):
    return CrossEntropy(logits, targets).mean()
