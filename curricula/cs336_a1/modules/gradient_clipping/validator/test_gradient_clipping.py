import json
import math
from pathlib import Path

import numpy as np
import pytest
from gradient_clipping import clip_gradients

CASES = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))["cases"]

# A few dozen squares are summed, in whatever order: far below 1e-9 in float64, below 1e-5 in float32.
DOUBLE = {"rtol": 1e-9, "atol": 1e-12}
SINGLE = {"rtol": 1e-5, "atol": 1e-7}


def arrays(gradients):
    return [None if g is None else np.array(g, dtype=np.float64) for g in gradients]


@pytest.mark.parametrize("value", [3.0, -0.5])
def test_a_single_number_is_brought_to_the_limit(value):
    gradient = np.array([value])
    clip_gradients([gradient], 0.25)
    np.testing.assert_allclose(gradient, [math.copysign(0.25 * abs(value) / (abs(value) + 1e-6), value)], **DOUBLE)


def test_three_and_four_make_five():
    a, b = np.array([3.0]), np.array([4.0])
    np.testing.assert_allclose(clip_gradients([a, b], 1.0), 5.0, **DOUBLE)
    np.testing.assert_allclose(np.concatenate([a, b]), [0.6, 0.8], rtol=1e-6)


@pytest.mark.parametrize("counts", [(1,), (2,), (3, 4)], ids=["one_array", "two_arrays", "more_arrays"])
def test_values_are_those_of_the_formula(counts):
    for case in CASES:
        gradients = arrays(case["gradients"])
        held = list(gradients)  # the very arrays, whatever becomes of the list
        if len(gradients) in counts:
            clip_gradients(gradients, case["max_norm"])
            for index, got in enumerate(held):
                if got is not None:
                    np.testing.assert_allclose(got, case["expected"][index], **DOUBLE)


def test_the_norm_before_is_returned():
    for case in CASES:
        norm = clip_gradients(arrays(case["gradients"]), case["max_norm"])
        np.testing.assert_allclose(norm, case["norm"], **DOUBLE)
        assert np.shape(norm) == ()


@pytest.mark.parametrize("limit", [5.5, 100.0])
def test_gradients_within_the_limit_are_left_bit_for_bit(limit):
    a, b = np.array([0.1, -3.0]), np.array([[4.0], [0.3]])
    norm = clip_gradients([a, b], limit)
    np.testing.assert_allclose(norm, math.sqrt(0.01 + 9 + 16 + 0.09), **DOUBLE)
    np.testing.assert_array_equal(a, [0.1, -3.0])
    np.testing.assert_array_equal(b, [[4.0], [0.3]])


def test_the_norm_afterwards_is_the_limit_and_never_more():
    for seed in range(3):
        random = np.random.default_rng(seed)
        gradients = [random.normal(scale=10.0, size=shape) for shape in [(2,), (3, 2), (2, 2, 2)]]
        clip_gradients(gradients, 2.0)
        after = math.sqrt(sum(float((g**2).sum()) for g in gradients))
        assert 2.0 * (1 - 1e-5) < after <= 2.0 * (1 + 1e-12)


def test_small_gradients_are_scaled_by_the_same_factor_as_large_ones():
    small, large = np.array([0.001, 0.002]), np.array([30.0, -40.0])
    clip_gradients([small, large], 1.0)
    np.testing.assert_allclose(small, np.array([0.001, 0.002]) / (50.0 + 1e-6), rtol=1e-7)
    np.testing.assert_allclose(large, np.array([30.0, -40.0]) / (50.0 + 1e-6), rtol=1e-7)


@pytest.mark.parametrize("eps", [1.0, 0.25])
def test_eps_is_added_to_the_norm(eps):
    gradient = np.array([3.0, 4.0])
    clip_gradients([gradient], 2.0, eps)
    np.testing.assert_allclose(gradient, np.array([3.0, 4.0]) * (2.0 / (5.0 + eps)), **DOUBLE)


def test_parameters_without_a_gradient_are_skipped():
    a, b = np.array([3.0]), np.array([4.0])
    np.testing.assert_allclose(clip_gradients([None, a, None, b], 1.0), 5.0, **DOUBLE)
    np.testing.assert_allclose(np.concatenate([a, b]), [0.6, 0.8], rtol=1e-6)


@pytest.mark.parametrize("gradients", [[], [None, None]], ids=["empty", "only_none"])
def test_no_gradient_at_all_has_the_norm_zero(gradients):
    assert float(clip_gradients(gradients, 1.0)) == 0.0


def test_zeros_stay_zeros():
    zeros = np.zeros((2, 2))
    assert float(clip_gradients([zeros], 1.0)) == 0.0
    np.testing.assert_array_equal(zeros, np.zeros((2, 2)))


def test_float32_arrays_are_scaled_where_they_are():
    gradient = np.array([[3.0, 0.0], [0.0, 4.0]], dtype=np.float32)
    norm = clip_gradients([gradient], 1.0)
    np.testing.assert_allclose(norm, 5.0, **SINGLE)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, [[0.6, 0.0], [0.0, 0.8]], **SINGLE)


def test_a_view_is_scaled_in_the_array_behind_it():
    behind = np.array([[3.0, 7.0], [4.0, 7.0]])
    clip_gradients([behind[:, 0]], 1.0)
    np.testing.assert_allclose(behind, [[0.6, 7.0], [0.8, 7.0]], rtol=1e-6)
