"""Cross-entropy is a likelihood: one categorical distribution for all rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.nn.cross_entropy import distribution_cross_entropy
from engine.system import system


class Likelihood(NamedTuple):
    """One number, seen from three sides, and its best case.

    Attributes:
        mean_nll: mean of `-ln q_t` over the rows.
        cross_entropy: H(shares, q), shares being how often each class occurs.
        log_likelihood: `ln prod q_t`, minus n times the first.
        best: q that makes it largest: the shares.
    """

    mean_nll: float
    cross_entropy: float
    log_likelihood: float
    best: Array


@system("S43.08")
def categorical_likelihood(q: ArrayLike, labels: ArrayLike) -> Likelihood:
    """Least cross-entropy is maximum likelihood: the same number in two names.

    The likelihood of independent rows is the product of q at their classes. Minus
    its logarithm over n is a mean, and grouped by class it is `-sum_j share_j ln q_j`.
    It is least at the shares themselves.

    Args:
        q: probabilities of the classes, shape (k,), summing to 1.
        labels: class numbers from 0 to k - 1, shape (n,).

    Returns:
        Mean negative log-likelihood, cross-entropy, log-likelihood, and the best q.

    Raises:
        ValueError: q are no probabilities, or a label is out of range.

    >>> categorical_likelihood([0.5, 0.5], [0, 0, 0, 1]).best
    array([0.75, 0.25])
    """
    q, labels = as_vector(q, "q"), np.asarray(labels)
    if labels.ndim != 1 or not np.isin(labels, np.arange(len(q))).all():
        raise ValueError(f"labels must be class numbers from 0 to {len(q) - 1}")
    if labels.size == 0:
        raise ValueError("there must be a label at least")
    shares = np.bincount(labels, minlength=len(q)) / len(labels)
    total = distribution_cross_entropy(shares, q).total
    with np.errstate(divide="ignore"):
        log_q = np.log(q[labels])
    return Likelihood(float(-log_q.mean()), total, float(log_q.sum()), shares)
