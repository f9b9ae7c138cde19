"""Impurity: how mixed the targets of a node are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector
from engine.system import system


@system("S21.05")
def gini(p: ArrayLike) -> Array:
    """Gini impurity `1 - sum_c p_c^2`: how often two rows drawn differ in class.

    0 for a pure node, at most `1 - 1/k`.

    Args:
        p: shares of k classes, shape (..., k), each row summing to 1.

    Returns:
        Impurities, shape (...).

    Raises:
        ValueError: a share is negative, or a row does not sum to 1.

    >>> gini([0.5, 0.5]), gini([0.7, 0.3]).round(2), gini([1.0, 0.0])
    (array(0.5), np.float64(0.42), array(0.))
    """
    p = _shares(p)
    return np.asarray(1 - (p**2).sum(axis=-1))


@system("S21.06")
def node_entropy(p: ArrayLike) -> Array:
    """Entropy `-sum_c p_c log2 p_c` in bits; a share of 0 adds 0.

    0 for a pure node, at most `log2 k`. Not the information gain, which is a
    difference of entropies.

    Args:
        p: shares of k classes, shape (..., k), each row summing to 1.

    Returns:
        Entropies, shape (...).

    Raises:
        ValueError: a share is negative, or a row does not sum to 1.

    >>> float(node_entropy([0.5, 0.5])), float(node_entropy([0.7, 0.3]).round(4))
    (1.0, 0.8813)
    """
    p = _shares(p)
    # Minus zero is not a nice answer for a pure node.
    return np.asarray(0.0 - (p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1))


@system("S21.07")
def information_gain(
    children: ArrayLike, impurity: Callable[[ArrayLike], Array] = node_entropy
) -> float:
    """Impurity of the parent less the mean of the children's, weighed by rows.

    Never negative for `node_entropy` and `gini`. The split of largest gain is that of
    smallest mean: the parent is the same for all.

    Args:
        children: counts of the classes in each child, shape (children, k).
        impurity: `node_entropy` or `gini`.

    Returns:
        The gain; in bits for the entropy.

    Raises:
        ValueError: a count is negative, or a child has no rows.

    Source:
        Quinlan, Induction of Decision Trees (1986), section 4.

    >>> round(information_gain([[2, 3], [4, 0], [3, 2]]), 4)
    0.2467
    """
    counts = as_matrix(children, "children")
    rows = counts.sum(axis=1)
    if counts.min() < 0 or not (rows > 0).all():
        raise ValueError("children must hold counts, and each child a row")
    parent = impurity(counts.sum(axis=0) / rows.sum())
    mixed = impurity(counts / rows[:, None])
    return float(parent - mixed @ rows / rows.sum())


@system("S21.08")
def squared_error(y: ArrayLike) -> float:
    """Mean squared error of the best constant, the mean: the variance, by n.

    Args:
        y: targets, shape (n,).

    Raises:
        ValueError: y is no finite vector.

    >>> squared_error([0.0, 1.0, 11.0]).__round__(4)
    24.6667
    """
    return float(as_vector(y, "y").var())


@system("S21.09")
def absolute_error(y: ArrayLike) -> float:
    """Mean absolute error of the best constant, the median.

    Args:
        y: targets, shape (n,).

    Raises:
        ValueError: y is no finite vector.

    >>> round(absolute_error([0.0, 1.0, 11.0]), 4)
    3.6667
    """
    y = as_vector(y, "y")
    return float(np.abs(y - np.median(y)).mean())


def _shares(p: ArrayLike) -> Array:
    p = np.asarray(p, dtype=float)
    if p.ndim == 0 or not (p >= 0).all() or not np.allclose(p.sum(axis=-1), 1):
        raise ValueError("p must hold shares, 0 or more, that sum to 1 in each row")
    return p
