"""Several sensors measure one thing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector, check_length
from engine.system import system


@system("S31.23")
def fuse_sensors(z: ArrayLike, variances: ArrayLike) -> tuple[float, float]:
    """The mean weighted by inverse variances, and its variance.

    `z_hat = sum_i (z_i / v_i) / sum_i (1 / v_i)`, of variance `1 / sum_i (1 / v_i)`:
    below that of the best sensor. It is the unbiased linear estimate of least
    variance where errors are independent, and what a Kalman filter does at one step.

    Args:
        z: measurements of the same quantity, shape (k,).
        variances: of the sensors, positive, shape (k,).

    Returns:
        Estimate and variance.

    Raises:
        ValueError: shapes differ, or a variance is not positive.

    >>> fuse_sensors([10.0, 13.0], [1.0, 2.0])
    (11.0, 0.6666666666666666)
    """
    z, variances = as_vector(z, "z"), as_vector(variances, "variances")
    check_length(variances, len(z), "variances")
    if not (variances > 0).all():
        raise ValueError(f"variances must be positive, got {variances.min()}")
    precision = 1 / variances
    return float(precision @ z / precision.sum()), float(1 / np.sum(precision))
