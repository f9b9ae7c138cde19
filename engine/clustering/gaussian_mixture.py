"""A mixture of Gaussians, learned by expectation-maximisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import (
    Array,
    Integers,
    as_matrix,
    as_rows,
    check_fitted,
    check_length,
)
from engine.clustering.kmeans import KMeans
from engine.system import system

COVARIANCES: dict[str, Callable[[Array, Array], Array]] = {
    "full": lambda S, _: S,
    "tied": lambda S, w: np.broadcast_to(np.einsum("k,kij->ij", w, S), S.shape),
    "diag": lambda S, _: S * np.eye(S.shape[-1]),
    "spherical": lambda S, _: (
        np.trace(S, axis1=1, axis2=2)[:, None, None] / S.shape[-1] * np.eye(S.shape[-1])
    ),
}
"""What the k covariances S, shape (k, d, d), may be, given the weights w: anything, one
for all, without correlations, round."""

_Parts = tuple[Array, Array, Array]
"""Weights, shape (k,); means, shape (k, d); covariances, shape (k, d, d)."""


@system("S11.06", "S07.08")
def gaussian_mixture_em(
    X: ArrayLike,
    responsibilities: ArrayLike,
    covariance: str = "full",
    max_iter: int = 100,
    tol: float = 1e-6,
) -> tuple[Array, Array, Array, Array, bool]:
    """Weights, means and covariances that raise `sum_i ln sum_j w_j N(x_i; mu_j, S_j)`.

    E: `r_ij = w_j N(x_i; mu_j, S_j) / sum_l w_l N(x_i; mu_l, S_l)`, the probability
    that row i came from part j. M: with `n_j = sum_i r_ij`, `w_j = n_j / n`,
    `mu_j = sum_i r_ij x_i / n_j`, and S_j the weighted covariance (divided by n_j)
    plus 1e-6 I, which keeps a part from shrinking onto one row, where the
    likelihood is infinite. No step lowers the likelihood, but for that 1e-6.

    Args:
        X: rows, shape (n, d).
        responsibilities: to start the first M from, shape (n, k), rows summing to 1.
        covariance: "full", "tied", "diag" or "spherical", see `COVARIANCES`.
        max_iter: rounds of E and M at most.
        tol: stops when the mean log-likelihood of a row rises by less.

    Returns:
        Weights, shape (k,); means, shape (k, d); covariances, shape (k, d, d);
        mean log-likelihood of a row in each E; whether it stopped by `tol`.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or no such covariance.

    Source:
        Bishop, Pattern Recognition and Machine Learning (2006), section 9.2.2.

    >>> X, r = [[0.0], [2.0], [9.0]], [[1, 0], [1, 0], [0, 1]]
    >>> w, mu, *_ = gaussian_mixture_em(X, r)
    >>> w.round(2), mu.round(2).tolist()
    (array([0.67, 0.33]), [[1.0], [9.0]])
    """
    X, r = as_matrix(X), as_matrix(responsibilities, "responsibilities")
    check_length(r, len(X), "responsibilities")
    if covariance not in COVARIANCES:
        raise ValueError(f"covariance: {', '.join(COVARIANCES)}, got {covariance!r}")
    parts, history, converged = _maximise(X, r, covariance), [], False
    for _ in range(max_iter):
        joint = _log_joint(X, parts)
        total = _log_sum(joint)
        history.append(total.mean())
        converged = len(history) > 1 and history[-1] - history[-2] < tol
        if converged:
            break
        parts = _maximise(X, np.exp(joint - total[:, None]), covariance)
    return *parts, np.array(history), converged


def _maximise(X: Array, r: Array, covariance: str) -> _Parts:
    n, d = X.shape
    # A part that no row belongs to keeps a trace of weight, not 0 / 0.
    mass = r.sum(axis=0) + 10 * np.finfo(float).eps
    means = (r.T @ X) / mass[:, None]
    S = np.stack([((X - m).T * p) @ (X - m) for m, p in zip(means, r.T, strict=True)])
    S = COVARIANCES[covariance](S / mass[:, None, None], mass / n)
    return mass / n, means, S + 1e-6 * np.eye(d)


def _log_joint(X: Array, parts: _Parts) -> Array:
    """`ln (w_j N(x_i; mu_j, S_j))`, shape (n, k), by Cholesky's factors of S."""
    weights, means, S = parts
    L = np.linalg.cholesky(S)
    # |L^-1 (x - mu)|^2 is Mahalanobis's squared distance.
    z = np.linalg.solve(L, np.swapaxes(X - means[:, None], 1, 2))  # (k, d, n)
    log_det = 2 * np.log(np.diagonal(L, axis1=1, axis2=2)).sum(axis=1)
    constant = np.log(weights) - (log_det + X.shape[1] * np.log(2 * np.pi)) / 2
    return np.asarray(constant - (z**2).sum(axis=1).T / 2)


def _log_sum(joint: Array) -> Array:
    top = joint.max(axis=1)
    return np.asarray(top + np.log(np.exp(joint - top[:, None]).sum(axis=1)))


@system("S11.06", "S07.08")
@dataclass(eq=False)
class GaussianMixture:
    """Density `f(x) = sum_j w_j N(x; mu_j, S_j)`, which is also a soft clustering.

    Starts from k-means, and goes on with `gaussian_mixture_em`. k-means is the
    limit of equal round covariances that shrink to 0.

    Args:
        k: number of Gaussians, 1 to n.
        covariance: "full", "tied", "diag" or "spherical".
        n_init: starts of k-means, of which the best is used.
        max_iter: rounds of E and M at most.
        tol: stops when the mean log-likelihood of a row rises by less.

    Attributes:
        weights_: shape (k,), summing to 1.
        means_: shape (k, d).
        covariances_: shape (k, d, d).
        history_: mean log-likelihood of a row in each round.
        converged_: whether it stopped by `tol`.

    >>> X = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> model = GaussianMixture(k=2).fit(X, np.random.default_rng(0))
    >>> sorted(model.means_[:, 0].round(3).tolist())
    [0.5, 10.5]
    """

    k: int = 1
    covariance: str = "full"
    n_init: int = 5
    max_iter: int = 200
    tol: float = 1e-6

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> GaussianMixture:
        """Learn from rows X, shape (n, d).

        Raises:
            ValueError: a parameter is out of range, or X is no finite matrix.
        """
        X = as_matrix(X)
        labels = KMeans(self.k, n_init=self.n_init).fit(X, rng).labels_
        found = gaussian_mixture_em(
            X, np.eye(self.k)[labels], self.covariance, self.max_iter, self.tol
        )
        self.weights_, self.means_, self.covariances_ = found[:3]
        self.history_, self.converged_ = found[3:]
        return self

    def _joint(self, X: ArrayLike) -> Array:
        check_fitted(self, "means_")
        X = as_rows(X, self.means_.shape[1])
        return _log_joint(X, (self.weights_, self.means_, self.covariances_))

    def score_samples(self, X: ArrayLike) -> Array:
        """Log density `ln f(x)` of each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return _log_sum(self._joint(X))

    def predict_proba(self, X: ArrayLike) -> Array:
        """Probability that each row came from each Gaussian, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        joint = self._joint(X)
        return np.asarray(np.exp(joint - _log_sum(joint)[:, None]))

    def predict(self, X: ArrayLike) -> Integers:
        """The most probable Gaussian of each row, shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        return np.asarray(self._joint(X).argmax(axis=1))
