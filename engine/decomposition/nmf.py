"""Non-negative matrix factorisation: parts that only add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import nnls

from engine.arrays import Array, as_matrix, as_rows, check_fitted
from engine.system import system

_TINY = np.finfo(float).tiny


@system("S01.14")
def nmf_step(X: ArrayLike, W: ArrayLike, H: ArrayLike) -> tuple[Array, Array]:
    """One step of Lee and Seung's on `|X - W H|^2 / 2`.

    `W <- W * (X H^T) / (W H H^T)`, then `H <- H * (W^T X) / (W^T W H)`, entry by
    entry. It is gradient descent whose step lengths turn the differences into
    quotients: what is non-negative stays so, and the loss never rises. But what
    is 0 stays 0.

    Args:
        X: non-negative, shape (n, d).
        W: non-negative, shape (n, k).
        H: non-negative, shape (k, d).

    Returns:
        The new W and H.

    Raises:
        ValueError: a value is negative or not finite, or shapes do not fit.

    Source:
        Lee and Seung, Algorithms for Non-negative Matrix Factorization (2001),
        theorem 1.

    >>> nmf_step([[4.0]], [[1.0]], [[2.0]])
    (array([[2.]]), array([[2.]]))
    """
    X, W, H = _positive(X, "X"), _positive(W, "W"), _positive(H, "H")
    if W.shape != (len(X), len(H)) or H.shape[1] != X.shape[1]:
        raise ValueError(f"W {W.shape} times H {H.shape} is not like X {X.shape}")
    W = W * (X @ H.T) / np.maximum(W @ (H @ H.T), _TINY)
    H = H * (W.T @ X) / np.maximum((W.T @ W) @ H, _TINY)
    return W, H


@system("S01.14", "S52.30")
@dataclass(eq=False)
class NMF:
    """Minimises `|X - W H|^2 / 2` over W, H >= 0: rows are sums of k parts.

    As nothing cancels, the parts (rows of H) tend to be pieces: topics of
    documents, features of faces. The minimum found depends on the start.

    Args:
        k: parts, at least 1.
        max_iter: steps at most.
        tol: stops when the loss falls by less than so much of the first loss in
            ten steps.

    Attributes:
        components_: H, shape (k, d).
        weights_: W of the rows learned from, shape (n, k).
        history_: the loss before the first and after each step, falling.
        converged_: whether it stopped by `tol`.

    >>> model = NMF(k=1).fit([[1.0, 2.0], [2.0, 4.0]], np.random.default_rng(0))
    >>> (model.weights_ @ model.components_).round(6)
    array([[1., 2.],
           [2., 4.]])
    """

    k: int = 2
    max_iter: int = 500
    tol: float = 1e-4

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> NMF:
        """Learn from non-negative rows X, shape (n, d).

        Raises:
            ValueError: k or max_iter is below 1, or a value is negative or not
                finite.
        """
        X = _positive(X, "X")
        if not min(self.k, self.max_iter) >= 1:
            raise ValueError(
                f"k and max_iter must be at least 1, got {self.k} and {self.max_iter}"
            )
        # So that entries of W H start near the mean of X.
        size = np.sqrt(X.mean() / self.k)
        W = size * rng.uniform(0.5, 1.5, (len(X), self.k))
        H = size * rng.uniform(0.5, 1.5, (self.k, X.shape[1]))
        history = [_loss(X, W, H)]
        self.converged_ = False
        while len(history) <= self.max_iter and not self.converged_:
            W, H = nmf_step(X, W, H)
            history.append(_loss(X, W, H))
            if len(history) > 10:
                self.converged_ = history[-11] - history[-1] < self.tol * history[0]
        self.weights_, self.components_, self.history_ = W, H, np.array(history)
        return self

    def transform(self, X: ArrayLike) -> Array:
        """For each row the w >= 0 that minimises `|x - w H|`, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features, or a negative value.
        """
        check_fitted(self, "components_")
        X = _positive(as_rows(X, self.components_.shape[1]), "X")
        return np.stack([nnls(self.components_.T, x)[0] for x in X])


def _loss(X: Array, W: Array, H: Array) -> float:
    return float(((X - W @ H) ** 2).sum() / 2)


def _positive(X: ArrayLike, name: str) -> Array:
    X = as_matrix(X, name)
    if X.min() < 0:
        raise ValueError(f"{name} must not be negative, got {X.min()}")
    return X
