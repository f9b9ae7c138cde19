"""Kernels: inner products in spaces that are never entered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_rows
from engine.neighbors.distances import squared_distances
from engine.system import system

KINDS = ("linear", "poly", "rbf", "sigmoid")


@system("S30.05")
@dataclass(frozen=True)
class Kernel:
    """K(x, z) for rows x and z, by kind:

        linear   <x, z>
        poly     (gamma <x, z> + coef0)^degree
        rbf      exp(-gamma |x - z|^2)
        sigmoid  tanh(gamma <x, z> + coef0)

    A kernel is `<phi(x), phi(z)>` for some map phi into a space of more, even
    endless, dimensions, without computing phi: `<x, z>^2` in two dimensions is
    the inner product of (x1^2, sqrt(2) x1 x2, x2^2). That holds if every matrix
    of rows with themselves is positive semidefinite; sigmoid's need not be.

    Args:
        kind: one of these.
        gamma: positive; rbf's is 1 / (2 width^2).
        degree: of "poly", at least 1.
        coef0: of "poly" and "sigmoid".

    Raises:
        ValueError: no such kind, or gamma or degree is out of range.

    Source:
        Schölkopf and Smola, Learning with Kernels (2002), section 2.1.

    >>> Kernel("poly", degree=2)([[1.0, 2.0]], [[3.0, 1.0]])
    array([[25.]])
    """

    kind: str = "rbf"
    gamma: float = 1.0
    degree: int = 3
    coef0: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not (self.gamma > 0 and self.degree >= 1):
            raise ValueError(
                f"kernel must be one of {', '.join(KINDS)}, gamma positive, degree at "
                f"least 1, got {self.kind!r}, {self.gamma} and {self.degree}"
            )

    def __call__(self, X: ArrayLike, Z: ArrayLike) -> Array:
        """K of each row of X, shape (m, d), with each of Z, (n, d); shape (m, n).

        Raises:
            ValueError: shapes do not fit, or a value is not finite.
        """
        Z = as_matrix(Z, "Z")
        X = as_rows(X, Z.shape[1])
        if self.kind == "rbf":
            return np.asarray(np.exp(-self.gamma * squared_distances(X, Z)))
        inner = X @ Z.T
        if self.kind == "linear":
            return np.asarray(inner)
        inner = self.gamma * inner + self.coef0
        return np.asarray(inner**self.degree if self.kind == "poly" else np.tanh(inner))


@system("S30.06")
def gamma_scale(X: ArrayLike) -> float:
    """A gamma for the scale of the data: `1 / (d var)`, var over all entries of X.

    The larger gamma, the nearer rows must be to be alike, and the more each row
    decides for itself. With columns of unlike units none fits: scale them first.

    Args:
        X: rows, shape (n, d).

    Returns:
        Gamma; 1 where all entries are alike.

    Raises:
        ValueError: X is no finite matrix.

    >>> gamma_scale([[0.0, 2.0], [2.0, 0.0]])
    0.5
    """
    X = as_matrix(X)
    variance = float(X.var())
    return 1 / (X.shape[1] * variance) if variance > 0 else 1.0
