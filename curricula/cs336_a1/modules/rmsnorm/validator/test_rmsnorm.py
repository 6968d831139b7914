import json
from pathlib import Path

import numpy as np
import pytest
from rmsnorm import rmsnorm

CASES = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))["cases"]

# A handful of roundings: the same number of significant digits, minus a few, in every way to write it.
DOUBLE = {"rtol": 1e-9, "atol": 1e-300}
SINGLE = {"rtol": 1e-4, "atol": 1e-30}
HALF = {"rtol": 4e-3, "atol": 1e-6}


def about(case):
    return f"{'x'.join(map(str, np.shape(case['x'])))} eps {case['eps']}"


@pytest.mark.parametrize("value", [2.0, -0.5, 640.0])
def test_a_single_number_becomes_its_sign(value):
    np.testing.assert_allclose(rmsnorm(np.array([value]), np.ones(1), 1e-12), [np.sign(value)], **DOUBLE)


@pytest.mark.parametrize("case", CASES, ids=about)
def test_values_are_those_of_the_formula(case):
    x, gain = np.array(case["x"]), np.array(case["gain"])
    np.testing.assert_allclose(rmsnorm(x, gain, case["eps"]), np.array(case["expected"]), **DOUBLE)


@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 1, 64)], ids=["4", "2x3", "2x1x64"])
def test_every_vector_has_mean_square_one(shape):
    x = np.random.default_rng(1).normal(scale=5.0, size=shape)
    y = np.asarray(rmsnorm(x, np.ones(shape[-1]), 1e-12))
    assert y.shape == shape
    np.testing.assert_allclose(np.mean(y * y, axis=-1), np.ones(shape[:-1]), **DOUBLE)


@pytest.mark.parametrize("shift", [2.0, -7.0])
def test_the_mean_is_not_taken_away(shift):
    np.testing.assert_allclose(rmsnorm(np.full(4, shift), np.ones(4), 1e-12), np.full(4, np.sign(shift)), **DOUBLE)


def test_gain_multiplies_each_feature():
    x = np.random.default_rng(2).normal(size=(2, 4))
    gain = np.array([1.0, 2.0, 0.0, -0.5])
    np.testing.assert_allclose(rmsnorm(x, gain), np.asarray(rmsnorm(x, np.ones(4))) * gain, **DOUBLE)


def test_a_vector_does_not_feel_the_others():
    x = np.array([[3.0, 4.0], [3e6, 4e6], [-3e-2, 4e-2]])
    together = np.asarray(rmsnorm(x, np.ones(2)))
    for at in range(3):
        np.testing.assert_allclose(together[at], rmsnorm(x[at], np.ones(2)), **DOUBLE)


@pytest.mark.parametrize("eps", [5.0, 12.0, 1e-3])
def test_eps_is_under_the_root(eps):
    np.testing.assert_allclose(
        rmsnorm(np.full(3, 2.0), np.ones(3), eps), np.full(3, 2.0 / np.sqrt(4.0 + eps)), **DOUBLE
    )


def test_eps_is_a_hundred_thousandth_unless_told():
    x, gain = np.array([3e-3, -4e-3]), np.ones(2)
    np.testing.assert_allclose(rmsnorm(x, gain), x / np.sqrt(1.25e-5 + 1e-5), **DOUBLE)


@pytest.mark.parametrize("shape", [(1,), (2, 3)], ids=["1", "2x3"])
def test_zeros_stay_zeros(shape):
    np.testing.assert_array_equal(rmsnorm(np.zeros(shape), np.ones(shape[-1])), np.zeros(shape))


@pytest.mark.parametrize("factor", [64.0, 1e6, 1e145])
def test_the_size_of_a_vector_makes_no_difference(factor):
    x = 1e4 * np.random.default_rng(3).normal(size=(2, 5))
    np.testing.assert_allclose(rmsnorm(factor * x, np.ones(5)), rmsnorm(x, np.ones(5)), **DOUBLE)


@pytest.mark.parametrize(
    ("values", "eps"),
    [([300.0, -400.0], 1e-5), ([6e4] * 32, 1e-5), ([1e-4, -1e-4], 1e-8)],
    ids=["large", "larger", "small"],
)
def test_half_precision_has_room_for_squares(values, eps):
    x = np.array(values, dtype=np.float16)
    exact = x.astype(np.float64)
    expected = exact / np.sqrt(np.mean(exact**2) + eps)
    np.testing.assert_allclose(rmsnorm(x, np.ones(len(x), dtype=np.float16), eps), expected, **HALF)


@pytest.mark.parametrize("of_gain", ["float32", "float64"])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_the_result_has_the_type_of_x(dtype, of_gain):
    got = rmsnorm(np.array([7.0, -1.0], dtype=dtype), np.array([1.0, 2.0], dtype=of_gain), 1e-12)
    assert got.dtype == np.dtype(dtype)
    np.testing.assert_allclose(got, [1.4, -0.4], **(HALF if dtype == "float16" else SINGLE))


def test_inputs_are_left_alone():
    x, gain = np.array([[3.0, 4.0], [6.0, 8.0]]), np.array([2.0, 0.5])
    rmsnorm(x, gain)
    np.testing.assert_array_equal(x, [[3.0, 4.0], [6.0, 8.0]])
    np.testing.assert_array_equal(gain, [2.0, 0.5])
