import numpy as np


class RMSNorm:
    def __init__(self, gain, eps):
        self.gain = gain
        self.eps = eps

    def _mean_square(self, x):
        return np.sum(x * x, axis=-1, keepdims=True) / x.shape[-1]

    def _norm(self, x):
        return x / np.sqrt(self._mean_square(x) + self.eps)

    def forward(self, x):
        out = self._norm(x.astype(np.float64)) * self.gain
        return out.astype(x.dtype)

    def __call__(self, x):
        return self.forward(x)


def rmsnorm(x, gain, eps=1e-5):
    layer = RMSNorm(gain, eps)
    return layer(x)
