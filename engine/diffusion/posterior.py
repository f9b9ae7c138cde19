"""The way back: one step, if the clean data are known, and if only the noise is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.diffusion.schedule import alpha_bars
from engine.system import system


@system("S66.07")
def denoising_posterior(
    x0: ArrayLike, xt: ArrayLike, t: int, beta: ArrayLike
) -> tuple[Array, float]:
    """Mean and variance of `x_(t-1)` given both x_t and x_0.

    With bars for products of `1 - beta` up to t, and `c = 1 - bar_t`,

        mean = (sqrt(bar_(t-1)) beta_t x_0 + sqrt(1 - beta_t) (1 - bar_(t-1)) x_t) / c
        variance = beta_t (1 - bar_(t-1)) / c,

    a normal times a normal. The variance is below beta_t, and 0 at t = 1; a
    sampler may use either, for beta_t is right for data of variance 1 and this one
    for data that are a single point.

    Args:
        x0: clean data.
        xt: at step t, of the same shape.
        t: 1 to T.
        beta: variances of all steps, shape (T,).

    Returns:
        The mean, of the shape of x_t, and the variance.

    Raises:
        ValueError: t is out of range, or a variance is.

    Source:
        Ho, Jain, Abbeel, Denoising Diffusion Probabilistic Models (2020),
        equations 6 and 7.

    >>> mean, variance = denoising_posterior([1.0], [0.5], 2, [0.5, 0.5])
    >>> mean.round(4), round(variance, 4)
    (array([0.7071]), 0.3333)
    """
    beta, t = as_vector(beta, "beta"), step_of(t, beta)
    bars = np.append(1.0, alpha_bars(beta))
    x0, xt = np.asarray(x0, dtype=float), np.asarray(xt, dtype=float)
    b, before, now = beta[t - 1], bars[t - 1], bars[t]
    mean = np.sqrt(before) * b * x0 + np.sqrt(1 - b) * (1 - before) * xt
    return np.asarray(mean / (1 - now)), float(b * (1 - before) / (1 - now))


@system("S66.06", "S66.07")
def mean_from_noise(xt: ArrayLike, noise: ArrayLike, t: int, beta: ArrayLike) -> Array:
    """`(x_t - beta_t noise / sqrt(1 - bar_t)) / sqrt(1 - beta_t)`.

    The mean of `denoising_posterior`, with x_0 replaced by what x_t and the noise say
    of it. It is what a network that predicts the noise is used for.

    Args:
        xt: at step t.
        noise: that is in x_t, known or predicted, of the same shape.
        t: 1 to T.
        beta: variances of all steps, shape (T,).

    Returns:
        Of the shape of x_t.

    Raises:
        ValueError: t is out of range, or a variance is.

    Source:
        Ho, Jain, Abbeel (2020), equation 11.

    >>> mean_from_noise([1.3], [0.5], 1, [0.36]).round(6)  # (1.3 - 0.6 * 0.5) / 0.8
    array([1.25])
    """
    beta, t = as_vector(beta, "beta"), step_of(t, beta)
    xt, noise = np.asarray(xt, dtype=float), np.asarray(noise, dtype=float)
    b, now = beta[t - 1], alpha_bars(beta)[t - 1]
    return np.asarray((xt - b / np.sqrt(1 - now) * noise) / np.sqrt(1 - b))


@system("S66.09")
def clean_from_noise(xt: ArrayLike, noise: ArrayLike, alpha_bar: float) -> Array:
    """`x_0 = (x_t - sqrt(1 - bar_t) noise) / sqrt(bar_t)`: noising, turned round.

    At the end of a long schedule it divides by almost nothing, so that a small
    error of the noise is a large one of x_0.

    Args:
        xt: at step t.
        noise: that is in it, of the same shape.
        alpha_bar: of step t, in (0, 1].

    Returns:
        Of the shape of x_t.

    Raises:
        ValueError: alpha_bar is out of range.

    >>> clean_from_noise([1.4], [1.0], 0.64)
    array([1.])
    """
    if not 0 < alpha_bar <= 1:
        raise ValueError(f"alpha_bar must be in (0, 1], got {alpha_bar}")
    xt, noise = np.asarray(xt, dtype=float), np.asarray(noise, dtype=float)
    return np.asarray((xt - np.sqrt(1 - alpha_bar) * noise) / np.sqrt(alpha_bar))


def step_of(t: int, beta: Array) -> int:
    """t, if it is a step of the schedule.

    Raises:
        ValueError: it is not 1 to T.

    >>> step_of(1, np.ones(3))
    1
    """
    if not 1 <= t <= len(beta):
        raise ValueError(f"t must be 1 to {len(beta)}, got {t}")
    return t
