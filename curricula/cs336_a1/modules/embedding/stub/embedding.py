"""A table of vectors, one per token, and the gradient of a lookup in it."""


class Embedding:
    """Looks up rows of a table by number.

    `weight` is a NumPy array of shape (num_embeddings, embedding_dim).
    """

    def __init__(self, num_embeddings, embedding_dim, rng=None):
        """Draw `weight` from the standard normal distribution.

        `rng` is whatever np.random.default_rng takes: a seed, a Generator, or None for a fresh draw.
        """
        raise NotImplementedError

    def __call__(self, ids):
        """(...) integers -> (..., embedding_dim). Raises IndexError for an id below 0 or too large."""
        raise NotImplementedError


def embedding_gradient(ids, upstream, num_embeddings):
    """The gradient of the table: (...) and (..., embedding_dim) -> (num_embeddings, embedding_dim)."""
    raise NotImplementedError
