"""Matrix factorisation: ratings that are missing, by stochastic gradient descent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S25.08", "S02.08")
@dataclass(eq=False)
class MatrixFactorisation:
    """Rating of item i by user u: `mu + b_u + c_i + <p_u, q_i>`.

    Minimises the sum over known ratings of `e^2 / 2 + lam / 2 (b_u^2 + c_i^2 +
    |p_u|^2 + |q_i|^2)`, e being the error. Each known rating in turn, in an order
    drawn anew each epoch, moves what it depends on against its gradient:

        b_u += lr (e - lam b_u)        p_u += lr (e q_i - lam p_u)
        c_i += lr (e - lam c_i)        q_i += lr (e p_u - lam q_i)

    Args:
        k: factors, at least 1.
        lr: step length, positive.
        lam: strength of the penalty, at least 0.
        epochs: rounds over the known ratings, at least 1.

    Attributes:
        mu_: the mean of the known ratings.
        user_bias_: b, shape (n,).
        item_bias_: c, shape (d,).
        users_: p, shape (n, k).
        items_: q, shape (d, k).
        predictions_: all ratings, shape (n, d).
        history_: root mean squared error on the known ratings after each epoch.

    Source:
        Koren, Bell, Volinsky, Matrix Factorization Techniques for Recommender
        Systems (2009), equations 4 and 5.

    >>> ratings = [[5.0, 1.0, 5.0], [1.0, 5.0, np.nan], [5.0, 1.0, 5.0]]
    >>> model = MatrixFactorisation(1, lam=0.0, epochs=300)
    >>> model = model.fit(ratings, np.random.default_rng(0))
    >>> model.predictions_.round(1)[0]
    array([5., 1., 5.])
    """

    k: int = 2
    lr: float = 0.03
    lam: float = 0.02
    epochs: int = 50

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> MatrixFactorisation:
        """Learn from ratings X, users in rows, NaN where unknown, shape (n, d).

        Raises:
            ValueError: a parameter is out of range, a rating is infinite, or all
                are unknown.
        """
        X = as_matrix(X, finite=False)
        known = ~np.isnan(X)
        as_matrix(np.where(known, X, 0.0))  # raises if a rating is infinite
        if not known.any():
            raise ValueError("X has no known rating: all are NaN")
        if not (min(self.k, self.epochs) >= 1 and self.lr > 0 and self.lam >= 0):
            raise ValueError(
                "k and epochs must be at least 1, lr positive, lam at least 0, got "
                f"{self.k}, {self.epochs}, {self.lr} and {self.lam}"
            )
        (n, d), lr, lam = X.shape, self.lr, self.lam
        mu = float(X[known].mean())
        b, c = np.zeros(n), np.zeros(d)
        # Small and random: from zeros p and q would never move.
        P, Q = 0.1 * rng.normal(size=(n, self.k)), 0.1 * rng.normal(size=(d, self.k))
        pairs, history = np.argwhere(known), []
        for _ in range(self.epochs):
            for u, i in rng.permutation(pairs).tolist():
                p, q = P[u], Q[i]
                e = X[u, i] - mu - b[u] - c[i] - p @ q
                b[u] += lr * (e - lam * b[u])
                c[i] += lr * (e - lam * c[i])
                P[u], Q[i] = p + lr * (e * q - lam * p), q + lr * (e * p - lam * q)
            predictions = mu + b[:, None] + c + P @ Q.T
            history.append(np.sqrt(((X - predictions)[known] ** 2).mean()))
        self.mu_, self.user_bias_, self.item_bias_ = mu, b, c
        self.users_, self.items_ = P, Q
        self.predictions_: Array = predictions
        self.history_ = np.array(history)
        return self
