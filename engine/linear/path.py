"""Coefficients over the strength of the penalty."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair, as_vector
from engine.linear.lasso import sweep_coordinates
from engine.system import system


@system("S18.06")
def elastic_net_path(
    X: ArrayLike, y: ArrayLike, l1_ratio: float = 1.0, points: int = 50,
    ratio: float = 1e-3,
) -> tuple[Array, Array]:  # fmt: skip
    """Weights of `ElasticNet` from the strength where all are 0 downwards.

    The strengths are geometric, from `max_j |x_j . y| / (n r)` to `ratio` times
    that. Each fit starts where the last one ended, so the whole path costs little
    more than its last point.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).
        l1_ratio: r, in (0, 1]; 1 is lasso.
        points: of the path.
        ratio: of the weakest penalty to the strongest.

    Returns:
        Strengths, shape (points,), falling, and weights, shape (points, d).

    Raises:
        ValueError: l1_ratio is not in (0, 1], or shapes do not fit.

    >>> X, y = [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]], [4, 2, -2, -4]
    >>> alphas, weights = elastic_net_path(X, y, points=3, ratio=0.01)
    >>> alphas.round(2), weights.round(2).tolist()
    (array([3.  , 0.3 , 0.03]), [[0.0, 0.0], [2.7, 0.7], [2.97, 0.97]])
    """
    X, y = as_pair(X, y)
    if not 0 < l1_ratio <= 1:
        raise ValueError(f"l1_ratio must be in (0, 1], got {l1_ratio}")
    centred = X - X.mean(axis=0)
    G = centred.T @ centred / len(X)
    c = centred.T @ (y - y.mean()) / len(X)
    strongest = float(np.abs(c).max()) / l1_ratio
    alphas = strongest * np.geomspace(1, ratio, points)
    weights = np.zeros((points, X.shape[1]))
    w = weights[0]
    for i, alpha in enumerate(alphas):
        l1, l2 = alpha * l1_ratio, alpha * (1 - l1_ratio)
        weights[i] = w = sweep_coordinates(G, c, l1, l2, start=w)[0]
    return alphas, weights


@system("S18.06")
def ridge_path(X: ArrayLike, y: ArrayLike, alphas: ArrayLike) -> tuple[Array, Array]:
    """Weights of `Ridge` for many strengths from one decomposition.

    With `X = U diag(s) V^T`, centred, `w = V diag(s / (s^2 + alpha)) U^T y`: the
    part of the fit along each singular direction is kept to the share
    `s^2 / (s^2 + alpha)`, so weak directions shrink most, not all alike. The sum
    of the shares is the effective number of parameters.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).
        alphas: strengths, positive, shape (m,).

    Returns:
        Weights, shape (m, d), and effective numbers of parameters, shape (m,),
        without the intercept.

    Raises:
        ValueError: a strength is not positive, or shapes do not fit.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), equations 3.47 and 3.50.

    >>> weights, df = ridge_path([[-1.0], [1.0]], [-2.0, 2.0], [2.0, 6.0])
    >>> weights.ravel(), df
    (array([1. , 0.5]), array([0.5 , 0.25]))
    """
    X, y = as_pair(X, y)
    alphas = as_vector(alphas, "alphas")
    if not (alphas > 0).all():
        raise ValueError(f"alphas must be positive, got {alphas.min()}")
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    scale = s / (s**2 + alphas[:, None])  # (m, rank)
    weights = scale * (U.T @ (y - y.mean())) @ Vt
    return weights, np.asarray((scale * s).sum(axis=1))
