"""Item-based collaborative filtering: rated as the items like it were rated."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_matrix
from engine.system import system


@system("S29.05")
def item_similarity(ratings: ArrayLike) -> Array:
    """Adjusted cosine between items: over users who rated both, users centred.

    `s_ij = sum_u c_ui c_uj / sqrt(sum_u c_ui^2 sum_u c_uj^2)`, where `c_ui` is
    user u's rating of item i less the mean of u's ratings. Without centring all
    cosines of positive ratings are near 1.

    Args:
        ratings: users in rows, items in columns, shape (n, d); NaN: not rated.

    Returns:
        Similarities in [-1, 1], shape (d, d); 0 where nobody rated both, or
        where those who did say nothing (all of it at their mean).

    Raises:
        ValueError: ratings is no matrix, infinite, or all NaN.

    Source:
        Sarwar, Karypis, Konstan, Riedl, Item-Based Collaborative Filtering
        Recommendation Algorithms (2001), section 3.1.3.

    >>> item_similarity([[5.0, 4.0, 1.0], [1.0, 2.0, 5.0]]).round(2)[0]
    array([ 1.,  1., -1.])
    """
    ratings, known = _ratings(ratings)
    mean = _user_means(ratings, known)
    c = np.where(known, ratings - mean[:, None], 0.0)
    squares = (c**2).T @ known  # i's squares over the users who also rated j
    scale = np.sqrt(squares * squares.T)
    safe = np.where(scale > 0, scale, 1.0)
    return np.asarray(np.where(scale > 0, (c.T @ c) / safe, 0.0))


@system("S29.05")
def item_knn(ratings: ArrayLike, k: int = 20) -> Array:
    """Every rating predicted: `sum_j s_ij r_uj / sum_j s_ij`.

    j runs over the k items most similar to i among those that user u rated,
    i itself left out, similarities above 0 only. Where there are none: the mean
    of the user's ratings; for a user without any, the mean of all ratings.

    Args:
        ratings: users in rows, items in columns, shape (n, d); NaN: not rated.
        k: neighbours at most, at least 1.

    Returns:
        Predictions, shape (n, d), also where a rating is known.

    Raises:
        ValueError: as `item_similarity`, or k is below 1.

    Source:
        Sarwar et al. (2001), section 3.2.1.

    >>> item_knn([[5.0, 4.0, 1.0], [1.0, 2.0, 5.0], [4.0, np.nan, 2.0]])[2, 1]
    np.float64(4.0)
    """
    if not k >= 1:
        raise ValueError(f"k must be at least 1, got {k}")
    S = item_similarity(ratings)
    np.fill_diagonal(S, 0.0)
    ratings, known = _ratings(ratings)
    r = np.where(known, ratings, 0.0)
    mean = _user_means(ratings, known)
    predicted = np.repeat(mean[:, None], len(S), axis=1)
    for i, s in enumerate(S):
        weights = known * np.maximum(s, 0.0)  # (users, items)
        nearest = np.argsort(-weights, axis=1, kind="stable")[:, :k]
        w = np.take_along_axis(weights, nearest, axis=1)
        total = w.sum(axis=1)
        rated = (w * np.take_along_axis(r, nearest, axis=1)).sum(axis=1)
        np.divide(rated, total, out=predicted[:, i], where=total > 0)
    return predicted


def _ratings(ratings: ArrayLike) -> tuple[Array, Booleans]:
    ratings = as_matrix(ratings, "ratings", finite=False)
    known = ~np.isnan(ratings)
    if not known.any() or np.isinf(ratings).any():
        raise ValueError("ratings must be finite or NaN, and at least one known")
    return ratings, known


def _user_means(ratings: Array, known: Booleans) -> Array:
    counts = known.sum(axis=1)
    totals = np.where(known, ratings, 0.0).sum(axis=1)
    overall = totals.sum() / counts.sum()
    return np.asarray(np.where(counts > 0, totals / np.maximum(counts, 1), overall))
