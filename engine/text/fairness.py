"""Unfairness measured: in decisions about groups, and in vectors of words."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix, as_vector, check_length
from engine.neighbors.cosine import cosine_matrix
from engine.system import system


@system("S52.28")
def fairness_gaps(
    y: ArrayLike, y_hat: ArrayLike, group: ArrayLike
) -> tuple[float, float]:
    """How far groups differ in what is decided about them, largest less smallest.

    Demographic parity looks at `P(y_hat = 1 | group)`, equal opportunity at
    `P(y_hat = 1 | y = 1, group)`: among those who deserve a yes. Where the groups
    differ in y, a perfect classifier has no gap in the second and one in the first.

    Args:
        y: what is right, 0 or 1, shape (n,).
        y_hat: what was decided, 0 or 1, shape (n,).
        group: of each row, any labels, shape (n,).

    Returns:
        The gaps of demographic parity and of equal opportunity, in [0, 1].

    Raises:
        ValueError: shapes do not fit, a value is not 0 or 1, or a group has no
            row with y = 1.

    Source:
        Hardt, Price, Srebro, Equality of Opportunity in Supervised Learning
        (2016), definitions 2.1 and 2.2.

    >>> y, y_hat, group = [1, 0, 1, 1], [1, 0, 1, 0], ["a", "a", "b", "b"]
    >>> fairness_gaps(y, y_hat, group)
    (0.0, 0.5)
    """
    y, y_hat = as_vector(y, "y"), as_vector(y_hat, "y_hat")
    check_length(y_hat, len(y), "y_hat")
    if not np.isin([y, y_hat], [0, 1]).all():
        raise ValueError("y and y_hat must be 0 or 1")
    _, codes = np.unique(as_labels(group, len(y), "group"), return_inverse=True)
    positives = np.bincount(codes, y)
    if not positives.all():
        raise ValueError("each group must have a row with y = 1")
    chosen = np.bincount(codes, y_hat) / np.bincount(codes)
    given_chance = np.bincount(codes, y * y_hat) / positives
    return float(np.ptp(chosen)), float(np.ptp(given_chance))


@system("S52.27")
def debias(vectors: ArrayLike, direction: ArrayLike) -> Array:
    """Vectors without their part along a direction: `v - <v, g> g / |g|^2`.

    With the direction of "he" less "she", and words that should not depend on
    it. It is taken out of what is linear only: neighbours may give it away still.

    Args:
        vectors: shape (n, d).
        direction: g, not 0, shape (d,).

    Returns:
        Vectors at a right angle to g, shape (n, d).

    Raises:
        ValueError: shapes do not fit, or g is 0.

    Source:
        Bolukbasi et al., Man is to Computer Programmer as Woman is to Homemaker?
        (2016), section 5, "neutralize", without the scaling to length 1.

    >>> debias([[3.0, 4.0]], [2.0, 0.0])
    array([[0., 4.]])
    """
    vectors, g = as_matrix(vectors, "vectors"), as_vector(direction, "direction")
    check_length(g, vectors.shape[1], "direction")
    if not g.any():
        raise ValueError("direction must not be 0")
    g = g / np.linalg.norm(g)
    return np.asarray(vectors - np.outer(vectors @ g, g))


@system("S52.27")
def association(words: ArrayLike, ones: ArrayLike, others: ArrayLike) -> Array:
    """How much nearer each word is to one set of words than to another.

    `mean cos(w, ones) - mean cos(w, others)`; 0 for a word that is neutral.

    Args:
        words: vectors, shape (n, d).
        ones: vectors, such as of "he" and "man".
        others: vectors, such as of "she" and "woman".

    Returns:
        In [-2, 2], shape (n,).

    Raises:
        ValueError: shapes do not fit.

    Source:
        Caliskan, Bryson, Narayanan, Semantics derived automatically from language
        corpora contain human-like biases (2017), s(w, A, B).

    >>> association([[1.0, 0.0], [1.0, 1.0]], [[2.0, 0.0]], [[0.0, 1.0]])
    array([1., 0.])
    """
    near, far = cosine_matrix(words, ones), cosine_matrix(words, others)
    return np.asarray(near.mean(axis=1) - far.mean(axis=1))
