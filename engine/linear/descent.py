"""Least squares by gradient descent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_pair
from engine.losses.regression import mse
from engine.optim.loop import Path, optimise
from engine.optim.momentum import SGD
from engine.system import system


@system("S06.07", "S14.05", "S15.02")
def descend_least_squares(
    X: ArrayLike,
    y: ArrayLike,
    lr: float | None = None,
    steps: int = 1000,
    tol: float = 0.0,
) -> Path:
    """Minimise the mean squared error of `X w + b` step by step from 0.

    The gradient is `2/n A^T (A theta - y)`, A being X behind a column of ones
    and theta (b, w). It reaches what the normal equations give if and only if
    lr is below `2 / L`, L being the largest eigenvalue of `2/n A^T A`. From 0 it
    stays in the row space of A, so where columns are dependent it finds the
    solution of least norm, which the normal equations cannot.

    Args:
        X: rows, shape (n, d).
        y: targets, shape (n,).
        lr: learning rate; by default 1 / L.
        steps: how many at most.
        tol: stop where no entry of the gradient is above it.

    Returns:
        The path of (b, w), the losses, and whether it converged.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    Source:
        Nesterov, Introductory Lectures on Convex Optimization (2004),
        section 2.1.5.

    >>> descend_least_squares([[-1.0], [1.0]], [1.0, 5.0]).theta[-1]
    array([3., 2.])
    """
    X, y = as_pair(X, y)
    A = np.column_stack([np.ones(len(X)), X])

    def loss(theta: Array) -> tuple[float, Array]:
        value, by_prediction = mse(A @ theta, y)
        return value, A.T @ by_prediction

    if lr is None:
        lr = 1 / float(np.linalg.eigvalsh(2 / len(A) * A.T @ A)[-1])
    return optimise(loss, np.zeros(A.shape[1]), SGD(lr), steps, tol)


@system("S17.08")
def scaling_effect(
    X: ArrayLike, y: ArrayLike, tol: float = 1e-6, limit: int = 100_000
) -> dict[str, dict[str, float]]:
    """Gradient descent with and without standardised columns.

    Descent needs about as many steps as the condition number of `A^T A`, the
    ratio of its largest to its smallest eigenvalue; features of scales 1 and
    100 make that 10,000. Standardising makes the columns equally long.

    Args:
        X: rows, shape (n, d); no column constant.
        y: targets, shape (n,).
        tol: a run ends when no entry of the gradient is above it.
        limit: most steps.

    Returns:
        "raw" and "standardised", each with "condition", "steps" and "loss".

    Raises:
        ValueError: shapes do not fit, or a column is constant.

    >>> found = scaling_effect([[1, 0], [-1, 0], [0, 9], [0, -9]], [1, 0, 3, 2])
    >>> [round(found[kind]["condition"]) for kind in ("raw", "standardised")]
    [81, 1]
    """
    X, y = as_pair(X, y)
    deviation = X.std(axis=0)
    if not deviation.all():
        raise ValueError("a constant column cannot be standardised")
    found = {}
    kinds = {"raw": X, "standardised": (X - X.mean(axis=0)) / deviation}
    for kind, rows in kinds.items():
        path = descend_least_squares(rows, y, steps=limit, tol=tol)
        A = np.column_stack([np.ones(len(rows)), rows])
        found[kind] = {
            "condition": float(np.linalg.cond(A) ** 2),
            "steps": float(len(path.loss) - 1),
            "loss": float(path.loss[-1]),
        }
    return found
