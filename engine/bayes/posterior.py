"""Bayes' theorem: from what was likely to what is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, as_rows, as_vector, check_fitted
from engine.system import system


@system("S12.02")
def posterior(prior: ArrayLike, likelihood: ArrayLike) -> Array:
    """`P(c | x) = P(c) P(x | c) / sum_c' P(c') P(x | c')`.

    The evidence below the line is one number for all classes: to find the most
    probable class, it is not needed.

    Args:
        prior: P(c), 0 or more, shape (k,); need not sum to 1.
        likelihood: P(x | c), probabilities or densities, shape (..., k).

    Returns:
        P(c | x), shape (..., k), summing to 1.

    Raises:
        ValueError: shapes do not fit, a value is negative or NaN, or every class
            has probability 0.

    >>> posterior([0.01, 0.99], [0.9, 0.05]).round(4)  # ill, well; test positive
    array([0.1538, 0.8462])
    """
    prior, likelihood = as_vector(prior, "prior"), np.asarray(likelihood, dtype=float)
    if likelihood.shape[-1:] != prior.shape:
        raise ValueError(
            f"likelihood must have shape (..., {len(prior)}), got {likelihood.shape}"
        )
    if not (prior.min() >= 0 and (likelihood >= 0).all()):
        raise ValueError("prior and likelihood must hold probabilities, 0 or more")
    # By logarithms: a product of small numbers may be too small for a float.
    with np.errstate(divide="ignore"):
        return normalise(np.log(prior) + np.log(likelihood))


@system("S12.03")
def naive_posterior(prior: ArrayLike, likelihoods: ArrayLike) -> Array:
    """Posterior if features are independent given the class.

    `P(c | x) proportional to P(c) prod_i P(x_i | c)`, as a sum of logarithms:
    ten thousand factors of 0.1 would round to 0. If two features always agree,
    their evidence is counted twice, and the posterior is surer than it should be.

    Args:
        prior: P(c), shape (k,).
        likelihoods: P(x_i | c), a row for each class, shape (..., k, d).

    Returns:
        P(c | x), shape (..., k).

    Raises:
        ValueError: as `posterior`.

    >>> naive_posterior([0.5, 0.5], [[0.9, 0.8], [0.1, 0.2]]).round(3)
    array([0.973, 0.027])
    >>> naive_posterior([0.5, 0.5], [[0.9, 0.9, 0.8], [0.1, 0.1, 0.2]]).round(3)
    array([0.997, 0.003])
    """
    prior, likelihoods = as_vector(prior, "prior"), np.asarray(likelihoods, dtype=float)
    if likelihoods.ndim < 2 or likelihoods.shape[-2] != len(prior):
        raise ValueError(
            f"likelihoods must have shape (..., {len(prior)}, d), got "
            f"{likelihoods.shape}"
        )
    if not (prior.min() >= 0 and (likelihoods >= 0).all()):
        raise ValueError("prior and likelihoods must hold probabilities, 0 or more")
    with np.errstate(divide="ignore"):
        return normalise(np.log(prior) + np.log(likelihoods).sum(axis=-1))


def normalise(log_joint: ArrayLike) -> Array:
    """Probabilities from logarithms that lack a common term: divide by the sum.

    Args:
        log_joint: `ln P(c, x)`, up to a constant for each x, shape (..., k).

    Returns:
        P(c | x), shape (..., k).

    Raises:
        ValueError: every class of an x has probability 0, or a value is NaN.

    >>> normalise([-1000.0, -1000.0])
    array([0.5, 0.5])
    """
    log_joint = np.asarray(log_joint, dtype=float)
    top = log_joint.max(axis=-1, keepdims=True)
    if not np.isfinite(top).all():
        raise ValueError("every class has probability 0, or one is not a number")
    joint = np.exp(log_joint - top)
    return np.asarray(joint / joint.sum(axis=-1, keepdims=True))


class _NaiveBayes:
    """What the classifiers share: from a joint probability to an answer."""

    classes_: NDArray[Any]
    n_features_: int

    def _log_joint(self, X: Array) -> Array:
        """`ln P(c) + ln P(x | c)`, shape (m, k)."""
        raise NotImplementedError

    def predict_proba(self, X: ArrayLike) -> Array:
        """`P(c | x)` in the order of `classes_`, shape (m, k).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "classes_")
        return normalise(self._log_joint(as_rows(X, self.n_features_)))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of highest posterior, shape (m,); of equal ones the smallest.

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "classes_")
        joint = self._log_joint(as_rows(X, self.n_features_))
        return np.asarray(self.classes_[joint.argmax(axis=1)])
