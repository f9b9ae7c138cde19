"""Events by counting, Bayes, expectation, joint tables."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.probability.bayes import positive_test, total_probability, update_belief
from engine.probability.events import (
    complement,
    conditional_probability,
    independent,
    intersection_probability,
    probability,
    union_probability,
)
from engine.probability.expectation import (
    conditional,
    distribution_variance,
    expectation,
    integral_expectation,
    marginal,
)

dice = list(product(range(1, 7), repeat=2))
die = np.arange(1.0, 7.0)


def test_dice_and_draws() -> None:
    assert probability(lambda r: sum(r) == 7, dice) == Fraction(1, 6)
    urn = [("r", 0), ("r", 1), ("r", 2), ("b", 3), ("b", 4)]
    draws = list(permutations(urn, 2))
    reds = intersection_probability(
        lambda d: d[1][0] == "r", lambda d: d[0][0] == "r", draws
    )
    assert reds == Fraction(3, 10)


@settings(deadline=None)
@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_the_rules_hold_for_all_events(a: set[int], b: set[int]) -> None:
    space = range(10)
    in_a, in_b = a.__contains__, b.__contains__

    assert probability(in_a, space) == Fraction(len(a), 10)
    assert probability(complement(in_a), space) == 1 - Fraction(len(a), 10)
    assert union_probability(in_a, in_b, space) == Fraction(len(a | b), 10)
    assert intersection_probability(in_a, in_b, space) == Fraction(len(a & b), 10)
    if b:
        assert conditional_probability(in_a, in_b, space) == Fraction(
            len(a & b), len(b)
        )


def test_exclusive_events_are_not_independent() -> None:
    assert not independent(lambda f: f == 1, lambda f: f == 2, range(1, 7))
    assert independent(lambda r: r[0] == 1, lambda r: r[1] == 2, dice)


def test_a_rare_disease() -> None:
    assert positive_test(0.01, 0.99, 0.05) == pytest.approx(1 / 6)
    assert positive_test(0.5, 0.99, 0.05) > 0.95
    assert total_probability([0.01, 0.99], [0.99, 0.05]) == pytest.approx(0.0594)


def test_updating_in_turn_is_updating_at_once() -> None:
    prior, first, second = (
        [0.2, 0.3, 0.5],
        np.array([0.1, 0.5, 0.4]),
        np.array([0.9, 0.2, 0]),
    )

    np.testing.assert_allclose(
        update_belief(update_belief(prior, first), second),
        update_belief(prior, first * second),
    )


def test_a_die() -> None:
    p = np.full(6, 1 / 6)

    np.testing.assert_allclose(expectation(die, p), 3.5)
    np.testing.assert_allclose(distribution_variance(die, p), 35 / 12)
    np.testing.assert_allclose(
        distribution_variance(die, p), expectation(die**2, p) - expectation(die, p) ** 2
    )
    # The second form would lose every digit here.
    np.testing.assert_allclose(distribution_variance(die + 1e9, p), 35 / 12)


def test_integrals() -> None:
    """Simpson's rule is exact for cubics; the mean of an exponential is 1 / rate."""
    assert integral_expectation(lambda x: x**3, np.ones_like, 0, 2, 1) == 4.0
    assert integral_expectation(np.exp, np.ones_like, 0, 1, 1) != np.e - 1
    np.testing.assert_allclose(
        integral_expectation(lambda x: x, lambda x: 2 * np.exp(-2 * x), 0, 20), 0.5,
        rtol=1e-5,
    )  # fmt: skip
    errors = [
        abs(integral_expectation(np.exp, np.ones_like, 0, 1, n) - (np.e - 1))
        for n in (4, 8)
    ]
    assert 15 < errors[0] / errors[1] < 17


def test_joint_tables() -> None:
    joint = np.array([[0.1, 0.2], [0.3, 0.4]])

    np.testing.assert_allclose(marginal(joint, 0), [0.3, 0.7])
    np.testing.assert_allclose(marginal(joint, 1), [0.4, 0.6])
    np.testing.assert_allclose(conditional(joint, 0, 1), [3 / 7, 4 / 7])
    np.testing.assert_allclose(conditional(joint, 0, 0) * 0.3, joint[0])


@pytest.mark.parametrize(
    ("way", "message"),
    [
        (lambda: probability(bool, []), "at least one"),
        (lambda: probability(bool, [1, 1]), "twice"),
        (lambda: conditional_probability(bool, lambda _: False, [1]), "never happens"),
        (lambda: update_belief([0.5, 0.6], [1, 1]), "sum to 1"),
        (lambda: update_belief([1.5, -0.5], [1, 1]), "at least 0"),
        (lambda: update_belief([1.0], [0.5, 0.5]), "1 entries"),
        (lambda: update_belief([1.0], [1.5]), r"\[0, 1\]"),
        (lambda: update_belief([1.0], [-0.5]), r"\[0, 1\]"),
        (lambda: update_belief([1.0, 0.0], [0.0, 1.0]), "P\\(D\\) is 0"),
        (lambda: expectation([1.0], [0.9]), "sum to 1"),
        (lambda: distribution_variance([1.0], [0.5, 0.5]), "1 entries"),
        (lambda: expectation([1.0, 2.0], [1.5, -0.5]), "sum to 1"),
        (lambda: integral_expectation(np.exp, np.exp, 1.0, 1.0), "got 1.0, 1.0"),
        (lambda: integral_expectation(np.exp, np.exp, 0.0, np.inf), "inf"),
        (lambda: integral_expectation(np.exp, np.exp, 0.0, 1.0, 0), "panel"),
        (lambda: marginal([[0.5, 0.6]], 0), "sum to 1"),
        (lambda: marginal([1.5, -0.5], 0), "probabilities"),
        (lambda: marginal([np.nan, 1.0], 0), "probabilities"),
        (lambda: marginal([1.0], 1), "got 1"),
        (lambda: conditional([1.0, 0.0], 0, 1), "value 1 of axis 0"),
    ],
)
def test_bad_input_is_named(way, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        way()
