"""Noise added: a step at a time, or all at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S66.01")
def noise_step(x: ArrayLike, beta: float, noise: ArrayLike) -> Array:
    """`x_t = sqrt(1 - beta) x_(t-1) + sqrt(beta) noise`.

    Shrinking as much as noise is added keeps the variance of data that have
    variance 1. Data of another scale keep some of it to the end: normalise first.

    Args:
        x: the step before, any shape.
        beta: variance of this step's noise, in (0, 1).
        noise: standard normal, of the shape of x.

    Returns:
        Of the shape of x.

    Raises:
        ValueError: beta is out of range, or the shapes differ.

    Source:
        Ho, Jain, Abbeel, Denoising Diffusion Probabilistic Models (2020), equation 2.

    >>> noise_step([1.0], 0.19, [1.0]).round(4)
    array([1.3359])
    """
    if not 0 < beta < 1:
        raise ValueError(f"beta must be in (0, 1), got {beta}")
    x, noise = _alike(x, noise)
    return np.asarray(np.sqrt(1 - beta) * x + np.sqrt(beta) * noise)


@system("S66.02")
def noised(x0: ArrayLike, alpha_bar: ArrayLike, noise: ArrayLike) -> Array:
    """`x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) noise`: t steps in one.

    A sum of independent normals is normal: t small noises are one large one. So a
    network can be trained on any t without the steps before it.

    Args:
        x0: clean data, shape (n, ...).
        alpha_bar: in (0, 1), a number or one for each row, shape (n,).
        noise: standard normal, of the shape of x0.

    Returns:
        Of the shape of x0.

    Raises:
        ValueError: alpha_bar is out of range, or shapes do not fit.

    Source:
        Ho, Jain, Abbeel (2020), equation 4.

    >>> noised([[1.0], [1.0]], [0.64, 0.36], [[1.0], [-1.0]])
    array([[ 1.4],
           [-0.2]])
    """
    x0, noise = _alike(x0, noise)
    share = np.asarray(alpha_bar, dtype=float)
    if not ((share > 0) & (share < 1)).all():
        raise ValueError("alpha_bar must be in (0, 1)")
    if share.ndim:
        if share.shape != x0.shape[:1]:
            raise ValueError(f"alpha_bar has shape {share.shape} for {len(x0)} rows")
        share = share.reshape(-1, *(1,) * (x0.ndim - 1))
    return np.asarray(np.sqrt(share) * x0 + np.sqrt(1 - share) * noise)


def _alike(x: ArrayLike, noise: ArrayLike) -> tuple[Array, Array]:
    x, noise = np.asarray(x, dtype=float), np.asarray(noise, dtype=float)
    if x.shape != noise.shape:
        raise ValueError(f"noise has shape {noise.shape}, data {x.shape}")
    return x, noise
