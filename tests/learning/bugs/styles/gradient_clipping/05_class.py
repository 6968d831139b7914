import numpy as np


class Clipper:
    def __init__(self, max_norm, eps):
        self.max_norm, self.eps = max_norm, eps
        self.norms = []

    def see(self, gradient):
        self.norms.append(np.linalg.norm(gradient.astype(np.float64)))

    @property
    def norm(self):
        return float(np.linalg.norm(self.norms)) if self.norms else 0.0

    @property
    def scale(self):
        return self.max_norm / (self.norm + self.eps)

    def apply(self, gradient):
        np.multiply(gradient, self.scale, out=gradient, casting="same_kind")


def clip_gradients(gradients, max_norm, eps=1e-6):
    clipper = Clipper(max_norm, eps)
    present = [g for g in gradients if g is not None]
    for g in present:
        clipper.see(g)
    if clipper.norm > max_norm:
        for g in present:
            clipper.apply(g)
    return clipper.norm
