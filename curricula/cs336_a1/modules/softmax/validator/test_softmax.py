import json
from pathlib import Path

import numpy as np
import pytest
from softmax import softmax

CASES = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))["cases"]
HALF = np.array([0.2689414213699951, 0.7310585786300049])  # softmax of two numbers that are 1 apart

# An exponent near 1e5 is known to 1e-11 in float64, and its exponential no better: 1e-9 leaves room for every way to
# write it. For float32 the same sum at 200 gives 2e-5.
DOUBLE = {"rtol": 1e-9, "atol": 1e-300}
SINGLE = {"rtol": 1e-4, "atol": 1e-30}


@pytest.mark.parametrize("value", [0.0, 800.0])
def test_a_single_number_gets_all_the_probability(value):
    np.testing.assert_allclose(softmax(np.array([value])), np.array([1.0]), **DOUBLE)


@pytest.mark.parametrize("count", [2, 10])
def test_equal_numbers_share_equally(count):
    np.testing.assert_allclose(softmax(np.full(count, 0.5)), np.full(count, 1 / count), **DOUBLE)


@pytest.mark.parametrize("dimensions", [(1,), (2,), (3, 4)], ids=["vectors", "matrices", "tensors"])
def test_values_are_those_of_the_formula(dimensions):
    for case in CASES:
        x = np.array(case["x"], dtype=np.float64)
        if x.ndim in dimensions:
            np.testing.assert_allclose(softmax(x, axis=case["axis"]), np.array(case["expected"]), **DOUBLE)


def test_the_last_axis_is_the_default():
    x = np.array([[0.0, 1.0], [5.0, 6.0], [-4.0, -3.0]])
    np.testing.assert_allclose(softmax(x), np.tile(HALF, (3, 1)), **DOUBLE)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_sums_along_the_axis_are_one(axis):
    x = np.random.default_rng(7).normal(scale=4.0, size=(2, 3, 4))
    result = np.asarray(softmax(x, axis=axis))
    assert result.shape == x.shape
    np.testing.assert_allclose(result.sum(axis=axis), np.ones(np.delete(x.shape, axis)), **DOUBLE)


@pytest.mark.parametrize("large", [1000, 100000])
def test_large_numbers_do_not_overflow(large):
    np.testing.assert_allclose(softmax(np.array([large, large + 1.0])), HALF, **DOUBLE)


def test_very_negative_numbers_do_not_vanish():
    np.testing.assert_allclose(softmax(np.array([-1001.0, -1000.0])), HALF, **DOUBLE)


def test_numbers_far_apart_leave_all_to_the_largest():
    np.testing.assert_allclose(softmax(np.array([0.0, 2e3, -2e3])), np.array([0.0, 1.0, 0.0]), **DOUBLE)


@pytest.mark.parametrize("axis", [1, 0])
def test_a_slice_does_not_feel_the_others(axis):
    x = np.array([[0.0, 1.0], [2000.0, 2001.0]])
    expected = np.stack([HALF, HALF])
    if axis == 0:
        x, expected = x.T.copy(), expected.T
    np.testing.assert_allclose(softmax(x, axis=axis), expected, **DOUBLE)


def test_masked_entries_get_nothing_and_leave_the_rest_as_without_them():
    x = np.array([[0.0, -np.inf, 1.0], [-np.inf, 901.0, 900.0]])
    expected = np.array([[HALF[0], 0.0, HALF[1]], [0.0, HALF[1], HALF[0]]])
    np.testing.assert_allclose(softmax(x), expected, **DOUBLE)


def test_adding_a_constant_changes_nothing():
    for seed in range(3):
        x = np.random.default_rng(seed).normal(size=(2, 2 + seed))
        np.testing.assert_allclose(softmax(x + 64.0), softmax(x), **DOUBLE)


@pytest.mark.parametrize("offset", [0.0, 200.0])
def test_float32_stays_float32(offset):
    x = np.array([[0.0, 1.0], [3.0, 2.0]], dtype=np.float32) + np.float32(offset)
    result = softmax(x)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, np.stack([HALF, HALF[::-1]]), **SINGLE)


@pytest.mark.parametrize("dtype", ["int64", "int8"])
def test_integers_become_float64(dtype):
    result = softmax(np.array([3, 4], dtype=dtype))
    assert result.dtype == np.float64
    np.testing.assert_allclose(result, HALF, **DOUBLE)


def test_the_input_is_left_as_it_was():
    x = np.random.default_rng(3).normal(size=(2, 3))
    before = x.copy()
    np.testing.assert_allclose(np.asarray(softmax(x)).sum(axis=-1), np.ones(2), **DOUBLE)
    np.testing.assert_array_equal(x, before)
