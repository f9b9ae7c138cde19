"""What a discriminator knows of two distributions, when it knows all there is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from engine.arrays import Array, as_vector
from engine.statistics.information import kl_divergence
from engine.system import system


@system("S47.03")
def optimal_discriminator(
    p: ArrayLike, q: ArrayLike, real: float = 1.0, fake: float = 0.0
) -> Array:
    """`D_i = (a p_i + b q_i) / (p_i + q_i)`: the best answer to "is i data?".

    With the usual targets a = 1 and b = 0 it is the share `p / (p + q)` of real
    samples among all that look like i. Where neither p nor q puts anything, any
    answer is as good, and 1/2 is given.

    Smoothing the targets of real samples (a = 0.9, b = 0) only scales D. With b
    above 0 it is q that shapes the numerator: where p is 0, D is b, and generated
    samples there are rewarded for staying. Hence one-sided smoothing.

    Args:
        p: probabilities of the data, shape (k,).
        q: probabilities of the generator, shape (k,).
        real: target a for real samples, from 0 to 1.
        fake: target b for generated ones, from 0 to 1.

    Returns:
        Probabilities of "real", shape (k,).

    Raises:
        ValueError: p or q are no probabilities, differ in size, or a target is
            outside [0, 1].

    Source:
        Goodfellow et al., Generative Adversarial Nets (2014), proposition 1;
        Salimans et al., Improved Techniques for Training GANs (2016), section 3.4.

    >>> optimal_discriminator([0.5, 0.5, 0.0], [0.5, 0.0, 0.5])
    array([0.5, 1. , 0. ])
    """
    p, q = _pair(p, q)
    if not (0 <= real <= 1 and 0 <= fake <= 1):
        raise ValueError(f"targets are from 0 to 1, got {real} and {fake}")
    total = p + q
    somewhere = np.where(total > 0, total, 1.0)
    return np.where(total > 0, (real * p + fake * q) / somewhere, 0.5)


@system("S47.02")
def gan_value(p: ArrayLike, q: ArrayLike, D: ArrayLike) -> float:
    """`V = sum_i p_i ln D_i + q_i ln(1 - D_i)`: D wants it large, the generator small.

    At most 0. With the best D it is `-ln 4 + 2 JS(p, q)`, so the generator that
    wins against the best D is the one with q = p, at -ln 4 = -1.3863.

    Args:
        p: probabilities of the data, shape (k,).
        q: probabilities of the generator, shape (k,).
        D: the discriminator's probabilities of "real", shape (k,).

    Returns:
        The value in nats; -inf where D is certain and wrong.

    Raises:
        ValueError: p or q are no probabilities, sizes differ, or an entry of D is
            outside [0, 1].

    Source:
        Goodfellow et al., Generative Adversarial Nets (2014), equation 1 and
        theorem 1.

    >>> round(gan_value([0.5, 0.5], [0.5, 0.5], [0.5, 0.5]), 4)
    -1.3863
    """
    p, q = _pair(p, q)
    D = as_vector(D, "D")
    if D.shape != p.shape or (D < 0).any() or (D > 1).any():
        raise ValueError(f"D must hold {len(p)} probabilities, got {D}")
    return float((xlogy(p, D) + xlogy(q, 1 - D)).sum())


@system("S47.14")
def jensen_shannon(p: ArrayLike, q: ArrayLike) -> float:
    """`JS(p, q) = KL(p || m) / 2 + KL(q || m) / 2` with `m = (p + q) / 2`, in nats.

    Symmetric, and never infinite: ln 2 = 0.6931 at most, reached as soon as p and
    q share no outcome, however far apart they are. There its gradient is 0, which
    is why a generator learns nothing from a perfect discriminator.

    Args:
        p: probabilities, shape (k,).
        q: probabilities, shape (k,).

    Raises:
        ValueError: p or q are no probabilities, or differ in size.

    Source:
        Lin, Divergence Measures Based on the Shannon Entropy (1991).

    >>> round(jensen_shannon([1.0, 0.0], [0.0, 1.0]), 4)
    0.6931
    """
    p, q = _pair(p, q)
    m = (p + q) / 2
    # Rounding can leave a sum of 1 at 1 - 1e-16, and a divergence below 0.
    return max(0.0, (kl_divergence(p, m) + kl_divergence(q, m)) / 2)


def _pair(p: ArrayLike, q: ArrayLike) -> tuple[Array, Array]:
    p, q = as_vector(p, "p"), as_vector(q, "q")
    if p.shape != q.shape:
        raise ValueError(f"p and q must have one shape, got {p.shape} and {q.shape}")
    for name, v in (("p", p), ("q", q)):
        if (v < 0).any() or not np.isclose(v.sum(), 1):
            raise ValueError(f"{name} must be probabilities that sum to 1, got {v}")
    return p, q
