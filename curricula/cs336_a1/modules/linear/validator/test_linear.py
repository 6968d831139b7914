import json
from pathlib import Path

import numpy as np
import pytest
from linear import Linear

CASES = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))["cases"]
SIZES = pytest.mark.parametrize(("n_in", "n_out"), [(96, 64), (32, 256)], ids=["96-64", "32-256"])

# Sums of a few products near 1 in float64: whatever their order, they agree far better than this.
DOUBLE = {"rtol": 1e-9, "atol": 1e-12}


def about(case):
    return f"{'x'.join(map(str, np.shape(case['x'])))} to {len(case['weight'])}"


def layer_with(weight):
    weight = np.array(weight)
    layer = Linear(weight.shape[1], weight.shape[0])
    layer.weight = weight
    return layer


def in_deviations(n_in, n_out):
    """A fresh layer's weights in units of the deviation that is asked for."""
    return np.ravel(Linear(n_in, n_out, rng=7).weight) / np.sqrt(2 / (n_in + n_out))


@pytest.mark.parametrize(("n_in", "n_out"), [(1, 1), (4, 3), (3, 4)], ids=["1-1", "4-3", "3-4"])
def test_weight_has_a_row_per_output(n_in, n_out):
    assert np.shape(Linear(n_in, n_out).weight) == (n_out, n_in)


@pytest.mark.parametrize("case", CASES, ids=about)
def test_values_are_those_of_the_formula(case):
    layer = layer_with(case["weight"])
    np.testing.assert_allclose(layer(np.array(case["x"])), np.array(case["expected"]), **DOUBLE)


@pytest.mark.parametrize("lead", [(), (1,), (2,), (2, 3), (2, 1, 3)], ids=["none", "1", "2", "2-3", "2-1-3"])
def test_leading_axes_are_kept(lead):
    x = np.random.default_rng(1).normal(size=(*lead, 4))
    assert np.shape(Linear(4, 3, rng=0)(x)) == (*lead, 3)


def test_rows_do_not_touch_each_other():
    layer = Linear(4, 3, rng=0)
    x = np.random.default_rng(2).normal(size=(2, 3, 4))
    together = np.asarray(layer(x))
    for at in np.ndindex(2, 3):
        np.testing.assert_allclose(together[at], layer(x[at]), **DOUBLE)


def test_a_weight_that_is_set_is_used_from_then_on():
    layer = Linear(2, 2, rng=0)
    x = np.array([3.0, 5.0])
    for weight, y in [([[0.0, 1.0], [1.0, 0.0]], [5.0, 3.0]), ([[1.0, 1.0], [0.0, 2.0]], [8.0, 10.0])]:
        layer.weight = np.array(weight)
        np.testing.assert_allclose(layer(x), y, **DOUBLE)


def test_forward_is_the_same_as_calling():
    layer = Linear(4, 3, rng=0)
    x = np.random.default_rng(3).normal(size=(2, 4))
    np.testing.assert_allclose(layer.forward(x), layer(x), **DOUBLE)


def test_zeros_give_zeros():
    np.testing.assert_array_equal(Linear(4, 3, rng=0)(np.zeros(4)), np.zeros(3))


@pytest.mark.parametrize("size", [1.0, 1e-150, 1e150])
def test_sums_and_multiples_pass_through(size):
    rng = np.random.default_rng(4)
    layer = layer_with(rng.normal(size=(3, 4)))
    a, b = rng.normal(size=(2, 4))
    apart = 2 * np.asarray(layer(a)) - 3 * np.asarray(layer(b))
    together = np.asarray(layer(size * (2 * a - 3 * b))) / size
    np.testing.assert_allclose(together, apart, **DOUBLE)


def test_inputs_are_left_alone():
    x = np.arange(8.0).reshape(2, 4)
    weight = np.arange(12.0).reshape(3, 4)
    layer = layer_with(weight.copy())
    layer(x)
    np.testing.assert_array_equal(x, np.arange(8.0).reshape(2, 4))
    np.testing.assert_array_equal(layer.weight, weight)


@pytest.mark.parametrize("seed", [0, 1, 336])
def test_the_same_seed_gives_the_same_weights(seed):
    np.testing.assert_array_equal(Linear(3, 2, rng=seed).weight, Linear(3, 2, rng=seed).weight)


@pytest.mark.parametrize("seeds", [(0, 1), (1, 2), (None, None)], ids=["0-1", "1-2", "fresh"])
def test_other_draws_give_other_weights(seeds):
    one, other = (np.asarray(Linear(3, 2, rng=seed).weight) for seed in seeds)
    assert not np.any(one == other)


@SIZES
def test_fresh_weights_spread_as_asked(n_in, n_out):
    z = in_deviations(n_in, n_out)
    # The cut takes 1.3 % off the deviation; with these many numbers chance moves it by less than 4 %.
    assert 0.94 < z.std() < 1.04
    assert abs(z.mean()) < 0.07


@SIZES
def test_no_weight_beyond_three_deviations(n_in, n_out):
    z = in_deviations(n_in, n_out)
    assert z.min() > -3.0001
    assert z.max() < 3.0001


@SIZES
def test_fresh_weights_are_bell_shaped_up_to_the_cut(n_in, n_out):
    z = np.abs(in_deviations(n_in, n_out))
    # Of a normal distribution cut at 3 deviations, 68.5 % lie within one and 4.3 % beyond two.
    assert 0.65 < np.mean(z < 1) < 0.72
    assert 0.03 < np.mean(z > 2) < 0.06
    assert np.sum(z > z.max() - 1e-9) == 1, "several weights lie exactly at the limit"
