"""From noise to data, by anything that predicts the noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_vector
from engine.diffusion.forward import noised
from engine.diffusion.posterior import clean_from_noise, mean_from_noise
from engine.diffusion.schedule import alpha_bars
from engine.system import system

Denoiser = Callable[[Array, int], Array]
"""From x_t and t, 1 to T, to the noise that is in x_t."""


@system("S66.06")
def ddpm(
    denoiser: Denoiser,
    shape: tuple[int, ...],
    beta: ArrayLike,
    rng: np.random.Generator,
) -> Array:
    """Ancestral sampling: from `x_T ~ N(0, I)` down, a mean and fresh noise a step.

    `x_(t-1) = mean_from_noise + sqrt(beta_t) z`, with no noise in the last step. What
    comes out is new: it is drawn from the data's distribution, and no image that
    was noised is recovered.

    Args:
        denoiser: see `Denoiser`.
        shape: of what is drawn.
        beta: variances, shape (T,).
        rng: of the noise.

    Returns:
        Samples, of that shape.

    Raises:
        ValueError: a variance is out of range.

    Source:
        Ho, Jain, Abbeel, Denoising Diffusion Probabilistic Models (2020),
        algorithm 2.

    >>> from engine.diffusion.exact import normal_noise
    >>> from engine.diffusion.schedule import betas
    >>> beta = betas("cosine", 100)
    >>> bars, rng = alpha_bars(beta), np.random.default_rng(0)
    >>> x = ddpm(lambda x, t: normal_noise(x, bars[t - 1], 5.0), (4000,), beta, rng)
    >>> bool(abs(x.mean() - 5) < 0.1)
    True
    """
    beta = as_vector(beta, "beta")
    x = rng.normal(size=shape)
    for t in range(len(beta), 0, -1):
        x = mean_from_noise(x, denoiser(x, t), t, beta)
        if t > 1:
            x += np.sqrt(beta[t - 1]) * rng.normal(size=shape)
    return x


@system("S66.09")
def ddim(
    denoiser: Denoiser,
    start: ArrayLike,
    beta: ArrayLike,
    steps: int,
    *,
    limit: float = np.inf,
) -> Array:
    """Deterministic sampling in fewer steps.

    At each of `steps` times, evenly spaced from T to 1: what x_0 would be by the
    predicted noise, noised again by the same noise to the next, earlier time. The
    start decides everything, so that two starts can be blended; and fewer steps
    need no new network.

    Args:
        denoiser: see `Denoiser`.
        start: x_T, standard normal.
        beta: variances, shape (T,).
        steps: 1 to T.
        limit: no entry of x_0 is larger in size, where that is known of the data. At
            the first times x_0 comes from a division by almost nothing.

    Returns:
        Samples, of the shape of the start.

    Raises:
        ValueError: steps or a variance is out of range.

    Source:
        Song, Meng, Ermon, Denoising Diffusion Implicit Models (2021), equation 12
        with sigma 0.

    >>> ddim(lambda x, t: x, [2.0], [0.5, 0.5], steps=1).round(4)  # (2 - .866 2) / .5
    array([0.5359])
    """
    beta = as_vector(beta, "beta")
    if not 1 <= steps <= len(beta):
        raise ValueError(f"steps must be 1 to {len(beta)}, got {steps}")
    bars = alpha_bars(beta)
    times = np.unique(np.linspace(len(beta), 1, steps).round().astype(int))[::-1]
    x = np.asarray(start, dtype=float)
    for t, earlier in zip(times, [*times[1:], 0], strict=True):
        bar = float(bars[t - 1])
        x0 = clean_from_noise(x, denoiser(x, int(t)), bar).clip(-limit, limit)
        if earlier == 0:
            break
        noise = (x - np.sqrt(bar) * x0) / np.sqrt(1 - bar)
        x = noised(x0, float(bars[earlier - 1]), noise)
    return x0


@system("S66.11")
def inpaint(  # noqa: PLR0913
    denoiser: Denoiser,
    known: ArrayLike,
    mask: Booleans,
    beta: ArrayLike,
    rng: np.random.Generator,
    *,
    repeats: int = 1,
) -> Array:
    """Fill in what is missing: at each step what is known is put back, noised as much.

    The denoiser has never seen the task. It completes what it is shown; after one
    pass the parts need not fit together, so a step can be taken back by a forward
    step and repeated.

    Args:
        denoiser: see `Denoiser`.
        known: data, of which only what is known counts, shape (n, ...).
        mask: True where it is known, of the same shape.
        beta: variances, shape (T,).
        rng: of the noise.
        repeats: how often each step is taken, at least 1.

    Returns:
        Of the shape of known, equal to it where it is known.

    Raises:
        ValueError: shapes differ, repeats is below 1, or a variance is out of range.

    Source:
        Lugmayr et al., RePaint (2022), algorithm 1.

    >>> mask = np.array([[True, False]])
    >>> x = inpaint(lambda x, t: x, [[7.0, 0.0]], mask, [0.1, 0.2],
    ...             np.random.default_rng(0))
    >>> float(x[0, 0]), bool(x[0, 1] != 0)
    (7.0, True)
    """
    beta, known = as_vector(beta, "beta"), np.asarray(known, dtype=float)
    if mask.shape != known.shape or repeats < 1:
        raise ValueError(
            f"mask has shape {mask.shape} for data {known.shape}; repeats must be at "
            f"least 1, got {repeats}"
        )
    bars = alpha_bars(beta)
    x = rng.normal(size=known.shape)
    for t in range(len(beta), 0, -1):
        b = beta[t - 1]
        for again in range(repeats):
            there = noised(known, float(bars[t - 1]), rng.normal(size=known.shape))
            x = np.where(mask, there, x)
            x = mean_from_noise(x, denoiser(x, t), t, beta)
            if t > 1:
                x += np.sqrt(b) * rng.normal(size=known.shape)
            if again < repeats - 1 and t > 1:
                x = np.sqrt(1 - b) * x + np.sqrt(b) * rng.normal(size=known.shape)
    return np.where(mask, known, x)


def guided(with_hint: Denoiser, without: Denoiser, weight: float) -> Denoiser:
    """Classifier-free guidance: `noise = without + weight (with_hint - without)`.

    1 is the hint as it was learned; more exaggerates what the hint adds, so samples
    fit it better and vary less; 0 ignores it. One network can be both, if in
    training the hint is left out now and then.

    Args:
        with_hint: predicts the noise, told the hint.
        without: predicts it, not told.
        weight: how far to go.

    Returns:
        A denoiser for the samplers.

    Source:
        Ho and Salimans, Classifier-Free Diffusion Guidance (2022), section 3.

    >>> louder = guided(lambda x, t: 2 * x, lambda x, t: x, 3.0)
    >>> louder(np.array([1.0]), 1)
    array([4.])
    """

    def denoiser(x: Array, t: int) -> Array:
        plain = without(x, t)
        return plain + weight * (with_hint(x, t) - plain)

    return denoiser
