"""Gaussian naive Bayes: each feature is normal, given the class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_labels, as_matrix
from engine.bayes.posterior import _NaiveBayes
from engine.system import system


@system("S12.01", "S12.05", "S12.04", "S11.05")
@dataclass(eq=False)
class GaussianNB(_NaiveBayes):
    """`P(c | x) proportional to P(c) prod_i N(x_i; mu_ci, var_ci)`.

    `fit` estimates: P(c), the share of the rows; mu and var, mean and variance
    (divided by n_c) of the class's rows. Var is raised by `smoothing` times the
    largest variance of a feature, or a constant feature would divide by 0.

    The boundary between two classes is quadratic; a line if variances are equal.

    Args:
        smoothing: at least 0.

    Attributes:
        classes_: labels, sorted, shape (k,).
        priors_: P(c), shape (k,).
        means_: mu, shape (k, d).
        variances_: var with smoothing, shape (k, d).

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), section 6.6.3.

    >>> X, y = [[-2.0], [-1.0], [1.0], [2.0]], list("aabb")
    >>> model = GaussianNB().fit(X, y)
    >>> model.means_[:, 0], model.predict([[0.5]])
    (array([-1.5,  1.5]), array(['b'], dtype='<U1'))
    """

    smoothing: float = 1e-9

    def fit(self, X: ArrayLike, y: ArrayLike) -> GaussianNB:
        """Learn from rows X, shape (n, d), and labels y, shape (n,).

        Raises:
            ValueError: shapes do not fit, a value is not finite, smoothing is
                negative, or a variance is 0 all the same.
        """
        X = as_matrix(X)
        if not self.smoothing >= 0:
            raise ValueError(f"smoothing must be at least 0, got {self.smoothing}")
        classes, codes = np.unique(as_labels(y, len(X)), return_inverse=True)
        own = (codes == np.arange(len(classes))[:, None]).astype(float)  # (k, n)
        counts = own.sum(axis=1)
        means = (own @ X) / counts[:, None]
        # Deviations first: mean squares less squared means would lose digits.
        variances = (own @ (X - means[codes]) ** 2) / counts[:, None]
        variances += self.smoothing * X.var(axis=0).max()
        if not variances.all():
            c, i = np.argwhere(variances == 0)[0]
            raise ValueError(
                f"feature {i} does not vary in class {classes[c]}, and smoothing of "
                f"{self.smoothing} adds nothing"
            )
        self.n_features_ = X.shape[1]
        self.classes_, self.priors_ = classes, counts / len(X)
        self.means_, self.variances_ = means, variances
        return self

    def _log_joint(self, X: Array) -> Array:
        joint = np.empty((len(X), len(self.classes_)))
        parts = zip(self.priors_, self.means_, self.variances_, strict=True)
        for c, (prior, mean, variance) in enumerate(parts):
            squares = (X - mean) ** 2 @ (1 / variance)
            constant = np.log(2 * np.pi * variance).sum()
            joint[:, c] = np.log(prior) - (squares + constant) / 2
        return joint
