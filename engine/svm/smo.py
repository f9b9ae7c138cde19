"""Sequential minimal optimisation: the dual, two multipliers at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_matrix, as_vector, check_length
from engine.system import system


@system("S30.02")
def smo(
    K: ArrayLike,
    y: ArrayLike,
    C: float,
    p: ArrayLike,
    stop: tuple[float, int] = (1e-3, 100_000),
) -> tuple[Array, float, int, bool]:
    """Minimises `sum_ij a_i a_j y_i y_j K_ij / 2 + <p, a>` over `0 <= a <= C`.

    And over `<y, a> = 0`. With p = -1 it is the dual of the soft margin.

    One multiplier alone cannot move, or `<y, a> = 0` would break; two can, along a
    line, on which the minimum has a formula. The pair: i, which breaks the
    optimality conditions most, and j, which gives the largest fall.

    Args:
        K: kernel matrix of the rows, shape (n, n).
        y: signs -1 and 1, shape (n,).
        C: bound, positive; may be inf.
        p: shape (n,).
        stop: stops when the conditions hold up to the first, a tolerance; or after
            so many pairs.

    Returns:
        a, shape (n,); the intercept b of `sum_i a_i y_i K(x_i, x) + b`; pairs
        taken; whether it stopped by the tolerance.

    Raises:
        ValueError: shapes do not fit, a value is not finite, another sign, or C is
            not positive.

    Source:
        Fan, Chen, Lin, Working Set Selection Using Second Order Information for
        Training Support Vector Machines (2005), algorithm 2.

    >>> a, b, *_ = smo([[1.0, -1.0], [-1.0, 1.0]], [1, -1], 10.0, [-1.0, -1.0])
    >>> a, b
    (array([0.5, 0.5]), 0.0)
    """
    K, y, p = as_matrix(K, "K"), as_vector(y, "y"), as_vector(p, "p")
    check_length(y, len(K), "y")
    check_length(p, len(K), "p")
    if K.shape[0] != K.shape[1] or not (np.abs(y) == 1).all() or not C > 0:
        raise ValueError(
            "K must be square, y hold -1 and 1, and C be positive, got "
            f"{K.shape} and C = {C}"
        )
    # In z = y a every step is +t for one and -t for another, whatever their signs.
    z = np.zeros(len(y))
    low, high = np.where(y > 0, 0.0, -C), np.where(y > 0, C, 0.0)
    # Minus y times the gradient: at the optimum it is b wherever z is free.
    v = -y * p
    diagonal = np.diagonal(K)
    bends = np.maximum(diagonal[:, None] + diagonal - 2 * K, 1e-12)
    # 0 where z may rise, or fall; -inf where it may not. Only two change in a step.
    up, down = np.where(z < high, 0.0, -np.inf), np.where(z > low, 0.0, -np.inf)
    tol, most = stop
    pairs, converged = 0, False
    while True:
        i = int((v + up).argmax())
        gap = v[i] - v + down
        converged = bool(v[i] + up[i] - (v - down).min() <= tol)
        if converged or pairs == most:
            break
        j = int((np.maximum(gap, 0.0) ** 2 / bends[i]).argmax())
        step = min(gap[j] / bends[i, j], high[i] - z[i], z[j] - low[j])
        # At a bound exactly there, or rounding would leave it free.
        z[i] = high[i] if step == high[i] - z[i] else z[i] + step
        z[j] = low[j] if step == z[j] - low[j] else z[j] - step
        for k in (i, j):
            up[k] = 0.0 if z[k] < high[k] else -np.inf
            down[k] = 0.0 if z[k] > low[k] else -np.inf
        v -= step * (K[i] - K[j])
        pairs += 1
    return np.asarray(y * z) + 0.0, _intercept(v, up, down), pairs, converged


def _intercept(v: Array, up: Array, down: Array) -> float:
    """The middle of what the conditions allow: free multipliers leave tol of room."""
    ends = np.array([(v + up).max(), (v - down).min()])
    # With one class only, there is no bound on one side.
    return float(ends[np.isfinite(ends)].mean())


@system("S30.03")
def support_vectors(a: ArrayLike, C: float) -> tuple[Booleans, Booleans]:
    """Which rows hold the boundary: those on the margin, and those short of it.

    Rows with a = 0 are beyond the margin: without them nothing would change. Rows
    with 0 < a < C are on it, rows with a = C inside it or on the wrong side; with
    a soft margin most support vectors are of this kind, and not near the plane.

    Args:
        a: multipliers, shape (n,).
        C: their bound.

    Returns:
        On the margin, shape (n,), and short of it, shape (n,).

    Raises:
        ValueError: a is no finite vector, or not within 0 and C.

    >>> on, short = support_vectors([0.0, 0.5, 2.0], C=2.0)
    >>> on.tolist(), short.tolist()
    ([False, True, False], [False, False, True])
    """
    a = as_vector(a, "a")
    if not (a.min() >= 0 and a.max() <= C):
        raise ValueError(f"a must be within 0 and C = {C}")
    return np.asarray((a > 0) & (a < C)), np.asarray((a > 0) & (a == C))
