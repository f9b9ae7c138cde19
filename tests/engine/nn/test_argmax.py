"""Log-softmax, argmax and its smooth relatives, temperature, squared error."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.autodiff.differences import central_difference
from engine.nn.argmax import argmax_set, gumbel_max, gumbel_softmax, soft_argmax
from engine.nn.cross_entropy import softmax_cross_entropy_gradient
from engine.nn.log_softmax import log_softmax, logsumexp
from engine.nn.softmax import softmax, softmax_vjp
from engine.nn.squared_softmax import squared_error_on_softmax
from engine.nn.temperature import (
    confidence_error,
    distillation_loss,
    fit_temperature,
    temperature_softmax,
)
from engine.statistics.information import entropy

moderate = arrays(float, st.integers(1, 6), elements=st.floats(-30, 30))
Z = [2.0, 1.0, 0.1]


@given(moderate)
def test_logsumexp_is_a_smooth_maximum_whose_gradient_is_softmax(z) -> None:
    assert z.max() <= logsumexp(z) <= z.max() + np.log(len(z)) + 1e-12
    np.testing.assert_allclose(
        central_difference(lambda t: float(logsumexp(t)), z), softmax(z), atol=1e-7
    )
    np.testing.assert_allclose(np.exp(log_softmax(z)), softmax(z), rtol=1e-12)


def test_logarithms_stay_exact_where_probabilities_vanish() -> None:
    np.testing.assert_array_equal(log_softmax([0.0, 2000.0]), [-2000.0, 0.0])
    assert softmax([0.0, 2000.0])[0] == 0
    np.testing.assert_array_equal(log_softmax([-np.inf, 3.0]), [-np.inf, 0.0])
    assert logsumexp([-np.inf, -np.inf]) == -np.inf
    assert logsumexp([np.inf, 0.0]) == np.inf
    for wrong in ([], 3.0):
        with pytest.raises(ValueError, match="k at least 1"):
            logsumexp(wrong)


@given(moderate)
def test_the_winner_is_the_same_before_and_after_softmax(z) -> None:
    winners = argmax_set(z)

    assert winners[z.argmax()]
    np.testing.assert_array_equal(winners, z == z.max())
    assert (softmax(z)[winners] == softmax(z).max()).all()


def test_argmax_has_ties_and_no_gradient() -> None:
    assert np.argmax([1, 3, 3]) == 1
    np.testing.assert_array_equal(
        argmax_set([[1, 3, 3], [5, 0, 0]]).sum(axis=1), [2, 1]
    )
    away = central_difference(lambda t: float(np.argmax(t)), [1.0, 3.0, 2.0])
    np.testing.assert_array_equal(away, 0)
    with pytest.raises(ValueError, match="NaN"):
        argmax_set([1.0, np.nan])
    for wrong in ([], 3.0):
        with pytest.raises(ValueError, match="k at least 1"):
            argmax_set(wrong)


@given(moderate, st.floats(0.1, 2))
def test_soft_argmax_has_a_gradient(z, beta: float) -> None:
    value, gradient = soft_argmax(z, beta)
    numeric = central_difference(lambda t: soft_argmax(t, beta)[0], z)

    assert 0 <= value <= len(z) - 1 + 1e-12
    np.testing.assert_allclose(gradient, numeric, atol=1e-6)


def test_soft_argmax_hardens_and_its_gradient_dies() -> None:
    z = [0.0, 5.0, 2.0]

    assert soft_argmax(z, 20.0)[0] == pytest.approx(1.0)
    assert np.abs(soft_argmax(z, 1.0)[1]).max() > 0.01
    assert np.abs(soft_argmax(z, 10.0)[1]).max() < 1e-6
    with pytest.raises(ValueError, match="got 0"):
        soft_argmax(z, 0.0)


def test_the_largest_of_noisy_logits_has_the_distribution_of_softmax() -> None:
    drawn = gumbel_max(Z, 40_000, np.random.default_rng(0))

    np.testing.assert_allclose(np.bincount(drawn) / 40_000, softmax(Z), atol=0.008)


def test_gumbel_softmax_is_soft_or_straight_through() -> None:
    z = np.tile(Z, (500, 1))
    soft, _ = gumbel_softmax(z, np.random.default_rng(0), tau=0.5)
    hard, through = gumbel_softmax(z, np.random.default_rng(0), tau=0.5, hard=True)

    np.testing.assert_array_equal(through, soft)
    np.testing.assert_array_equal(hard, soft == soft.max(axis=1, keepdims=True))
    noise = np.random.default_rng(0).gumbel(size=(1, 3))
    g = np.array([[1.0, -2.0, 0.5]])
    p = gumbel_softmax([Z], np.random.default_rng(0), tau=0.5)[0]
    numeric = central_difference(
        lambda t: float((g * softmax((t + noise) / 0.5)).sum()), Z
    )
    np.testing.assert_allclose(softmax_vjp(p, g)[0] / 0.5, numeric, atol=1e-7)
    with pytest.raises(ValueError, match="got -1"):
        gumbel_softmax(z, np.random.default_rng(0), tau=-1.0)


def test_temperature_changes_entropy_and_not_order() -> None:
    found = {
        T: entropy(temperature_softmax(Z, T), np.e) for T in (0.1, 0.5, 1, 2, 1000)
    }

    np.testing.assert_allclose(
        list(found.values()), [0.0005, 0.454, 0.847, 1.026, 1.0986], atol=6e-4
    )
    assert (np.diff(temperature_softmax(Z, 5.0)) < 0).all()
    with pytest.raises(ValueError, match="got 0"):
        temperature_softmax(Z, 0.0)


def test_distillation_pulls_the_student_to_the_teacher() -> None:
    rng = np.random.default_rng(0)
    z, v = rng.normal(size=(2, 4, 3))
    value, gradient = distillation_loss(z, v, 3.0)
    numeric = central_difference(
        lambda t: distillation_loss(t.reshape(4, 3), v, 3.0)[0], z.ravel()
    )

    assert value > 0
    np.testing.assert_allclose(gradient.ravel(), numeric, atol=1e-7)
    # For high temperatures it tends to half the squared difference of centred logits.
    apart = (z - z.mean(1, keepdims=True)) - (v - v.mean(1, keepdims=True))
    assert distillation_loss(z, v, 1e4)[0] == pytest.approx(
        (apart**2).sum() / (2 * 3 * 4), rel=1e-3
    )
    with pytest.raises(ValueError, match=r"\(4, 3\) and \(1, 3\)"):
        distillation_loss(z, v[:1])


@given(st.floats(0.2, 5.0))
def test_a_known_temperature_is_found(T: float) -> None:
    """Logits that were multiplied by T are brought back, and accuracy stays."""
    rng = np.random.default_rng(0)
    z = rng.normal(size=(300, 4))
    labels = (z + rng.gumbel(size=z.shape)).argmax(axis=1)

    assert fit_temperature(T * z, labels) == pytest.approx(
        T * fit_temperature(z, labels), rel=1e-9
    )


def test_scaling_calibrates_confidence() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(3000, 4))
    labels = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    T = fit_temperature(5 * z, labels)

    assert abs(T - 5) < 0.3
    assert confidence_error(5 * z, labels) > 0.2
    assert confidence_error(5 * z, labels, T) < 0.03
    assert confidence_error(5 * z, labels, bins=1) == pytest.approx(
        temperature_softmax(5 * z).max(1).mean() - np.mean(z.argmax(1) == labels)
    )


def test_no_best_temperature_is_said_so() -> None:
    with pytest.raises(ValueError, match="go to 0"):
        fit_temperature([[1.0, 0.0]], [0])
    with pytest.raises(ValueError, match="infinite"):
        fit_temperature([[1.0, 0.0]], [1])
    with pytest.raises(ValueError, match="2 class numbers from 0 to 1"):
        fit_temperature([[1.0, 0.0]] * 2, [0, 2])
    with pytest.raises(ValueError, match="1 class numbers"):
        confidence_error([[1.0, 0.0]], [0, 1])


@pytest.mark.parametrize(
    ("margin", "ce", "squared"), [(20, 1.414, 1.5e-8), (5, 1.400, 0.0485)]
)
def test_squared_error_dies_where_the_mistake_is_confident(margin, ce, squared) -> None:
    z, y = [float(margin), 0.0, 0.0], [0.0, 1.0, 0.0]

    assert np.linalg.norm(softmax_cross_entropy_gradient(z, y)) == pytest.approx(
        ce, abs=2e-3
    )
    found = np.linalg.norm(squared_error_on_softmax(z, y)[1])
    assert found == pytest.approx(squared, rel=0.05)


@given(moderate)
def test_the_gradient_of_the_squared_error_is_numeric(z) -> None:
    y = np.eye(len(z))[0]
    numeric = central_difference(lambda t: float(squared_error_on_softmax(t, y)[0]), z)

    np.testing.assert_allclose(squared_error_on_softmax(z, y)[1], numeric, atol=1e-7)
    with pytest.raises(ValueError, match="one shape"):
        squared_error_on_softmax(z, np.append(y, 0.0))
