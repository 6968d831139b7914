rmsnorm = lambda x, gain, eps=1e-5: (
    x * (((x.astype(float) ** 2).mean(-1, keepdims=True) + eps) ** -0.5) * gain
).astype(x.dtype)  # noqa: E501, E731
