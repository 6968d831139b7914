import json
import math
from pathlib import Path

import numpy as np
import pytest
from cross_entropy import cross_entropy

CASES = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))["cases"]
NEAR, FAR = 0.31326168751822286, 1.3132616875182228  # log(1 + 1/e), log(1 + e): two logits that are 1 apart

# log-sum-exp near 1e5 is known to 1e-11 in float64, and the difference that is left is of the size of 1.
DOUBLE = {"rtol": 1e-9, "atol": 1e-9}
SINGLE = {"rtol": 1e-4, "atol": 1e-4}


@pytest.mark.parametrize("logit", [0.0, 900.0])
def test_the_only_word_costs_nothing(logit):
    np.testing.assert_allclose(cross_entropy(np.array([[logit]]), np.array([0])), 0.0, **DOUBLE)


@pytest.mark.parametrize("target, expected", [(1, NEAR), (0, FAR)])
def test_two_words_cost_what_the_formula_says(target, expected):
    np.testing.assert_allclose(cross_entropy(np.array([[0.0, 1.0]]), np.array([target])), expected, **DOUBLE)


@pytest.mark.parametrize("vocabulary", [2, 50])
def test_equal_logits_cost_the_logarithm_of_the_vocabulary(vocabulary):
    logits = np.full((3, vocabulary), 0.25)
    targets = np.array([0, vocabulary - 1, vocabulary // 2])
    np.testing.assert_allclose(cross_entropy(logits, targets), math.log(vocabulary), **DOUBLE)


@pytest.mark.parametrize("dimensions", [(2,), (1,), (3, 4)], ids=["positions", "one_position", "batches"])
def test_values_are_those_of_the_formula(dimensions):
    for case in CASES:
        logits, targets = np.array(case["logits"], dtype=np.float64), np.array(case["targets"], dtype=np.int64)
        if logits.ndim in dimensions:
            np.testing.assert_allclose(cross_entropy(logits, targets), case["expected"], **DOUBLE)


@pytest.mark.parametrize("leading", [(2, 2), (2, 1, 3)], ids=["2x2", "2x1x3"])
def test_every_position_counts_the_same(leading):
    random = np.random.default_rng(5)
    logits, targets = random.normal(size=(*leading, 4)), random.integers(4, size=leading)
    flat = cross_entropy(logits.reshape(-1, 4), targets.reshape(-1))
    np.testing.assert_allclose(cross_entropy(logits, targets), flat, **DOUBLE)
    twice = cross_entropy(np.concatenate([logits, logits]), np.concatenate([targets, targets]))
    np.testing.assert_allclose(twice, flat, **DOUBLE)


@pytest.mark.parametrize("size", [1000, -100000])
def test_large_logits_do_not_break_it(size):
    logits = np.array([[size, size + 1.0]])
    np.testing.assert_allclose(cross_entropy(logits, np.array([1])), NEAR, **DOUBLE)


@pytest.mark.parametrize("gap", [50.0, 4000.0])
def test_a_target_that_is_nearly_impossible_has_a_finite_cost(gap):
    np.testing.assert_allclose(cross_entropy(np.array([[gap, 0.0]]), np.array([1])), gap, **DOUBLE)


def test_a_sure_and_right_answer_costs_nothing():
    np.testing.assert_allclose(cross_entropy(np.array([[2000.0, 0.0, -2000.0]]), np.array([0])), 0.0, **DOUBLE)


def test_positions_of_different_size_do_not_disturb_each_other():
    logits = np.array([[0.0, 1.0], [3000.0, 3001.0], [-3000.0, -2999.0]])
    np.testing.assert_allclose(cross_entropy(logits, np.array([1, 0, 1])), (2 * NEAR + FAR) / 3, **DOUBLE)


def test_masked_words_are_as_if_they_were_not_there():
    logits = np.array([[0.0, -np.inf, 1.0], [-np.inf, 1.0, 0.0]])
    np.testing.assert_allclose(cross_entropy(logits, np.array([2, 2])), (NEAR + FAR) / 2, **DOUBLE)


def test_a_constant_added_to_a_position_changes_nothing():
    for seed in range(3):
        random = np.random.default_rng(seed)
        logits, targets = random.normal(size=(3, 2 + seed)), random.integers(2 + seed, size=3)
        shifted = logits + np.array([[64.0], [-8.0], [0.5]])
        np.testing.assert_allclose(cross_entropy(shifted, targets), cross_entropy(logits, targets), **DOUBLE)


@pytest.mark.parametrize("integers", ["int32", "uint8"])
def test_float32_logits_and_small_integers_are_fine(integers):
    logits = np.array([[0.0, 1.0], [101.0, 100.0]], dtype=np.float32)
    np.testing.assert_allclose(cross_entropy(logits, np.array([1, 1], dtype=integers)), (NEAR + FAR) / 2, **SINGLE)


def test_the_result_is_one_number():
    random = np.random.default_rng(2)
    result = cross_entropy(random.normal(size=(2, 3, 4)), random.integers(4, size=(2, 3)))
    assert np.shape(result) == ()
    assert math.isfinite(float(result))


def test_the_inputs_are_left_as_they_were():
    random = np.random.default_rng(3)
    logits, targets = random.normal(size=(2, 3)), np.array([2, 0])
    before = logits.copy()
    assert float(cross_entropy(logits, targets)) > 0
    np.testing.assert_array_equal(logits, before)
    np.testing.assert_array_equal(targets, [2, 0])
