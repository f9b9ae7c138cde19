"""Information: entropy, divergence, and what one variable tells of another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr, xlogy

from engine.arrays import Array, as_matrix, as_vector
from engine.system import system


@system("S13.11")
def entropy(p: ArrayLike, base: float = 2.0) -> float:
    """`H(p) = -sum_i p_i log p_i`, with `0 log 0 = 0`: the expected surprise.

    In bits for base 2, in nats for base e. 0 where one outcome is certain, largest,
    log k, where all k are equally likely; no code needs fewer bits on average.

    Args:
        p: probabilities, shape (k,), summing to 1.
        base: of the logarithm, above 1.

    Raises:
        ValueError: p are no probabilities, or base is not above 1.

    Source:
        Cover and Thomas, Elements of Information Theory (2006), section 2.1.

    >>> entropy([0.5, 0.5]), round(entropy([0.9, 0.1]), 3)
    (1.0, 0.469)
    """
    p = _probabilities(p, "p")
    # Adding 0 makes -0 to 0.
    return float(-np.sum(xlogy(p, p)) / _nats(base)) + 0.0


@system("S13.12")
def kl_divergence(p: ArrayLike, q: ArrayLike, base: float = np.e) -> float:
    """`KL(p || q) = sum_i p_i log(p_i / q_i)`: the price of believing q where p holds.

    At least 0, and 0 for p = q only. No distance: KL(p || q) is not KL(q || p), and
    it is infinite where q rules out what p allows.

    Args:
        p, q: probabilities, shape (k,).
        base: of the logarithm, above 1; by default nats, as in losses.

    Raises:
        ValueError: p or q are no probabilities, or of different sizes, or base is
            not above 1.

    Source:
        Cover and Thomas, Elements of Information Theory (2006), section 2.3.

    >>> round(kl_divergence([0.5, 0.5], [0.9, 0.1]), 4)
    0.5108
    >>> round(kl_divergence([0.9, 0.1], [0.5, 0.5]), 4)
    0.3681
    """
    p, q = _probabilities(p, "p"), _probabilities(q, "q")
    if p.shape != q.shape:
        raise ValueError(f"p and q must have one shape, got {p.shape} and {q.shape}")
    return float(np.sum(rel_entr(p, q)) / _nats(base))


def mutual_information(joint: ArrayLike, base: float = 2.0) -> float:
    """What X tells of Y: `I = KL(p(x, y) || p(x) p(y)) = H(Y) - H(Y | X)`.

    The information gain of a split in a decision tree. 0 where X and Y are
    independent, at most the smaller of the two entropies.

    Args:
        joint: probabilities of pairs, shape (r, c), summing to 1.
        base: of the logarithm, above 1.

    Raises:
        ValueError: joint are no probabilities, or base is not above 1.

    Source:
        Cover and Thomas, Elements of Information Theory (2006), section 2.4.

    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]])
    1.0
    """
    joint = as_matrix(joint, "joint")
    p = _probabilities(joint.ravel(), "joint")
    apart = np.outer(joint.sum(axis=1), joint.sum(axis=0)).ravel()
    return float(np.sum(rel_entr(p, apart)) / _nats(base))


def _nats(base: float) -> float:
    if not base > 1:
        raise ValueError(f"base must be above 1, got {base}")
    return float(np.log(base))


def _probabilities(p: ArrayLike, name: str) -> Array:
    p = as_vector(p, name)
    if (p < 0).any() or abs(p.sum() - 1) > 1e-9:
        raise ValueError(f"{name} must be at least 0 and sum to 1, got {p}")
    return p
