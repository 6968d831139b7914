import numpy as np


class Linear:
    def __init__(self, in_features, out_features, rng=None):
        rng = np.random.default_rng(rng)
        self.weight = self._redraw(rng.standard_normal((out_features, in_features)), rng)
        self.weight = self.weight * np.sqrt(2 / (in_features + out_features))

    def _redraw(self, z, rng):
        far = (z < -3) | (z > 3)
        if not far.any():
            return z
        z = np.where(far, rng.standard_normal(z.shape), z)
        return self._redraw(z, rng)

    def forward(self, x):
        if np.ndim(x) > 1:
            return np.array([self.forward(part) for part in x])
        return np.array([self._dot(row, x) for row in self.weight])

    def _dot(self, a, b):
        n = len(a)
        if n == 1:
            return a[0] * b[0]
        half = n // 2
        return self._dot(a[:half], b[:half]) + self._dot(a[half:], b[half:])

    def __call__(self, x):
        return self.forward(x)
