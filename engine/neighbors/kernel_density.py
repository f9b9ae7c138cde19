"""Kernel density estimation: a bump on every row, added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from engine.arrays import Array, as_matrix, as_rows, check_fitted
from engine.neighbors.distances import pairwise
from engine.system import system


def _log_ball(d: int) -> float:
    """Logarithm of the volume of the unit ball in d dimensions."""
    return float(d / 2 * np.log(np.pi) - gammaln(d / 2 + 1))


KERNELS: dict[str, Callable[[Array, int], Array]] = {
    "gaussian": lambda u, d: -(u**2) / 2 - d / 2 * np.log(2 * np.pi),
    "tophat": lambda u, d: np.where(u < 1, -_log_ball(d), -np.inf),
    "epanechnikov": lambda u, d: (
        np.log(np.maximum(1 - u**2, 0)) + np.log(d / 2 + 1) - _log_ball(d)
    ),
}
"""Log density of a bump of width 1 at distance u from its centre in d dimensions."""


@system("S07.08")
@dataclass(eq=False)
class KernelDensity:
    """Density `f(x) = 1 / (n h^d) sum_i K(|x - x_i| / h)`.

    Each K integrates to 1 over space, and so does f. The bandwidth h decides
    how smooth f is: small follows every row, large sees one hill.

    Args:
        bandwidth: h, positive, in the unit of the features.
        kernel: "gaussian", "tophat" (a constant ball), or "epanechnikov" (a
            parabola, the least mean squared error of all kernels).

    Attributes:
        X_: the rows, shape (n, d).

    Source:
        Silverman, Density Estimation for Statistics and Data Analysis (1986),
        sections 2.4 and 4.2.

    >>> model = KernelDensity(bandwidth=1.0).fit([[0.0]])
    >>> np.exp(model.score_samples([[0.0], [1.0]])).round(4)
    array([0.3989, 0.242 ])
    """

    bandwidth: float = 1.0
    kernel: str = "gaussian"

    def fit(self, X: ArrayLike) -> KernelDensity:
        """Store rows X, shape (n, d).

        Raises:
            ValueError: bandwidth is not positive, no such kernel, or X is no
                finite matrix.
        """
        X = as_matrix(X)
        if not self.bandwidth > 0:
            raise ValueError(f"bandwidth must be positive, got {self.bandwidth}")
        if self.kernel not in KERNELS:
            raise ValueError(f"kernel: {', '.join(KERNELS)}, got {self.kernel!r}")
        self.X_ = X.copy()
        return self

    def score_samples(self, X: ArrayLike) -> Array:
        """Log density `ln f(x)` of each row, shape (m,); -inf where f is 0.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "X_")
        n, d = self.X_.shape
        u = pairwise(as_rows(X, d), self.X_) / self.bandwidth
        with np.errstate(divide="ignore"):
            bumps = KERNELS[self.kernel](u, d)
            # The highest bump leaves the sum first: far away all of them
            # would round to 0.
            top = np.maximum(bumps.max(axis=1), np.finfo(float).min)
            total = np.log(np.exp(bumps - top[:, None]).sum(axis=1))
        return np.asarray(top + total - np.log(n) - d * np.log(self.bandwidth))
