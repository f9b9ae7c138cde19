"""Norms: the size of a vector or of a matrix as one number."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.algebra.svd import svd
from engine.arrays import as_matrix, as_vector


def vector_norm(v: ArrayLike, p: float = 2.0) -> float:
    """`(sum_i |v_i|^p)^(1 / p)`; the largest `|v_i|` for p = infinity.

    The entries are divided by the largest first, so that no power overflows.

    Args:
        v: finite numbers, shape (n,).
        p: at least 1; below it the triangle inequality fails, and it is no norm.

    Raises:
        ValueError: v is not such a vector, or p is below 1.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 2.2.

    >>> [round(vector_norm([3.0, -4.0], p), 3) for p in (1, 2, np.inf)]
    [7.0, 5.0, 4.0]
    """
    size = np.abs(as_vector(v))
    if not p >= 1:
        raise ValueError(f"p must be at least 1, got {p}")
    largest = float(size.max())
    if largest == 0 or np.isinf(p):
        return largest
    return float(largest * np.sum((size / largest) ** p) ** (1 / p))


def matrix_norm(A: ArrayLike, kind: str = "frobenius") -> float:
    """Size of a matrix, in one of five ways.

    `frobenius` is the root of the sum of squares, `columns` the largest sum of a
    column's absolute values (the 1-norm), `rows` the same for rows (the infinity
    norm), `spectral` the largest singular value (the 2-norm: by how much A
    stretches a vector at most), `nuclear` the sum of the singular values.

    Args:
        A: finite numbers, shape (m, n).
        kind: one of the five names.

    Raises:
        ValueError: A is not such a matrix, or kind is another word.

    Source:
        Golub and Van Loan, Matrix Computations (2013), section 2.3.

    >>> matrix_norm([[3.0, 0.0], [4.0, 0.0]])
    5.0
    >>> matrix_norm([[1.0, -2.0], [3.0, 4.0]], "columns")
    6.0
    """
    A = as_matrix(A, "A")
    match kind:
        case "frobenius":
            return vector_norm(A.ravel())
        case "columns":
            return float(np.abs(A).sum(axis=0).max())
        case "rows":
            return float(np.abs(A).sum(axis=1).max())
        case "spectral":
            return float(svd(A)[1].max())
        case "nuclear":
            return float(svd(A)[1].sum())
    raise ValueError(
        f"kind must be frobenius, columns, rows, spectral or nuclear, got {kind}"
    )
