"""Reduced row echelon form: rank by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S09.12")
def row_reduce(A: ArrayLike) -> tuple[Array, list[int]]:
    """Reduced row echelon form, and the columns that hold a pivot.

    Each pivot is 1, alone in its column and right of the pivot above. There are
    as many pivots as independent rows, which is as many as independent columns:
    the rank. Entries below `max(m, n) eps max|A|` count as 0; where that is a
    matter of opinion, `engine.algebra.svd.rank` is the better judge.

    Args:
        A: finite numbers, shape (m, n).

    Returns:
        The form, shape (m, n), and the pivot columns in order.

    Raises:
        ValueError: A is not such a matrix.

    Source:
        Strang, Introduction to Linear Algebra (2016), section 3.2.

    >>> row_reduce([[1.0, 2.0, 3.0], [2.0, 4.0, 7.0]])
    (array([[1., 2., 0.],
           [0., 0., 1.]]), [0, 2])
    """
    R = as_matrix(A, "A").copy()
    negligible = max(R.shape) * np.finfo(float).eps * np.abs(R).max()
    pivots: list[int] = []
    for j in range(R.shape[1]):
        row = len(pivots)
        if row == len(R):
            break
        best = row + int(np.abs(R[row:, j]).argmax())
        if np.abs(R[best, j]) <= negligible:
            R[row:, j] = 0.0
            continue
        R[[row, best]] = R[[best, row]]
        R[row] /= R[row, j]
        others = np.arange(len(R)) != row
        R[others] -= np.outer(R[others, j], R[row])
        pivots.append(j)
    # Adding 0 makes -0 to 0.
    return R + 0.0, pivots
