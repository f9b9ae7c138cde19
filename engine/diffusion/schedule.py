"""How much noise each step adds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system


@system("S66.03")
def betas(kind: str, T: int) -> Array:
    """Variances of the noise of steps 1 to T.

    "linear" rises from 1e-4 to 0.02, scaled by `1000 / T` where T is not 1000, so
    that the end is as noisy. "cosine" is made so that `alpha_bar_t` falls like a
    squared cosine, `cos(pi/2 (t/T + s) / (1 + s))^2` with s = 0.008: half of the
    signal is left at half time, where the linear schedule has a twelfth.

    Args:
        kind: "linear" or "cosine".
        T: steps, at least 1.

    Returns:
        Shape (T,), each above 0 and at most 0.999; `betas[t - 1]` is of step t.

    Raises:
        ValueError: another kind, or T below 1.

    Source:
        Ho, Jain, Abbeel, Denoising Diffusion Probabilistic Models (2020), section
        4; Nichol and Dhariwal, Improved Denoising Diffusion Probabilistic Models
        (2021), equation 17.

    >>> betas("linear", 1000)[[0, -1]]
    array([0.0001, 0.02  ])
    >>> bars = alpha_bars(betas("cosine", 1000))
    >>> round(float(bars[499]), 3)
    0.494
    """
    if T < 1:
        raise ValueError(f"T must be at least 1, got {T}")
    if kind == "linear":
        scale = 1000 / T
        return np.minimum(np.linspace(1e-4 * scale, 0.02 * scale, T), 0.999)
    if kind == "cosine":
        signal = np.cos(np.pi / 2 * (np.arange(T + 1) / T + 0.008) / 1.008) ** 2
        return np.asarray(np.minimum(1 - signal[1:] / signal[:-1], 0.999))
    raise ValueError(f"kind must be linear or cosine, got {kind!r}")


@system("S66.03")
def alpha_bars(beta: ArrayLike) -> Array:
    """`alpha_bar_t = prod_(s <= t) (1 - beta_s)`: the share of signal power left.

    Args:
        beta: variances, each in (0, 1), shape (T,).

    Returns:
        Falling, shape (T,).

    Raises:
        ValueError: a variance is out of range.

    >>> alpha_bars([0.5, 0.5])
    array([0.5 , 0.25])
    """
    beta = as_vector(beta, "beta")
    if not ((beta > 0) & (beta < 1)).all():
        raise ValueError("each beta must be in (0, 1)")
    return np.asarray(np.exp(np.log1p(-beta).cumsum()))
