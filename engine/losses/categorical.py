"""Losses of a predicted distribution over k classes, one loss a row."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from engine.arrays import Array, Integers
from engine.losses.reduction import Loss, Reduction, alike, ratio, reduced
from engine.nn.cross_entropy import softmax_cross_entropy_and_gradient
from engine.system import system


@system("S34.13", "S43.04", "S44.05")
def categorical_cross_entropy(
    p: ArrayLike, y: ArrayLike, reduction: Reduction = "mean"
) -> Loss:
    """`-sum_j y_j ln p_j` of probabilities p, one loss a row.

    Takes probabilities. Logits belong to `sparse_cross_entropy`: a softmax of
    a softmax is still a distribution, only the wrong one.

    Args:
        p: rows of probabilities, shape (..., k).
        y: one-hot rows or any distributions, the same shape.
        reduction: joins the rows.

    Returns:
        Value and gradient by p, `-y / p`, where 0 / 0 is 0.

    Raises:
        ValueError: shapes differ, or a row is no distribution.

    >>> round(categorical_cross_entropy([[0.5, 0.25, 0.25]], [[1, 0, 0]])[0], 4)
    0.6931
    """
    p, y = _distributions(p, y, "p, y")
    return reduced(-xlogy(y, p).sum(axis=-1), -ratio(y, p), reduction)


@system("S34.14", "S41.08", "S41.09", "S43.05", "S43.12", "S43.13", "S44.09")
def sparse_cross_entropy(
    z: ArrayLike, labels: ArrayLike, reduction: Reduction = "mean"
) -> Loss:
    """Cross-entropy of logits and class numbers: `logsumexp(z) - z_label`.

    The same value as with one-hot rows, from n integers in place of n k zeros
    and ones.

    Args:
        z: finite logits, shape (n, k).
        labels: class numbers from 0 to k - 1, shape (n,).
        reduction: joins the rows.

    Returns:
        Value and gradient by z, `softmax(z)` minus 1 at the label.

    Raises:
        ValueError: shapes do not fit, or a label is out of range.

    >>> sparse_cross_entropy([[0.0, 0.0]], [1])
    (0.6931471805599453, array([[ 0.5, -0.5]]))
    """
    return smoothed_cross_entropy(z, labels, 0.0, reduction)


@system("S34.16", "S44.10")
def smoothed_cross_entropy(
    z: ArrayLike, labels: ArrayLike, eps: float = 0.1, reduction: Reduction = "mean"
) -> Loss:
    """Label smoothing: cross-entropy with `1 - eps + eps / k` at the label.

    Every other class has `eps / k`. The best logits are finite: the label's is
    `ln(1 - eps + eps / k) - ln(eps / k)` above the others, not infinity.

    Args:
        z: finite logits, shape (n, k).
        labels: class numbers from 0 to k - 1, shape (n,).
        eps: share of the target that is spread evenly over all classes.
        reduction: joins the rows.

    Returns:
        Value and gradient by z, softmax(z) minus the smoothed target.

    Raises:
        ValueError: shapes do not fit, a label is out of range, or eps is not
            in [0, 1].

    Source:
        Szegedy et al., Rethinking the Inception Architecture (2016), section 7.

    >>> smoothed_cross_entropy([[0.0, 0.0]], [1], eps=0.1)[1]
    array([[ 0.45, -0.45]])
    """
    z, labels = _logits_and_labels(z, labels)
    if not 0 <= eps <= 1:
        raise ValueError(f"eps must be in [0, 1], got {eps}")
    k = z.shape[-1]
    target = (1 - eps) * np.eye(k)[labels] + eps / k
    return reduced(*softmax_cross_entropy_and_gradient(z, target), reduction)


@system("S34.15")
def kl_loss(q: ArrayLike, p: ArrayLike, reduction: Reduction = "mean") -> Loss:
    """`KL(p || q) = sum_j p_j ln(p_j / q_j)` of a prediction q from a target p.

    Cross-entropy minus the entropy of p, in nats: at least 0, 0 only where both
    agree, infinite where q denies what p allows, and not symmetric.

    Args:
        q: predicted distributions, shape (..., k).
        p: target distributions, the same shape.
        reduction: joins the rows.

    Returns:
        Value and gradient by q, `-p / q`, where 0 / 0 is 0.

    Raises:
        ValueError: shapes differ, or a row is no distribution.

    Source:
        Cover and Thomas, Elements of Information Theory (2006), equation 2.26.

    >>> round(kl_loss([0.5, 0.5], [1.0, 0.0])[0], 4)
    0.6931
    """
    q, p = _distributions(q, p, "q, p")
    value = (xlogy(p, p) - xlogy(p, q)).sum(axis=-1)
    return reduced(value, -ratio(p, q), reduction)


def _distributions(a: ArrayLike, b: ArrayLike, names: str) -> tuple[Array, Array]:
    a, b = alike(a, b, names)
    for rows in (a, b):
        if rows.ndim == 0 or (rows < 0).any():
            raise ValueError(f"{names} must hold probabilities in rows")
        if not np.allclose(rows.sum(axis=-1), 1, rtol=0, atol=1e-6):
            raise ValueError(f"each row of {names} must sum to 1")
    return a, b


def _logits_and_labels(z: ArrayLike, labels: ArrayLike) -> tuple[Array, Integers]:
    z, labels = np.asarray(z, dtype=float), np.asarray(labels)
    if z.ndim != 2 or labels.shape != z.shape[:1] or z.size == 0:
        raise ValueError(
            f"z and labels must have shapes (n, k) and (n,), "
            f"got {z.shape} and {labels.shape}"
        )
    if labels.dtype.kind not in "iu":
        raise ValueError(f"labels must be integers, got {labels.dtype}")
    if not ((labels >= 0) & (labels < z.shape[1])).all():
        raise ValueError(f"labels must be from 0 to {z.shape[1] - 1}")
    return z, labels
