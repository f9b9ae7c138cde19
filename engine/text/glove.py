"""GloVe: vectors whose products are the logarithms of co-occurrence counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S54.09")
def glove_loss(
    X: ArrayLike, theta: ArrayLike, x_max: float = 100.0
) -> tuple[float, Array]:
    """`J = sum_ij f(X_ij) (w_i c_j + a_i + b_j - ln X_ij)^2` over counts above 0.

    `f(x) = min(1, (x / x_max)^0.75)`: rare pairs are noise and count less, very
    frequent ones do not count ever more, absent ones not at all.

    Args:
        X: co-occurrence counts, at least 0, shape (v, v).
        theta: w, c, a and b side by side: `w_i, a_i` in the first d + 1 columns,
            `c_i, b_i` in the others, shape (v, 2 d + 2).
        x_max: see above.

    Returns:
        The loss and its gradient, shape (v, 2 d + 2).

    Raises:
        ValueError: shapes do not fit, or a count is negative.

    Source:
        Pennington, Socher, Manning, GloVe: Global Vectors for Word Representation
        (2014), equations 8 and 9. The original has no 1/2 either, but its code
        halves the loss.

    >>> loss, gradient = glove_loss([[1.0]], [[1.0, 0.0, 1.0, 0.0]], x_max=1.0)
    >>> loss, gradient  # (1 1 + 0 + 0 - ln 1)^2
    (1.0, array([[2., 2., 2., 2.]]))
    """
    X, theta = as_matrix(X, "X"), as_matrix(theta, "theta")
    v, half = len(X), theta.shape[1] // 2
    if X.shape != (v, v) or theta.shape != (v, 2 * half) or half < 2:
        raise ValueError(f"do not fit: X {X.shape}, theta {theta.shape}")
    if X.min() < 0:
        raise ValueError(f"a count must not be negative, got {X.min()}")
    w, a, c, b = np.split(theta, [half - 1, half, 2 * half - 1], axis=1)
    weight = np.where(X > 0, np.minimum(1.0, (X / x_max) ** 0.75), 0.0)
    residual = w @ c.T + a + b.T - np.log(np.where(X > 0, X, 1.0))
    g = 2 * weight * residual
    by_a, by_b = g.sum(axis=1, keepdims=True), g.sum(axis=0)[:, None]
    return float((weight * residual**2).sum()), np.hstack([g @ c, by_a, g.T @ w, by_b])


@system("S54.09", "S52.10", "S57.06")
def glove(  # noqa: PLR0913
    X: ArrayLike,
    d: int,
    rng: np.random.Generator,
    *,
    x_max: float = 100.0,
    lr: float = 0.05,
    steps: int = 500,
) -> tuple[Array, Array]:
    """Minimise `glove_loss` by AdaGrad, over all pairs at once.

    Args:
        X: co-occurrence counts, shape (v, v); see `cooccurrence`.
        d: entries of a vector, at least 1.
        rng: of the start.
        x_max: as `glove_loss`.
        lr: of AdaGrad.
        steps: how many.

    Returns:
        Vectors `w + c`, shape (v, d), and the loss before each step.

    Raises:
        ValueError: as `glove_loss`.

    Source:
        Pennington, Socher, Manning (2014), section 4.2.

    >>> vectors, losses = glove([[0, 9], [9, 0]], 2, np.random.default_rng(0))
    >>> vectors.shape, bool(losses[-1] < 1e-6 < losses[0])
    ((2, 2), True)
    """
    v = len(as_matrix(X, "X"))
    theta = rng.uniform(-0.5, 0.5, (v, 2 * d + 2)) / d
    seen = np.ones_like(theta)
    losses = []
    for _ in range(steps):
        loss, g = glove_loss(X, theta, x_max)
        losses.append(loss)
        # The squares of this step are added first: no step is longer than lr.
        seen += g**2
        theta -= lr * g / np.sqrt(seen)
    return theta[:, :d] + theta[:, d + 1 : -1], np.array(losses)
