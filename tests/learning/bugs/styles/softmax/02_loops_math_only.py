"""One slice after the other, in plain Python."""

import math

import numpy


def softmax(x, axis=-1):
    moved = numpy.moveaxis(x, axis, -1)
    out = numpy.zeros(moved.shape, dtype="float32" if x.dtype == "float32" else "float64")
    for place in numpy.ndindex(*moved.shape[:-1]):
        row = moved[place]
        biggest = -math.inf
        for value in row:
            if value > biggest:
                biggest = value
        total = 0.0
        exps = []
        for value in row:
            e = math.exp(float(value) - float(biggest))
            exps.append(e)
            total += e
        for i in range(len(exps)):
            out[place][i] = exps[i] / total
    return numpy.moveaxis(out, -1, axis)
