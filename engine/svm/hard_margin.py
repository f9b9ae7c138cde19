"""The hard margin: the plane farthest from both classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

from engine.arrays import Array, Integers, as_labels, as_matrix
from engine.svm.smo import smo
from engine.system import system


@system("S30.01")
def hard_margin(X: ArrayLike, y: ArrayLike) -> tuple[Array, float, Integers]:
    """Minimises `|w|^2 / 2` with `y_i (w x_i + b) >= 1` for every row.

    That is a quadratic program. Its dual has one multiplier a row and
    `w = sum_i a_i y_i x_i`; all but those of the support vectors, which are
    exactly at distance `1 / |w|`, are 0. Whether any plane separates the classes
    is a linear program, solved first: if none does, the dual has no end.

    Args:
        X: rows, shape (n, d).
        y: labels of two classes, shape (n,); the second, sorted, is +1.

    Returns:
        w, shape (d,); b; the indices of the support vectors.

    Raises:
        ValueError: shapes do not fit, a value is not finite, not two classes, or
            no plane separates them.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 4.5.2.

    >>> w, b, support = hard_margin([[0.0], [1.0], [3.0], [9.0]], [0, 0, 1, 1])
    >>> w.round(6), round(b, 6), support
    (array([1.]), -2.0, array([1, 2]))
    """
    X = as_matrix(X)
    signs = _signs(as_labels(y, len(X)))
    if not _separable(X, signs):
        raise ValueError("no plane separates the classes: a hard margin needs one")
    # Centred and scaled, so that tol means the same for any data.
    mean, scale = X.mean(axis=0), float(X.std()) or 1.0
    Z = (X - mean) / scale
    a, b, _, _ = smo(Z @ Z.T, signs, np.inf, -np.ones(len(X)), (1e-10, 100_000))
    w = (a * signs) @ Z / scale
    return np.asarray(w), float(b - w @ mean), np.flatnonzero(a > 1e-8 * a.max())


def _signs(y: NDArray[np.generic]) -> Array:
    classes, codes = np.unique(y, return_inverse=True)
    if len(classes) != 2:
        raise ValueError(f"y must have two classes, got {len(classes)}")
    return np.asarray(2.0 * codes - 1)


def _separable(X: Array, signs: Array) -> bool:
    """Whether some w and b have `y_i (w x_i + b) >= 1` for every row."""
    rows = -signs[:, None] * np.column_stack([X, np.ones(len(X))])
    nothing = np.zeros(rows.shape[1])
    found = linprog(nothing, rows, -np.ones(len(X)), bounds=(None, None))
    return bool(found.status == 0)
