"""Least squares beside NumPy, SciPy and scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.linear_model as sk
import sklearn.metrics
from scipy import stats
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures

from engine.arrays import Array
from engine.linear.descent import descend_least_squares, scaling_effect
from engine.linear.dummies import dummies
from engine.linear.goodness import (
    adjusted_r_squared,
    r_squared,
    root_mean_squared_error,
)
from engine.linear.least_squares import (
    LinearRegression,
    normal_equations,
    qr_least_squares,
)
from engine.linear.polynomial import (
    PolynomialRegression,
    choose_degree,
    fitted_curve,
    polynomial_features,
)
from engine.linear.simple import simple_regression
from engine.linear.simulate import simulate
from engine.linear.weighted import weighted_least_squares
from engine.parity import Parity
from engine.parity.linear.drawn import fitted, regression, rows, solution, with_ones

Rng = np.random.Generator


def _maybe_dependent(rng: Rng) -> tuple[Array, Array, Array]:
    """Sometimes with a column twice, or more columns than rows."""
    X, y, new = regression(rng)
    kind = rng.integers(3)
    if kind == 0:
        X, new = np.hstack([X, X[:, :1]]), np.hstack([new, new[:, :1]])
    if kind == 1:
        X, y = X[: X.shape[1]], y[: X.shape[1]]
    return X, y, new


def _line(rng: Rng) -> tuple[Array, Array]:
    x = rng.normal(size=rng.integers(2, 20)) + rng.normal() * 10
    return x, rng.normal(size=x.shape) + 2 * x


def _features(rng: Rng) -> tuple[Array, int, bool, bool]:
    X = rng.normal(size=(3, rng.integers(1, 4)))
    return X, int(rng.integers(1, 5)), bool(rng.integers(2)), bool(rng.integers(2))


def _sk_features(X: Array, degree: int, bias: bool, interaction: bool) -> Array:
    terms = PolynomialFeatures(degree, include_bias=bias, interaction_only=interaction)
    return np.asarray(terms.fit_transform(X))


def _curve(rng: Rng) -> tuple[Array, Array, int]:
    n = rng.integers(8, 30)
    return rng.uniform(-1, 1, n), rng.normal(size=n), int(rng.integers(1, 5))


def _polynomial(x: Array, y: Array, degree: int) -> tuple[Any, ...]:
    model = PolynomialRegression(degree).fit(x[:, None], y)
    return model.coef_, model.intercept_, model.predict(x[:, None])


def _polyfit(x: Array, y: Array, degree: int) -> tuple[Any, ...]:
    found = np.polyfit(x, y, degree)[::-1]
    return found[1:], found[0], np.polyval(found[::-1], x)


def _degrees(x: Array, y: Array, seed: int) -> Array:
    """Mean squared errors of numpy.polyfit on the same folds."""
    order = np.random.default_rng(seed).permutation(len(x))
    squares = np.zeros((3, len(x)))
    for left in np.array_split(order, 5):
        kept = np.delete(np.arange(len(x)), left)
        for i in range(3):
            weights = np.polyfit(x[kept], y[kept], i + 1)
            squares[i, left] = (np.polyval(weights, x[left]) - y[left]) ** 2
    return np.asarray(squares.mean(axis=1))


def _choices(rng: Rng) -> tuple[Any, bool]:
    letters = rng.choice(list("abcd"), size=rng.integers(1, 9))
    return letters, bool(rng.integers(2))


def _predictions(rng: Rng) -> tuple[Array, Array]:
    y = rng.normal(size=rng.integers(4, 20)) * 10.0 ** rng.integers(-3, 4)
    return y, y + rng.normal(size=y.shape) * y.std()


def _scales(X: Array, y: Array) -> tuple[Any, ...]:
    raw, scaled = scaling_effect(X, y, tol=1e-9, limit=1).values()
    return raw["condition"], scaled["condition"]


def _conditions(X: Array, _: Array) -> tuple[Any, ...]:
    A = [with_ones(X), with_ones(stats.zscore(X))]
    eigenvalues = [np.linalg.eigvalsh(a.T @ a) for a in A]
    return tuple(e[-1] / e[0] for e in eigenvalues)


def _descended(X: Array, y: Array) -> Array:
    scaled = stats.zscore(X)
    path = descend_least_squares(scaled, y, steps=20_000, tol=1e-12)
    return np.asarray(path.theta[-1])


def _weights(rng: Rng) -> tuple[Array, Array, Array]:
    X, y = rows(rng)
    return X, y, rng.uniform(0, 3, len(y)) * (rng.random(len(y)) < 0.9)


def _sk_weighted(X: Array, y: Array, c: Array) -> tuple[Any, ...]:
    model = sk.LinearRegression().fit(X, y, sample_weight=c)
    return model.coef_, model.intercept_


PAIRS = [
    Parity(
        LinearRegression,
        lambda *data: fitted(sk.LinearRegression(), *data),
        "scikit-learn",
        _maybe_dependent,
        ours=lambda *data: fitted(LinearRegression(), *data),
        rtol=1e-8,
        atol=1e-9,
        convention="Dependent columns: the solution of least norm in both.",
        trials=20,
    ),
    Parity(normal_equations, solution, "numpy", rows, rtol=1e-7, atol=1e-8),
    Parity(qr_least_squares, solution, "numpy", rows, rtol=1e-8, atol=1e-9),
    Parity(
        descend_least_squares,
        lambda X, y: solution(stats.zscore(X), y),
        "numpy",
        rows,
        ours=_descended,
        rtol=1e-7,
        atol=1e-8,
    ),
    Parity(scaling_effect, _conditions, "numpy", rows, ours=_scales, rtol=1e-6),
    Parity(
        weighted_least_squares,
        _sk_weighted,
        "scikit-learn",
        _weights,
        rtol=1e-8,
        atol=1e-9,
    ),
    Parity(
        simple_regression,
        lambda x, y: tuple(stats.linregress(x, y)[:2]),
        "scipy",
        _line,
        rtol=1e-9,
        atol=1e-10,
    ),
    Parity(
        simulate,
        lambda X, sigma, seed: (
            X.sum(axis=1) + np.random.default_rng(seed).normal(0.0, sigma, len(X))
        ),
        "numpy",
        lambda rng: (rng.normal(size=(5, 2)), rng.uniform(0, 3), int(rng.integers(9))),
        ours=lambda X, sigma, seed: simulate(
            lambda X: X.sum(axis=1), X, sigma, np.random.default_rng(seed)
        ),
    ),
    Parity(
        r_squared,
        sklearn.metrics.r2_score,
        "scikit-learn",
        _predictions,
        rtol=1e-11,
    ),
    Parity(
        adjusted_r_squared,
        lambda y, y_hat: (
            1 - ((y - y_hat) ** 2).sum() / (len(y) - 3) / np.var(y, ddof=1)
        ),
        "closed form",
        _predictions,
        ours=lambda y, y_hat: adjusted_r_squared(y, y_hat, 2),
        rtol=1e-10,
        convention="One less the ratio of unbiased variances.",
    ),
    Parity(
        root_mean_squared_error,
        sklearn.metrics.root_mean_squared_error,
        "scikit-learn",
        _predictions,
    ),
    Parity(polynomial_features, _sk_features, "scikit-learn", _features),
    Parity(
        PolynomialRegression,
        _polyfit,
        "numpy",
        _curve,
        ours=_polynomial,
        rtol=1e-6,
        atol=1e-7,
    ),
    Parity(
        fitted_curve,
        lambda x, y, degree: np.polyval(
            np.polyfit(x, y, degree), np.linspace(x.min(), x.max(), 101)
        ),
        "numpy",
        _curve,
        ours=lambda *data: fitted_curve(*data)[1],
        rtol=1e-6,
        atol=1e-7,
    ),
    Parity(
        choose_degree,
        _degrees,
        "numpy",
        lambda rng: (*_curve(rng)[:2], int(rng.integers(100))),
        ours=lambda x, y, seed: choose_degree(
            x, y, [1, 2, 3], np.random.default_rng(seed)
        )[1],
        rtol=1e-7,
    ),
    Parity(
        dummies,
        lambda labels, drop: OneHotEncoder(
            drop="first" if drop else None, sparse_output=False
        ).fit_transform(labels[:, None]),
        "scikit-learn",
        _choices,
        ours=lambda labels, drop: dummies(labels, drop)[0],
    ),
]
