"""Curves by linear regression: powers and products of the features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_pair, as_rows, check_fitted
from engine.linear.least_squares import LinearRegression
from engine.system import system


@system("S16.02", "S15.07")
def polynomial_features(
    X: ArrayLike, degree: int = 2, bias: bool = False, interaction_only: bool = False
) -> Array:
    """Every product of at most `degree` features: of a and b, `a, b, a^2, ab, b^2`.

    There are `C(d + degree, degree)` of them, the constant included. With
    `interaction_only` no feature meets itself: `a, b, ab`.

    Args:
        X: rows, shape (n, d).
        degree: of the highest terms, at least 1.
        bias: whether to begin with a column of ones; a model with an intercept
            has one already.
        interaction_only: leave powers out.

    Returns:
        Columns ordered by degree, then by feature.

    Raises:
        ValueError: degree is below 1.

    >>> polynomial_features([[2.0, 3.0]])
    array([[2., 3., 4., 6., 9.]])
    >>> polynomial_features([[2.0, 3.0]], bias=True, interaction_only=True)
    array([[1., 2., 3., 6.]])
    """
    X = as_matrix(X)
    if degree < 1:
        raise ValueError(f"degree must be at least 1, got {degree}")
    choose = combinations if interaction_only else combinations_with_replacement
    columns = [
        X[:, list(term)].prod(axis=1)
        for size in range(0 if bias else 1, degree + 1)
        for term in choose(range(X.shape[1]), size)
    ]
    return np.column_stack(columns)


@system("S06.03", "S16.01", "S16.04", "S46.03")
@dataclass(eq=False)
class PolynomialRegression:
    """Least squares on powers and products: `y = b + w_1 x + ... + w_D x^D`.

    Curved in x, linear in w, so all of linear regression holds. A polynomial
    leaves its data at once beyond their range. Raw powers are nearly dependent:
    x on [1, 5] to the power 10 has a condition number of 5e11; x moved to
    [-1, 1] first has 3e3.

    Args:
        degree: D, at least 1.

    Attributes:
        coef_: weights in the order of `polynomial_features`.
        intercept_: b.
        n_features_: d.

    >>> x = [[1.0], [2.0], [3.0], [4.0], [5.0]]
    >>> model = PolynomialRegression(degree=2).fit(x, [1.0, 4.0, 9.0, 16.0, 25.0])
    >>> model.predict([[6.0]]).round(6)
    array([36.])
    """

    degree: int = 2

    def fit(self, X: ArrayLike, y: ArrayLike) -> PolynomialRegression:
        """Learn from rows X, shape (n, d), and targets y, shape (n,).

        Raises:
            ValueError: degree is below 1, or shapes do not fit.
        """
        X, y = as_pair(X, y)
        line = LinearRegression().fit(polynomial_features(X, self.degree), y)
        self.coef_, self.intercept_ = line.coef_, line.intercept_
        self.n_features_ = X.shape[1]
        return self

    def predict(self, X: ArrayLike) -> Array:
        """Values of the polynomial at rows X, shape (m, d); shape (m,).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        check_fitted(self, "coef_")
        terms = polynomial_features(as_rows(X, self.n_features_), self.degree)
        return np.asarray(terms @ self.coef_ + self.intercept_)


@system("S16.05")
def fitted_curve(
    x: ArrayLike, y: ArrayLike, degree: int, points: int = 101, beyond: float = 0.0
) -> tuple[Array, Array]:
    """What to draw over a scatter plot: the fitted polynomial on a fine grid.

    Args:
        x: shape (n,).
        y: shape (n,).
        degree: of the polynomial.
        points: of the grid, which is even, unlike the data.
        beyond: how far the grid goes past the data on both sides, as a share
            of their range.

    Returns:
        Grid and curve, both of shape (points,).

    Raises:
        ValueError: degree is below 1, or shapes do not fit.

    >>> grid, curve = fitted_curve([0, 1, 2], [0, 1, 4], 2, points=3, beyond=0.5)
    >>> grid, curve.round(6)
    (array([-1.,  1.,  3.]), array([1., 1., 9.]))
    """
    x = np.asarray(x, dtype=float)
    model = PolynomialRegression(degree).fit(x[:, None], y)
    margin = beyond * (x.max() - x.min())
    grid = np.linspace(x.min() - margin, x.max() + margin, points)
    return grid, model.predict(grid[:, None])


def choose_degree(
    x: ArrayLike,
    y: ArrayLike,
    degrees: Sequence[int],
    rng: np.random.Generator,
    folds: int = 5,
) -> tuple[int, Array]:
    """The degree with the least squared error on rows that were left out.

    Args:
        x: shape (n,).
        y: shape (n,).
        degrees: to try.
        rng: deals the rows into folds.
        folds: each is left out once, at least 2.

    Returns:
        The best degree, the smallest of equals, and the mean squared error of
        each, shape (len(degrees),).

    Raises:
        ValueError: fewer than 2 folds, or more than rows.

    >>> x = np.linspace(-1, 1, 20)
    >>> choose_degree(x, x**2, [1, 2, 3], np.random.default_rng(0))[0]
    2
    """
    X, y = as_pair(np.asarray(x, dtype=float)[:, None], y)
    if not 2 <= folds <= len(X):
        raise ValueError(f"folds must be from 2 to {len(X)}, got {folds}")
    parts = np.array_split(rng.permutation(len(X)), folds)
    squares = np.zeros((len(degrees), len(X)))
    for left in parts:
        kept = np.setdiff1d(np.arange(len(X)), left)
        for i, degree in enumerate(degrees):
            model = PolynomialRegression(degree).fit(X[kept], y[kept])
            squares[i, left] = (model.predict(X[left]) - y[left]) ** 2
    errors = squares.mean(axis=1)
    # What rounding tells apart is equal.
    best = np.flatnonzero(errors <= errors.min() + 1e-12 * y.var())
    return min(degrees[int(i)] for i in best), errors
