"""Losses: gradients by differences, minimisers, worked numbers, limits, messages."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.losses.adversarial import discriminator_loss, generator_loss
from engine.losses.binary import bce, bce_logits, focal
from engine.losses.categorical import (
    categorical_cross_entropy,
    kl_loss,
    smoothed_cross_entropy,
    sparse_cross_entropy,
)
from engine.losses.counts import poisson_nll, tweedie_deviance
from engine.losses.distances import contrastive, triplet
from engine.losses.elbo import negative_elbo
from engine.losses.focal import sigmoid_focal, softmax_focal
from engine.losses.likelihood import negative_log_likelihood
from engine.losses.margin import hinge, squared_hinge
from engine.losses.penalty import penalised
from engine.losses.ranking import margin_ranking, ranknet
from engine.losses.reduction import alike, reduced
from engine.losses.regression import huber, log_cosh, mae, mape, mse, pinball

SAMPLE = np.random.default_rng(0).exponential(size=101)
GRID = np.linspace(0, 6, 6001)
REDUCED: list[tuple[Callable[..., Any], Any, Any]] = [
    (mse, [0.3, 2.0], [1.0, -1.0]),
    (mae, [0.3, 2.0], [1.0, -1.0]),
    (huber, [0.3, 2.0], [1.0, -1.0]),
    (log_cosh, [0.3, 2.0], [1.0, -1.0]),
    (pinball, [0.3, 2.0], [1.0, -1.0]),
    (mape, [0.3, 2.0], [1.0, -1.0]),
    (poisson_nll, [0.3, 2.0], [1.0, 0.0]),
    (tweedie_deviance, [0.3, 2.0], [1.0, 0.0]),
    (bce, [0.3, 0.8], [1.0, 0.2]),
    (bce_logits, [0.3, -2.0], [1.0, 0.2]),
    (focal, [0.3, -2.0], [1.0, 0.0]),
    (hinge, [0.3, 2.0], [1.0, -1.0]),
    (squared_hinge, [0.3, 2.0], [1.0, -1.0]),
    (contrastive, [0.3, 0.7], [1.0, 0.0]),
    (margin_ranking, [0.3, 2.0], [1.0, -1.0]),
    (ranknet, [0.3, 2.0], [1.0, 0.5]),
    (categorical_cross_entropy, [[0.3, 0.7], [0.5, 0.5]], [[1.0, 0.0], [0.2, 0.8]]),
    (kl_loss, [[0.3, 0.7], [0.5, 0.5]], [[1.0, 0.0], [0.2, 0.8]]),
    (sparse_cross_entropy, [[0.3, 0.7], [2.0, -1.0]], [1, 0]),
    (smoothed_cross_entropy, [[0.3, 0.7], [2.0, -1.0]], [1, 0]),
    (softmax_focal, [[0.3, 0.7], [2.0, -1.0]], [1, 0]),
]


@pytest.mark.parametrize(("loss", "prediction", "y"), REDUCED)
def test_mean_and_sum_are_those_of_the_single_losses(
    loss: Callable[..., Any], prediction: Any, y: Any
) -> None:
    values, gradients = loss(prediction, y, reduction="none")
    mean, mean_gradient = loss(prediction, y)
    total, total_gradient = loss(prediction, y, reduction="sum")

    assert values.shape == (2,)
    np.testing.assert_allclose([total, mean], [values.sum(), values.mean()])
    np.testing.assert_allclose(total_gradient, gradients)
    np.testing.assert_allclose(mean_gradient, gradients / 2)


@pytest.mark.parametrize(("loss", "prediction", "y"), REDUCED[:16])
def test_gradients_are_numeric_derivatives(
    loss: Callable[..., Any], prediction: Any, y: Any
) -> None:
    numeric = central_difference(lambda p: loss(p, y)[0], prediction)

    np.testing.assert_allclose(loss(prediction, y)[1], numeric, atol=1e-8)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_gradients_of_rows_are_numeric_derivatives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    z, labels = rng.normal(size=(3, 4)), rng.integers(0, 4, 3)
    boxes = np.eye(4)[labels] * np.array([[1], [0], [1]])

    for loss in (
        lambda z: sparse_cross_entropy(z, labels),
        lambda z: smoothed_cross_entropy(z, labels, 0.3),
        lambda z: softmax_focal(z, labels, 1.5),
        lambda z: sigmoid_focal(z, boxes, 1.5, 0.3),
    ):
        numeric = central_difference(
            lambda flat, loss=loss: loss(flat.reshape(3, 4))[0], z.ravel()
        )
        np.testing.assert_allclose(loss(z)[1].ravel(), numeric, atol=1e-8)


@pytest.mark.parametrize(
    ("loss", "best"),
    [
        (mse, SAMPLE.mean()),
        (mae, np.median(SAMPLE)),
        (lambda c, y: pinball(c, y, 0.9), np.quantile(SAMPLE, 0.9)),
        (lambda c, y: tweedie_deviance(c + 1e-9, y, 1.5), SAMPLE.mean()),
        (
            lambda c, y: negative_log_likelihood("poisson", c + 1e-9, y),
            SAMPLE.mean(),
        ),
    ],
)
def test_what_the_best_constant_is(loss: Callable[..., Any], best: float) -> None:
    values = [loss(np.full(101, c), SAMPLE)[0] for c in GRID]

    np.testing.assert_allclose(GRID[np.argmin(values)], best, atol=0.002)


def test_the_best_constant_in_percent_is_too_low() -> None:
    values = [mape(np.full(101, c), SAMPLE)[0] for c in GRID]

    assert GRID[np.argmin(values)] < np.median(SAMPLE)


def test_an_outlier_pulls_the_huber_constant_as_little_as_one_at_delta() -> None:
    sample = np.append(np.zeros(99), 100.0)
    values = [huber(np.full(100, c), sample)[0] for c in GRID]

    # 99 c = 1: the outlier's slope is delta = 1, whatever its distance.
    np.testing.assert_allclose(GRID[np.argmin(values)], 1 / 99, atol=0.001)


def test_worked_numbers() -> None:
    y_hat, y = [2.5, 0.0, 2.0, 8.0], [3.0, -0.5, 2.0, 7.0]
    z = np.array([[2.0, 1.0, 0.1]])

    np.testing.assert_array_equal(
        huber(y_hat, y, reduction="none")[0], [0.125, 0.125, 0.0, 0.5]
    )
    np.testing.assert_allclose(log_cosh([0.1], [0.0])[0], 0.004992, atol=5e-7)
    np.testing.assert_allclose(log_cosh([10.0], [0.0])[0], 9.3069, atol=5e-5)
    np.testing.assert_allclose(bce([0.01], [1.0])[0], 4.60517, atol=5e-6)
    np.testing.assert_allclose(squared_hinge([-0.3], [1.0])[0], 1.69)
    np.testing.assert_allclose(margin_ranking([0.2], [1], 0.5)[0], 0.3)
    np.testing.assert_allclose(ranknet([-0.2], [1.0])[0], 0.798139, atol=5e-7)
    np.testing.assert_allclose(
        focal([np.log(0.9 / 0.1)], [1], alpha=None)[0] / -np.log(0.9), 0.01
    )
    # A negative at 0.99: the positive-class term alone would make it free.
    np.testing.assert_allclose(
        focal([np.log(99)], [0], alpha=0.25)[0], 0.75 * 4.513, atol=1e-3
    )
    smooth = smoothed_cross_entropy([[3.332205, 0.0, 0.0]], [0], 0.1)
    np.testing.assert_allclose(smooth[1], 0, atol=1e-6)
    np.testing.assert_allclose(
        categorical_cross_entropy(np.exp(z) / np.exp(z).sum(), [[0, 1, 0]])[0],
        sparse_cross_entropy(z, [1])[0],
    )


def test_kl_is_cross_entropy_less_entropy_and_not_symmetric() -> None:
    q, p = np.array([0.5, 0.3, 0.2]), np.array([0.7, 0.2, 0.1])
    entropy = -(p * np.log(p)).sum()

    np.testing.assert_allclose(
        kl_loss(q, p)[0], categorical_cross_entropy(q, p)[0] - entropy
    )
    assert kl_loss(p, q)[0] != pytest.approx(kl_loss(q, p)[0])
    assert kl_loss(p, p)[0] == 0.0
    assert kl_loss([1.0, 0.0], [0.5, 0.5])[0] == np.inf


def test_certainty_is_free_or_infinite() -> None:
    assert bce([1.0, 0.0], [1.0, 0.0])[0] == 0.0
    np.testing.assert_array_equal(bce([1.0, 0.0], [1.0, 0.0], "sum")[1], [-1.0, 1.0])
    assert bce([0.0], [1.0])[0] == np.inf
    assert bce_logits([-1000.0], [1.0])[0] == 1000.0


def test_focal_is_cross_entropy_at_gamma_0() -> None:
    z, y = np.array([-3.0, 0.2, 50.0]), np.array([1.0, 0.0, 1.0])

    for ours, theirs in zip(focal(z, y, 0.0, None), bce_logits(z, y), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-20)
    for ours, theirs in zip(
        softmax_focal([[800.0, 0.0], [0.0, 1.0]], [0, 0], 0.0),
        sparse_cross_entropy([[800.0, 0.0], [0.0, 1.0]], [0, 0]),
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs)


def test_nothing_but_background_is_divided_by_1() -> None:
    value, _ = sigmoid_focal([[0.0, 0.0], [0.0, 0.0]], np.zeros((2, 2)), 0.0, None)

    np.testing.assert_allclose(value, 4 * np.log(2))


def test_defaults() -> None:
    z, y = [0.3, -2.0], [1.0, 0.0]

    assert focal(z, y)[0] == focal(z, y, 2.0, 0.25)[0]
    assert sigmoid_focal([z], [y])[0] == sigmoid_focal([z], [y], 2.0, 0.25)[0]
    assert margin_ranking([0.1, -0.1], [1, 1])[0] == 0.05
    assert triplet([[0.0]], [[1.0]], [[1.0]])[0] == 1.0
    assert (
        smoothed_cross_entropy([z], [0])[0] == smoothed_cross_entropy([z], [0], 0.1)[0]
    )


def test_kinks_have_slope_0() -> None:
    assert mae([1.0], [1.0])[1] == pinball([1.0], [1.0], 0.9)[1] == 0.0
    assert hinge([1.0], [1.0])[1] == margin_ranking([0.5], [1], 0.5)[1] == 0.0


def test_triplet_gradients_and_limits() -> None:
    rng = np.random.default_rng(3)
    a, p, n = rng.normal(size=(3, 4, 2))
    flat = np.concatenate([a, p, n]).ravel()
    numeric = central_difference(
        lambda v: triplet(*v.reshape(3, 4, 2), margin=0.8)[0], flat
    )

    np.testing.assert_allclose(
        np.concatenate(triplet(a, p, n, 0.8)[1]).ravel(), numeric, atol=1e-8
    )
    value, (by_anchor, _, _) = triplet([[0.0]], [[0.0]], [[0.0]], 0.5)
    assert value == 0.5
    assert by_anchor == 0.0
    assert triplet([[0.0]], [[1.0]], [[2.0]], 1.0)[0] == 0.0


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3))
@settings(max_examples=40, deadline=None)
def test_the_elbo_is_a_bound(x: float, mu: float, log_var: float) -> None:
    evidence = -np.log(4 * np.pi) / 2 - x**2 / 4

    assert -negative_elbo([x], [mu], [log_var])[0] <= evidence + 1e-9
    assert -negative_elbo([x], [x / 2], [-np.log(2)])[0] == pytest.approx(evidence)
    numeric = central_difference(
        lambda v: negative_elbo([x], v[:1], v[1:])[0], [mu, log_var]
    )
    np.testing.assert_allclose(
        np.concatenate(negative_elbo([x], [mu], [log_var])[1]), numeric, atol=1e-6
    )


def test_the_discriminator_at_the_equilibrium() -> None:
    value, (real, fake) = discriminator_loss([0.0, 0.0], [0.0])

    np.testing.assert_allclose(value, np.log(4))
    np.testing.assert_allclose([*real, *fake], [-0.25, -0.25, 0.5])
    assert generator_loss([3.0])[0] < generator_loss([-3.0])[0]
    assert generator_loss([3.0], True)[0] < generator_loss([-3.0], True)[0]


def test_penalties_leave_the_free_weights_and_the_argument_alone() -> None:
    w = np.array([1.0, -2.0])
    loss = penalised(lambda v: (1.0, np.zeros(2)), l1=1.0, l2=3.0, free=[0])

    value, gradient = loss(w)

    assert value == 1 + 2 + 12
    np.testing.assert_array_equal(gradient, [0.0, -13.0])
    np.testing.assert_array_equal(w, [1.0, -2.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mse([[1.0]], [1.0]), r"y_hat, y .* \(1, 1\) and \(1,\)"),
        (lambda: alike([], []), "not empty"),
        (lambda: mae([np.nan], [1.0]), "finite"),
        (lambda: reduced([1.0], [1.0], "total"), "'total'"),  # type: ignore[arg-type]
        (lambda: huber([1.0], [1.0], 0.0), "got 0"),
        (lambda: pinball([1.0], [1.0], 1.0), "got 1"),
        (lambda: mape([1.0], [0.0]), "target of 0"),
        (lambda: poisson_nll([0.0], [0.0]), "positive, got 0"),
        (lambda: poisson_nll([1.0], [-1.0]), "at least 0, got -1"),
        (lambda: tweedie_deviance([1.0], [1.0], 0.5), "got 0.5"),
        (lambda: tweedie_deviance([1.0], [0.0], 2.0), "positive where"),
        (lambda: bce([1.1], [1.0]), r"p must be in \[0, 1\]"),
        (lambda: bce_logits([1.1], [-1.0]), r"y must be in \[0, 1\]"),
        (lambda: focal([0.0], [0.5]), "0 or 1"),
        (lambda: focal([0.0], [1], -1.0), "gamma .* got -1"),
        (lambda: focal([0.0], [1], alpha=2.0), "alpha .* got 2"),
        (lambda: sigmoid_focal([0.0], [1]), r"\(n, k\)"),
        (lambda: softmax_focal([[0.0]], [1]), "from 0 to 0"),
        (lambda: softmax_focal([[0.0]], [0, 0]), r"got \(1, 1\) and \(2,\)"),
        (lambda: softmax_focal([[0.0]], [0], -1.0), "got -1"),
        (lambda: hinge([0.0], [0.0]), "-1 or 1"),
        (lambda: kl_loss([0.5, 0.6], [0.5, 0.5]), "sum to 1"),
        (lambda: kl_loss([1.5, -0.5], [0.5, 0.5]), "probabilities"),
        (lambda: sparse_cross_entropy([[0.0, 0.0]], [2]), "from 0 to 1"),
        (lambda: sparse_cross_entropy([[0.0, 0.0]], [0.0]), "float64"),
        (lambda: sparse_cross_entropy([0.0], [0]), r"got \(1,\)"),
        (lambda: smoothed_cross_entropy([[0.0]], [0], 2.0), "got 2"),
        (lambda: triplet([[0.0]], [[0.0]], [[0.0, 1.0]]), r"\(1, 2\)"),
        (lambda: triplet([[0.0]], [[0.0]], [[0.0]], 0.0), "got 0"),
        (lambda: contrastive([-1.0], [1]), "at least 0"),
        (lambda: contrastive([1.0], [1], 0.0), "got 0"),
        (lambda: margin_ranking([1.0], [0]), "-1 or 1"),
        (lambda: margin_ranking([1.0], [1], -1.0), "got -1"),
        (lambda: negative_log_likelihood("cauchy", [1.0], [1.0]), "'cauchy'"),
        (lambda: negative_log_likelihood("poisson", [0.0], [1.0]), "positive"),
        (lambda: negative_log_likelihood("laplace", [0.0], [1.0], 0.0), "got 0"),
        (lambda: penalised(lambda w: (0.0, w), l1=-1.0), "-1.0 and 0.0"),
    ],
)
def test_what_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
