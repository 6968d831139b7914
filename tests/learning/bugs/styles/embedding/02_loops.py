import numpy


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, rng=None):
        rng = numpy.random.default_rng(rng)
        self.weight = numpy.zeros((num_embeddings, embedding_dim))
        for i in range(num_embeddings):
            for j in range(embedding_dim):
                self.weight[i, j] = rng.normal(0.0, 1.0)

    def __call__(self, ids):
        ids = numpy.array(ids)
        rows, dim = self.weight.shape
        result = numpy.zeros(ids.shape + (dim,), dtype=self.weight.dtype)
        for place in numpy.ndindex(*ids.shape):
            number = int(ids[place])
            if number < 0 or number >= rows:
                raise IndexError("no such row")
            for j in range(dim):
                result[place][j] = self.weight[number, j]
        return result


def embedding_gradient(ids, upstream, num_embeddings):
    dim = upstream.shape[-1]
    table = [[0.0] * dim for _ in range(num_embeddings)]
    flat = upstream.reshape(-1, dim)
    position = 0
    for number in ids.flatten():
        for j in range(dim):
            table[number][j] += flat[position, j]
        position += 1
    return numpy.array(table)
