import json
from pathlib import Path

import numpy as np
import pytest
from embedding import Embedding, embedding_gradient

CASES = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))["cases"]

# Sums of a dozen numbers near 1 in float64: whatever their order, they agree far better than this.
DOUBLE = {"rtol": 1e-9, "atol": 1e-12}


def about(case):
    rows, dim = np.shape(case["weight"])
    return f"{'x'.join(map(str, np.shape(case['ids'])))} of {rows}x{dim}"


def layer_with(weight):
    layer = Embedding(*weight.shape)
    layer.weight = weight
    return layer


def numbered(rows, dim):
    """A table in which every number tells where it stands: row 2, column 1 holds 21."""
    return 10.0 * np.arange(rows)[:, None] + np.arange(dim)


@pytest.mark.parametrize(("rows", "dim"), [(1, 1), (3, 2), (2, 3)], ids=["1x1", "3x2", "2x3"])
def test_the_table_has_a_row_per_id(rows, dim):
    assert np.shape(Embedding(rows, dim).weight) == (rows, dim)


@pytest.mark.parametrize("case", CASES, ids=about)
def test_every_id_gets_its_row(case):
    layer = layer_with(np.array(case["weight"]))
    np.testing.assert_array_equal(layer(np.array(case["ids"])), np.array(case["expected"]))


@pytest.mark.parametrize("shape", [(1,), (), (3,), (2, 3), (2, 1, 3)], ids=["1", "single", "3", "2x3", "2x1x3"])
def test_the_result_has_one_axis_more_than_the_ids(shape):
    ids = np.random.default_rng(0).integers(4, size=shape)
    assert np.shape(layer_with(numbered(4, 2))(ids)) == (*shape, 2)


@pytest.mark.parametrize("shape", [(0,), (2, 0)], ids=["0", "2x0"])
def test_no_ids_give_no_rows(shape):
    ids = np.zeros(shape, dtype=np.int64)
    assert np.shape(layer_with(numbered(4, 3))(ids)) == (*shape, 3)
    np.testing.assert_array_equal(embedding_gradient(ids, np.zeros((*shape, 3)), 4), np.zeros((4, 3)))


@pytest.mark.parametrize("dtype", ["int32", "uint8", "uint16"])
def test_ids_may_be_integers_of_any_type(dtype):
    got = layer_with(numbered(4, 2))(np.array([3, 0], dtype=dtype))
    np.testing.assert_array_equal(got, np.array([[30.0, 31.0], [0.0, 1.0]]))


def test_rows_come_out_as_they_are_in_the_table():
    weight = np.array([[np.nan, 1.0], [0.1, -0.0], [np.inf, 1e-40]], dtype=np.float32)
    got = layer_with(weight)(np.array([1, 2]))
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, weight[1:])


@pytest.mark.parametrize("ids", [[3], [0, 3], [[1, 2], [300, 0]]], ids=["first", "other", "far"])
def test_an_id_behind_the_table_is_refused(ids):
    with pytest.raises(IndexError):
        layer_with(numbered(3, 2))(np.array(ids))


@pytest.mark.parametrize("ids", [[-1], [0, -1], [[1, 2], [-3, 0]]], ids=["last", "other", "first"])
def test_a_negative_id_is_refused(ids):
    with pytest.raises(IndexError):
        layer_with(numbered(3, 2))(np.array(ids))


def test_a_table_that_is_set_is_used_from_then_on():
    layer = Embedding(2, 2, rng=0)
    for weight in (numbered(2, 2), -numbered(2, 2)):
        layer.weight = weight
        np.testing.assert_array_equal(layer(np.array([1])), weight[1:2])


@pytest.mark.parametrize(("seed", "other"), [(0, 1), (336, 337)])
def test_the_seed_decides_on_the_table(seed, other):
    table = np.asarray(Embedding(3, 2, rng=seed).weight)
    np.testing.assert_array_equal(table, Embedding(3, 2, rng=seed).weight)
    assert not np.any(table == Embedding(3, 2, rng=other).weight)
    assert not np.any(np.asarray(Embedding(3, 2).weight) == Embedding(3, 2).weight)


@pytest.mark.parametrize(("rows", "dim"), [(128, 64), (20, 400)], ids=["128x64", "20x400"])
def test_a_fresh_table_is_standard_normal(rows, dim):
    z = np.ravel(Embedding(rows, dim, rng=7).weight)
    # With 8,000 numbers, chance moves each of these by a fifth of what is allowed.
    assert abs(z.mean()) < 0.06
    assert 0.95 < z.std() < 1.05
    assert 0.65 < np.mean(np.abs(z) < 1) < 0.72


@pytest.mark.parametrize("case", CASES, ids=about)
def test_the_gradient_is_that_of_the_lookup(case):
    ids, upstream = np.array(case["ids"]), np.array(case["upstream"])
    got = embedding_gradient(ids, upstream, len(case["weight"]))
    np.testing.assert_allclose(got, np.array(case["gradient"]), **DOUBLE)


@pytest.mark.parametrize("ids", [[1, 1], [1, 1, 1], [[0, 1], [1, 0]]], ids=["twice", "three times", "across rows"])
def test_gradients_of_equal_ids_add_up(ids):
    got = np.asarray(embedding_gradient(np.array(ids), np.ones((*np.shape(ids), 2)), 2))
    np.testing.assert_allclose(got[:, 0], [np.sum(np.equal(ids, row)) for row in range(2)], **DOUBLE)


@pytest.mark.parametrize("rows", [2, 3, 6])
def test_rows_that_were_not_looked_up_have_gradient_zero(rows):
    got = embedding_gradient(np.array([1, 0]), np.array([[1.0, 2.0], [3.0, 4.0]]), rows)
    np.testing.assert_allclose(got, np.array([[3.0, 4.0], [1.0, 2.0]] + [[0.0, 0.0]] * (rows - 2)), **DOUBLE)


def test_inputs_are_left_alone():
    ids, upstream, weight = np.array([[2, 0], [1, 1]]), numbered(4, 3).reshape(2, 2, 3), numbered(3, 3)
    layer = layer_with(weight.copy())
    layer(ids)
    embedding_gradient(ids, upstream, 3)
    np.testing.assert_array_equal(ids, [[2, 0], [1, 1]])
    np.testing.assert_array_equal(upstream, numbered(4, 3).reshape(2, 2, 3))
    np.testing.assert_array_equal(layer.weight, weight)
