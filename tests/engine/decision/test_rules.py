"""Rules written, learned, chained, fuzzy and evolved; tracking and drift."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decision.drift import ks_test, population_stability
from engine.decision.forward_chaining import forward_chain
from engine.decision.fuzzy import mamdani, triangular
from engine.decision.genetic import evolve
from engine.decision.kalman import kalman_filter
from engine.decision.rules import classify_by_rules, may_register
from engine.decision.tax import tax
from engine.decision.threshold import learn_threshold


def test_the_first_rule_that_holds_wins() -> None:
    rules = [(lambda v: v > 2, "big"), (lambda v: v > 1, "some")]

    assert classify_by_rules([3, 2, 0], rules, "none") == ["big", "some", "none"]
    assert classify_by_rules([3], [], "none") == ["none"]


def test_ages() -> None:
    assert not may_register(18, limit=21)
    assert not may_register(0)
    for age in (-1, float("nan")):
        with pytest.raises(ValueError, match="got"):
            may_register(age)


def test_the_threshold_follows_the_policy() -> None:
    """The printed rule refuses 18 (18 > 18 is false); 21 and older came later."""
    ages = np.arange(60)

    assert learn_threshold(ages, ages > 18) == (18.5, 0)
    assert learn_threshold(ages, ages >= 18) == (17.5, 0)
    assert learn_threshold(ages, ages >= 21) == (20.5, 0)


def test_thresholds_at_the_edges() -> None:
    assert learn_threshold([1.0, 2.0], [1, 1]) == (-np.inf, 0)
    assert learn_threshold([1.0, 2.0], [0, 0]) == (np.inf, 0)
    assert learn_threshold([1.0, 1.0, 1.0], [1, 0, 0]) == (np.inf, 1)
    with pytest.raises(ValueError, match="yes has 1"):
        learn_threshold([1.0, 2.0], [1])


@given(st.floats(0, 1e6), st.floats(0, 1e5))
def test_earning_more_leaves_more(income: float, more: float) -> None:
    lows, rates = [0, 10_000, 40_000], [0.0, 0.2, 0.45]
    before, after = tax([income, income + more], lows, rates)

    assert 0 <= after - before <= 0.45 * more + 1e-6


def test_brackets_that_make_no_sense_are_refused() -> None:
    for lows, rates in (([1], [0.1]), ([0, 0], [0.1, 0.2]), ([0], [0.1, 0.2])):
        with pytest.raises(ValueError, match="rise from 0"):
            tax(5.0, lows, rates)
    with pytest.raises(ValueError, match="income"):
        tax([1.0, np.nan], [0], [0.1])
    assert tax(0.0, [0], [0.5]) == 0


def test_chaining_ends_in_cycles_whatever_the_order() -> None:
    rules = [(["a"], "b"), (["b"], "a"), (["b", "c"], "d"), ([], "c")]

    assert forward_chain(["a"], rules)[0] == set("abcd")
    assert forward_chain(["a"], rules[::-1])[0] == set("abcd")
    assert forward_chain([], rules) == ({"c"}, [3])


def test_degrees_at_a_step() -> None:
    np.testing.assert_array_equal(triangular([0, 1, 2, 3], 1, 1, 3), [0, 1, 0.5, 0])
    np.testing.assert_array_equal(triangular([0, 1, 2, 3], 1, 3, 3), [0, 0, 0.5, 1])
    with pytest.raises(ValueError, match="rise"):
        triangular(0, 2, 1, 3)


def test_no_rule_no_answer() -> None:
    with pytest.raises(ValueError, match="no rule"):
        mamdani([({"t": (0, 1, 2)}, (0, 1, 2))], {"t": 5.0}, [0, 1, 2])


def test_the_best_string_is_never_lost() -> None:
    """Even when every child is scrambled."""
    best, history = evolve(
        np.sum, 12, np.random.default_rng(3), size=2, generations=50, mutation=0.5
    )

    assert history.shape == (51,)
    assert (np.diff(history) >= 0).all()
    assert best.sum() == history[-1] > history[0]


def test_without_mutation_only_what_is_there_is_combined() -> None:
    best, history = evolve(
        lambda s: 0.0, 5, np.random.default_rng(0), size=2, mutation=0.0, generations=0
    )

    assert len(best) == 5
    assert list(history) == [0.0]


@pytest.mark.parametrize(
    "how", [{"size": 1}, {"mutation": -0.1}, {"mutation": 1.1}, {"n": 0}]
)
def test_no_population_is_refused(how: dict) -> None:
    with pytest.raises(ValueError, match="size must be"):
        evolve(np.sum, **{"n": 3, "rng": np.random.default_rng(0), **how})


def test_memory_helps_tracking() -> None:
    """Error below that of the last measurement, and of a filter that trusts it."""
    rng = np.random.default_rng(0)
    x = np.cumsum(rng.normal(0, 0.3, 400))
    z = x + rng.normal(size=400)
    filtered, _ = kalman_filter(z, 0.09, 1.0)

    assert np.sqrt(np.mean((filtered - x) ** 2)) < 0.65 * np.std(z - x)
    np.testing.assert_allclose(kalman_filter(z, 1e12, 1.0)[0], z, atol=1e-9)


def test_variances_out_of_range_are_refused() -> None:
    for q, r, start in ((-1, 1, 1), (0, 0, 1), (0, 1, -1)):
        with pytest.raises(ValueError, match="out of range"):
            kalman_filter([1.0], q, r, (0.0, start))


def test_false_alarms_are_as_frequent_as_promised() -> None:
    rng = np.random.default_rng(0)
    alarms = [ks_test(*rng.normal(size=(2, 200)))[1] < 0.05 for _ in range(400)]

    assert 0.015 < np.mean(alarms) < 0.07


def test_shift_is_found() -> None:
    rng = np.random.default_rng(0)
    a, same, far = rng.normal(size=(3, 1000))

    assert population_stability(a, same) < 0.05
    assert population_stability(a, far + 1) > 0.25
    assert ks_test(a, far + 1)[1] < 1e-9
    assert ks_test(a, a) == (0.0, 1.0)
    # All of today in the lowest bin: the empty bins above count half a row each.
    assert population_stability(np.arange(10.0), [-5.0] * 10) > 1
    with pytest.raises(ValueError, match="got 1"):
        population_stability(a, same, bins=1)
    assert population_stability(a, same, bins=2) < 0.05
