import numpy as np


def cross_entropy(logits, targets):
    work = np.array(logits, dtype=np.float64, copy=True)
    np.subtract(work, work.max(axis=-1, keepdims=True), out=work)
    index = np.expand_dims(np.asarray(targets, dtype=np.intp), axis=-1)
    chosen = np.take_along_axis(work, index, axis=-1).copy()
    np.exp(work, out=work)
    norm = np.add.reduce(work, axis=-1, keepdims=True)
    np.log(norm, out=norm)
    norm -= chosen
    return norm.sum() / norm.size
