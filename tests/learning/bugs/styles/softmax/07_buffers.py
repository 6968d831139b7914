import numpy as np


def softmax(x, axis=-1):
    kind = np.result_type(x.dtype, np.float32 if x.dtype == np.float32 else np.float64)
    out = np.empty(x.shape, dtype=kind)
    m = np.maximum.reduce(x, axis=axis, keepdims=True).astype(kind)
    np.subtract(x, m, out=out)
    np.exp(out, out=out)
    s = np.sum(out, axis=axis, keepdims=True)
    np.divide(out, s, out=out)
    return out
