from numpy import array, exp, float32, float64


def softmax(x, axis=-1):
    # One new array, worked on in place: no temporaries.
    y = array(x, dtype=float32 if x.dtype == float32 else float64)
    y -= y.max(axis=axis, keepdims=True)
    exp(y, out=y)
    y /= y.sum(axis=axis, keepdims=True)
    return y
