"""What the weights of attention look like: spread out, or all on one key."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.attention.scores import dot_score
from engine.nn.softmax import softmax
from engine.system import system


class WeightStatistics(NamedTuple):
    """One number a query, shape (..., m)."""

    entropy: Array
    """`-sum p log p` in nats: 0 for one key, log n for all alike."""
    strongest: Array
    """The key that gets most; the first where two are equal."""
    top: Array
    """Its weight."""
    slope: Array
    """`sum p (1 - p)`, the trace of softmax's Jacobian: what a gradient finds."""


@system("S56.09")
def weight_statistics(weights: ArrayLike) -> WeightStatistics:
    """Sums up a heat map of attention, row by row.

    What gets a large weight was mixed in; that alone does not say that it
    mattered, nor why.

    Args:
        weights: shape (..., m, n), rows that sum to 1.

    Returns:
        See `WeightStatistics`.

    Raises:
        ValueError: a weight is negative, or a row does not sum to 1.

    >>> found = weight_statistics([[0.5, 0.5], [0.0, 1.0]])
    >>> found.entropy.round(3), found.strongest, found.slope
    (array([0.693, 0.   ]), array([0, 1]), array([0.5, 0. ]))
    """
    p = np.asarray(weights, dtype=float)
    if not (p >= 0).all() or not np.allclose(p.sum(axis=-1), 1.0):
        raise ValueError("rows of weights must be at least 0 and sum to 1")
    logs = np.log(np.where(p > 0, p, 1.0))
    return WeightStatistics(
        np.abs((p * logs).sum(axis=-1)),
        p.argmax(axis=-1),
        p.max(axis=-1),
        (p * (1 - p)).sum(axis=-1),
    )


class Saturation(NamedTuple):
    """What the length of queries and keys does, with the root and without."""

    variance: float
    """Of the plain products: near d."""
    entropy: tuple[float, float]
    """Mean over the queries in nats, without the root and with it."""
    slope: tuple[float, float]
    """Mean of `sum p (1 - p)`, without the root and with it."""


@system("S56.11")
def saturation(
    d: int, rng: np.random.Generator, keys: int = 64, queries: int = 100
) -> Saturation:
    """Scores of normal queries and keys, whose products have variance d.

    Args:
        d: entries of a query, d_k.
        rng: of the numbers.
        keys: that each query is scored against.
        queries: over which means are taken; each has keys of its own.

    Returns:
        See `Saturation`.

    Source:
        Vaswani et al., Attention Is All You Need (2017), section 3.2.1, footnote.

    >>> found = saturation(1024, np.random.default_rng(0))
    >>> found.slope[0] < 0.1 < 0.9 < found.slope[1]
    True
    """
    Q, K = rng.normal(size=(queries, 1, d)), rng.normal(size=(queries, keys, d))
    scores = dot_score(Q, K)
    plain, scaled = (
        weight_statistics(softmax(scores / root)) for root in (1.0, np.sqrt(d))
    )
    return Saturation(
        float(scores.var()),
        (float(plain.entropy.mean()), float(scaled.entropy.mean())),
        (float(plain.slope.mean()), float(scaled.slope.mean())),
    )
