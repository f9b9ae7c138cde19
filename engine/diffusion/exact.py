"""The best denoiser there is, where it has a formula: for normal data."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S66.08")
def normal_noise(
    x: ArrayLike, alpha_bar: float, mean: float = 0.0, variance: float = 1.0
) -> Array:
    """`E[noise | x_t]` for data `N(m, v)`, with s the total variance `bar v + 1 - bar`.

    It is `sqrt(1 - bar) (x_t - sqrt(bar) m) / s`.

    No network can do better: what is left, `bar v / s`, is the
    variance of the noise that x_t does not tell. It is near 1 where hardly any
    noise was added, which no one can see, and near 0 at the end. So the loss of a
    perfect network is not 0.

    Args:
        x: at step t, any shape.
        alpha_bar: share of signal power at step t, in (0, 1).
        mean: m, of the data.
        variance: v, above 0.

    Returns:
        Of the shape of x.

    Raises:
        ValueError: alpha_bar or the variance is out of range.

    >>> normal_noise([2.0], 0.36)
    array([1.6])
    """
    if not (0 < alpha_bar < 1 and variance > 0):
        raise ValueError(
            f"alpha_bar must be in (0, 1) and variance above 0, got {alpha_bar} and "
            f"{variance}"
        )
    x = np.asarray(x, dtype=float)
    total = alpha_bar * variance + 1 - alpha_bar
    centred = x - np.sqrt(alpha_bar) * mean
    return np.asarray(np.sqrt(1 - alpha_bar) * centred / total)


@system("S66.08")
def noise_floor(alpha_bar: float, variance: float = 1.0) -> float:
    """The least loss there is, `bar v / (bar v + 1 - bar)`: that of `normal_noise`.

    Args:
        alpha_bar: in (0, 1).
        variance: of the data, above 0.

    Raises:
        ValueError: one is out of range.

    >>> noise_floor(0.5)
    0.5
    """
    if not (0 < alpha_bar < 1 and variance > 0):
        raise ValueError(
            f"alpha_bar must be in (0, 1) and variance above 0, got {alpha_bar} and "
            f"{variance}"
        )
    signal = alpha_bar * variance
    return signal / (signal + 1 - alpha_bar)
