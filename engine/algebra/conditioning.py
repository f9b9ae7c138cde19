"""An experiment: what an ill-conditioned matrix does to a solution."""

from __future__ import annotations

import numpy as np

from engine.algebra.elimination import inverse, solve
from engine.algebra.svd import condition_number
from engine.arrays import Array


def hilbert(n: int) -> Array:
    """The textbook's ill-conditioned matrix: `H_ij = 1 / (i + j - 1)`, i, j from 1.

    Its condition number grows as `exp(3.5 n)`; from n = 13 on it is singular in
    float64.

    Args:
        n: rows and columns, at least 1.

    Raises:
        ValueError: n is below 1.

    Source:
        Higham, Accuracy and Stability of Numerical Algorithms (2002), section 28.1.

    >>> hilbert(2).round(3)
    array([[1.   , 0.5  ],
           [0.5  , 0.333]])
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    i = np.arange(1, n + 1)
    return np.asarray(1 / (i[:, None] + i - 1))


def inverse_against_solve(n: int) -> dict[str, float]:
    """Solve `H x = H 1` both ways, for the Hilbert matrix of size n.

    `solve` leaves a residual of the size of rounding whatever the condition;
    multiplying with the inverse does not. The error of x, whose true value is a
    vector of ones, is large either way: that is the condition number's doing.

    Args:
        n: rows and columns, at least 1.

    Returns:
        `condition`; `solve_residual` and `inverse_residual`, `max |H x - b|`;
        `solve_error` and `inverse_error`, `max |x - 1|`.

    Raises:
        ValueError: n is below 1.

    Source:
        Higham, Accuracy and Stability of Numerical Algorithms (2002), chapter 14.

    >>> found = inverse_against_solve(10)
    >>> found["solve_residual"] < 1e-14 < 1e-6 < found["inverse_residual"]
    True
    """
    H = hilbert(n)
    b = H.sum(axis=1)
    found = {"condition": condition_number(H)}
    for way, x in (("solve", solve(H, b)), ("inverse", inverse(H) @ b)):
        found[f"{way}_residual"] = float(np.abs(H @ x - b).max())
        found[f"{way}_error"] = float(np.abs(x - 1).max())
    return found
