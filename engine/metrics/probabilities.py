"""Scores for predicted probabilities: log loss and calibration error."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_labels, as_matrix, as_vector, check_length
from engine.system import system


@system("S35.09")
def log_loss(y: ArrayLike, P: ArrayLike) -> float:
    """Mean of `-ln p` of the class that came true.

    A confident mistake costs most: 6.9 for p = 0.001. Certainty that is wrong
    would cost infinity; p is raised to 2.2e-16 first, so that it costs 36.04.

    Args:
        y: classes 0 to k - 1, shape (n,).
        P: probability of each class, shape (n, k), rows summing to 1.

    Returns:
        The loss in nats, at least 0.

    Raises:
        ValueError: shapes do not fit, P holds no probabilities, or a class is
            not 0 to k - 1.

    >>> round(log_loss([0, 1], [[0.5, 0.5], [0.75, 0.25]]), 6)  # (ln 2 + ln 4) / 2
    1.039721
    """
    P = as_matrix(P, "P")
    y = as_labels(y, len(P))
    if (P < 0).any() or (np.abs(P.sum(axis=1) - 1) > 1e-9).any():
        raise ValueError("the rows of P must be probabilities that sum to 1")
    unknown = ~np.isin(y, np.arange(P.shape[1]))
    if unknown.any():
        raise ValueError(
            f"y must hold classes 0 to {P.shape[1] - 1}, got {y[unknown].tolist()[0]!r}"
        )
    came_true = P[np.arange(len(y)), y.astype(int)]
    return float(-np.log(np.maximum(came_true, np.finfo(float).eps)).mean())


def calibration_curve(
    y: ArrayLike, p: ArrayLike, bins: int = 10
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Mean prediction and share of positives in bins of equal width.

    Of the days with rain predicted at 0.3, does it rain on 30 in 100?

    Args:
        y: 0 or 1, shape (n,).
        p: probability of 1, shape (n,).
        bins: how many the interval [0, 1] is cut into; each includes its left
            end, the last both.

    Returns:
        Mean of p, mean of y, and rows, for each bin that is not empty.

    Raises:
        ValueError: lengths differ, y is not 0 or 1, p is outside [0, 1], or
            there is no bin.

    >>> calibration_curve([0, 1, 1, 1], [0.25, 0.25, 0.75, 1.0], bins=2)
    (array([0.25 , 0.875]), array([0.5, 1. ]), array([2, 2]))
    """
    y, p = as_vector(y, "y"), as_vector(p, "p")
    check_length(p, len(y), "p")
    if bins < 1:
        raise ValueError(f"bins must be at least 1, got {bins}")
    if not np.isin(y, [0, 1]).all():
        raise ValueError("y must be 0 or 1")
    if p.min() < 0 or p.max() > 1:
        raise ValueError(f"p must be in [0, 1], got {p.min()} to {p.max()}")
    bin_of = np.minimum((p * bins).astype(int), bins - 1)
    rows = np.bincount(bin_of, minlength=bins)
    some = rows > 0
    mean_p, mean_y = (np.bincount(bin_of, v, bins)[some] / rows[some] for v in (p, y))
    return mean_p, mean_y, rows[some]


def calibration_error(y: ArrayLike, p: ArrayLike, bins: int = 10) -> float:
    """Expected calibration error: `sum_b (n_b / n) |mean p_b - mean y_b|`.

    Zero does not make a model useful: predicting the base rate for every row
    is perfectly calibrated.

    Args:
        y: 0 or 1, shape (n,).
        p: probability of 1, shape (n,).
        bins: of equal width, on [0, 1].

    Returns:
        The error, in [0, 1].

    Raises:
        ValueError: as `calibration_curve`.

    Source:
        Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks
        (2017), equation 3.

    >>> calibration_error([0, 1, 1, 1], [0.25, 0.25, 0.75, 1.0], bins=2)
    0.1875
    """
    mean_p, mean_y, rows = calibration_curve(y, p, bins)
    return float(rows @ np.abs(mean_p - mean_y) / rows.sum())
