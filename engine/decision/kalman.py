"""The Kalman filter in one dimension: a limited memory of what was measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S02.10")
def kalman_filter(
    z: ArrayLike, q: float, r: float, start: tuple[float, float] = (0.0, 1.0)
) -> tuple[Array, Array]:
    """Track a position that drifts, from noisy measurements of it.

    `x_t = x_(t-1) + N(0, q)` is measured as `z_t = x_t + N(0, r)`. Predict: the
    variance grows, `P <- P + q`. Correct: with the gain `K = P / (P + r)`,
    `x <- x + K (z - x)` and `P <- (1 - K) P`. Two numbers carry all that the past
    says; nothing is learned, q and r are given. `K = 1` forgets everything: a
    reactive system.

    Args:
        z: measurements, shape (T,).
        q: variance of a step of the position, at least 0.
        r: variance of a measurement, positive.
        start: mean and variance of the position before the first step.

    Returns:
        Mean and variance of the position after each measurement, shape (T,) each.

    Raises:
        ValueError: a variance is out of range, or z no finite vector.

    Source:
        Kalman, A New Approach to Linear Filtering and Prediction Problems (1960).

    >>> x, P = kalman_filter([2.0, 2.0], q=0.0, r=1.0)
    >>> x.round(4), P.round(4)
    (array([1.    , 1.3333]), array([0.5   , 0.3333]))
    """
    z = as_vector(z, "z")
    mean, variance = start
    if not (q >= 0 and r > 0 and variance >= 0):
        raise ValueError(f"variances q {q}, r {r}, start {variance} are out of range")
    means, variances = np.empty(len(z)), np.empty(len(z))
    for t, measured in enumerate(z):
        variance = variance + q
        gain = variance / (variance + r)
        mean = mean + gain * (measured - mean)
        variance = (1 - gain) * variance
        means[t], variances[t] = mean, variance
    return means, variances
