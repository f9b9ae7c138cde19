"""A thing that drifts, measured with noise, and how much of the past to use."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array

Rng = np.random.Generator


def walks(
    n: int, steps: int, drift: float, noise: float, rng: Rng
) -> tuple[Array, Array]:
    """Positions and measurements of n things, each of shape (n, steps).

    Args:
        n: how many.
        steps: measurements of each.
        drift: deviation of a step of the position.
        noise: deviation of a measurement.
        rng: of both.
    """
    x = np.cumsum(drift * rng.normal(size=(n, steps)), axis=1)
    return x, x + noise * rng.normal(size=x.shape)


def window_means(z: Array, window: int) -> Array:
    """Mean of the last `window` measurements, of fewer at the start; shape of z."""
    total = np.cumsum(z, axis=-1)
    before = np.zeros_like(total)
    before[..., window:] = total[..., :-window]
    count = np.minimum(np.arange(1, z.shape[-1] + 1), window)
    return np.asarray((total - before) / count)


def window_variance(window: int, drift: float, noise: float) -> float:
    """Expected squared error of that mean, once the window is full.

    `noise^2 / w + drift^2 (w - 1)(2 w - 1) / (6 w)`: the noise averages out, and what
    was measured k steps ago is off by k steps of the position.
    """
    w = window
    return noise**2 / w + drift**2 * (w - 1) * (2 * w - 1) / (6 * w)
