"""Losses of several tasks, made into one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector, check_length
from engine.losses.categorical import sparse_cross_entropy
from engine.losses.regression import mse
from engine.system import system


@system("S40.12")
def weighted_loss(
    losses: ArrayLike, gradients: ArrayLike, weights: ArrayLike
) -> tuple[float, Array]:
    """`sum_i w_i L_i`, whose gradient by shared parameters is `sum_i w_i dL_i`.

    Args:
        losses: of the tasks, shape (k,).
        gradients: of each by the same parameters, shape (k, ...).
        weights: shape (k,), at least 0.

    Returns:
        Value and gradient.

    Raises:
        ValueError: shapes do not fit, or a weight is negative.

    >>> weighted_loss([2.0, 4.0], [[1.0, 0.0], [0.0, 1.0]], [1.0, 0.5])
    (4.0, array([1. , 0.5]))
    """
    losses, weights = as_vector(losses, "losses"), as_vector(weights, "weights")
    gradients = np.asarray(gradients, dtype=float)
    check_length(weights, len(losses), "weights")
    check_length(gradients, len(losses), "gradients")
    if (weights < 0).any():
        raise ValueError(f"weights must be at least 0, got {weights.min()}")
    return float(weights @ losses), np.tensordot(weights, gradients, axes=1)


@system("S40.05", "S40.12")
def joint_loss(
    logits: ArrayLike,
    predicted: ArrayLike,
    labels: ArrayLike,
    targets: ArrayLike,
    weights: tuple[float, float] = (1.0, 0.5),
) -> tuple[float, tuple[Array, Array]]:
    """A head with a softmax and one with a number: cross-entropy and squared error.

    Args:
        logits: of the first head, shape (n, k).
        predicted: of the second, shape (n, 1).
        labels: class numbers, shape (n,).
        targets: numbers, shape (n, 1).
        weights: of the two losses, each a mean over rows.

    Returns:
        The weighted sum, and its gradients by the outputs of the heads.

    Raises:
        ValueError: shapes do not fit, or a label is out of range.

    >>> joint_loss([[0.0, 0.0]], [[3.0]], [0], [[1.0]])[1]
    (array([[-0.5,  0.5]]), array([[2.]]))
    """
    first, by_logits = sparse_cross_entropy(logits, labels)
    second, by_predicted = mse(predicted, targets)
    total = weights[0] * first + weights[1] * second
    return float(total), (weights[0] * by_logits, weights[1] * by_predicted)


@system("S40.13")
def uncertainty_weighted(
    losses: ArrayLike, s: ArrayLike
) -> tuple[float, tuple[Array, Array]]:
    """`sum_i exp(-s_i) L_i + s_i`: weights that are learned with the network.

    `exp(s_i)` stands for the noise of task i: noisy tasks count less, and the s
    itself keeps it from growing without end. At the best s, `ln L_i`, each term is
    `1 + ln L_i`, whatever the units of a task.

    Args:
        losses: of the tasks, shape (k,), at least 0.
        s: logarithms of their noise, shape (k,).

    Returns:
        Value, and gradients by losses (the weights) and by s.

    Raises:
        ValueError: shapes differ, or a loss is negative.

    Source:
        Kendall, Gal, Cipolla, Multi-Task Learning Using Uncertainty to Weigh Losses
        (2018), section 3.2, without the factor 1/2 of regression.

    >>> uncertainty_weighted([1.0, 4.0], np.log([1.0, 4.0]))[1]
    (array([1.  , 0.25]), array([0., 0.]))
    """
    losses, s = as_vector(losses, "losses"), as_vector(s, "s")
    check_length(s, len(losses), "s")
    if (losses < 0).any():
        raise ValueError(f"losses must be at least 0, got {losses.min()}")
    weights = np.exp(-s)
    return float(weights @ losses + s.sum()), (weights, 1 - weights * losses)


@system("S40.14")
def scale_weights(targets: ArrayLike) -> Array:
    """`1 / variance` of each task's target: squared errors without units.

    A task in units a hundred times smaller has squared errors 10,000 times as large,
    and a plain sum would be that task alone. Divided by the variance each starts
    near 1, the error of predicting the mean.

    Args:
        targets: one column a task, shape (n, k).

    Returns:
        Weights, shape (k,).

    Raises:
        ValueError: a column is constant, or targets are no finite matrix.

    >>> scale_weights([[0.0, 0.0], [2.0, 200.0]])
    array([1.e+00, 1.e-04])
    """
    targets = np.asarray(targets, dtype=float)
    if targets.ndim != 2 or not np.isfinite(targets).all():
        raise ValueError(f"targets must be finite, shape (n, k), got {targets.shape}")
    if len(targets) < 1 or (np.ptp(targets, axis=0) == 0).any():
        raise ValueError("a constant target has no scale")
    return np.asarray(1 / targets.var(axis=0))
