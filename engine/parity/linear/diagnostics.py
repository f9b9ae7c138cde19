"""Inference and diagnostics beside SciPy, NumPy and closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from engine.arrays import Array
from engine.linear.assumptions import (
    breusch_pagan,
    check_assumptions,
    durbin_watson,
    jarque_bera,
    reset_test,
)
from engine.linear.collinearity import correlation, variance_inflation
from engine.linear.inference import Coefficients, coefficients
from engine.linear.influence import influence, leverage
from engine.linear.residuals import (
    Leftover,
    least_squares_residuals,
    residuals,
)
from engine.linear.shapiro import shapiro_wilk
from engine.linear.tails import chi2_tail, f_tail, t_bound, t_tails
from engine.parity import Parity
from engine.parity.linear.drawn import rows, solution, with_ones

Rng = np.random.Generator


def _coefficients(X: Array, y: Array) -> tuple[Any, ...]:
    """The formulas with an inverse, and SciPy's t and F."""
    A = with_ones(X)
    inverse = np.linalg.inv(A.T @ A)
    theta = inverse @ A.T @ y
    df = len(y) - A.shape[1]
    residual = y - A @ theta
    variance = residual @ residual / df
    error = np.sqrt(variance * np.diag(inverse))
    t = theta / error
    low, high = stats.t(df).interval(0.9)
    p_values = 2 * stats.t(df).sf(np.abs(t))
    d = A.shape[1] - 1
    f = ((y - y.mean()) @ (y - y.mean()) / (residual @ residual) - 1) * df / d
    return (
        theta, error, t, p_values, theta + low * error, theta + high * error,
        np.sqrt(variance), stats.f(d, df).sf(f),
    )  # fmt: skip


def _linregress(x: Array, y: Array) -> tuple[float, ...]:
    found = stats.linregress(x, y)
    return (found.slope, found.intercept, found.stderr, found.intercept_stderr,
            found.pvalue)  # fmt: skip


def _one_feature(x: Array, y: Array) -> tuple[Any, ...]:
    found = coefficients(x[:, None], y)
    b, w = found.estimate
    return w, b, found.error[1], found.error[0], found.p[1]


def _reset(X: Array, y: Array) -> tuple[float, float]:
    """By the explained sums of squares of two regressions with raw powers."""
    A = with_ones(X)
    fit = A @ np.linalg.lstsq(A, y, rcond=None)[0]
    B = np.column_stack([A, fit**2, fit**3])
    scale = np.linalg.norm(B, axis=0)
    wider = B @ (np.linalg.lstsq(B / scale, y, rcond=None)[0] / scale)
    df = len(y) - B.shape[1]
    f = (wider @ wider - fit @ fit) / 2 / ((y - wider) @ (y - wider) / df)
    return f, stats.f(2, df).sf(f)


def _breusch(e: Array, X: Array, studentised: bool) -> tuple[float, float]:
    A, g = with_ones(X), e**2
    hat = A @ np.linalg.pinv(A)
    if studentised:
        statistic = len(e) * np.corrcoef(hat @ g, g)[0, 1] ** 2
    else:
        g = g / g.mean()
        statistic = (g @ hat @ g - len(g)) / 2
    return statistic, stats.chi2(X.shape[1]).sf(statistic)


def _influence(X: Array, y: Array) -> dict[str, Array]:
    """Leave each row out in turn and see how far all predictions move."""
    A = with_ones(X)
    n, parameters = A.shape
    theta = solution(X, y)
    hat = A @ np.linalg.inv(A.T @ A) @ A.T
    variance = ((y - A @ theta) ** 2).sum() / (n - parameters)
    cook = []
    for i in range(n):
        without = solution(np.delete(X, i, axis=0), np.delete(y, i))
        moved = A @ (theta - without)
        cook.append(moved @ moved / (parameters * variance))
    h = np.diag(hat)
    return {
        "residual": y - A @ theta,
        "leverage": h,
        "standardised": (y - A @ theta) / np.sqrt(variance * (1 - h)),
        "cook": np.array(cook),
    }


def _residuals(rng: Rng) -> tuple[Array, Array, bool]:
    X, y = rows(rng)
    return y - y.mean(), X, bool(rng.integers(2))


def _curved(rng: Rng) -> tuple[Array, Array]:
    X = rng.normal(size=(int(rng.integers(6, 20)), 2))
    return X, X @ [1.0, -2.0] + X[:, 0] ** 2 + 0.3 * rng.normal(size=len(X))


def _left(X: Array, y: Array) -> tuple[Any, ...]:
    found = least_squares_residuals(X, y)
    return found.residuals, found.total, found.products, found.curvature


def _their_left(X: Array, y: Array) -> tuple[Any, ...]:
    """By the projection onto the columns; curvature as a partial correlation."""
    A = with_ones(X)
    hat = A @ np.linalg.pinv(A)
    r = y - hat @ y
    bow = (hat @ y) ** 2 - hat @ (hat @ y) ** 2
    return r, 0.0, np.zeros(X.shape[1]), stats.pearsonr(r, bow).statistic ** 2


PAIRS = [
    Parity(
        residuals,
        lambda y, y_hat: (
            np.subtract(y, y_hat),
            np.where(y == y_hat, 5, np.where(y > y_hat, 5, 4)),
        ),
        "NumPy",
        lambda rng: tuple(rng.integers(0, 3, (2, 9)).astype(float)),
        ours=lambda *a: (residuals(*a)[0], np.strings.str_len(residuals(*a)[1])),
    ),
    Parity(
        least_squares_residuals,
        _their_left,
        "NumPy",
        _curved,
        ours=_left,
        rtol=1e-8,
        atol=1e-11,
    ),
    Parity(Leftover, None, "none", _curved, convention="a record"),
    Parity(
        coefficients,
        _coefficients,
        "closed form",
        rows,
        ours=lambda X, y: tuple(coefficients(X, y, 0.9)),
        rtol=1e-6,
        atol=1e-8,
        convention="Theirs inverts A^T A, which costs half of the digits.",
    ),
    Parity(
        Coefficients,
        _linregress,
        "scipy",
        lambda rng: (rng.normal(size=12), rng.normal(size=12)),
        ours=_one_feature,
        rtol=1e-9,
        atol=1e-10,
        convention="With one feature SciPy has the same record.",
    ),
    Parity(
        leverage,
        lambda X, _: np.diag(with_ones(X) @ np.linalg.pinv(with_ones(X))),
        "numpy",
        rows,
        ours=lambda X, _: leverage(X),
        rtol=1e-8,
        atol=1e-10,
    ),
    Parity(influence, _influence, "closed form", rows, rtol=1e-6, atol=1e-8),
    Parity(
        variance_inflation,
        lambda X: np.diag(np.linalg.inv(np.corrcoef(X.T).reshape(X.shape[1], -1))),
        "numpy",
        lambda rng: (rows(rng)[0],),
        rtol=1e-8,
        convention="The diagonal of the inverse of the correlations.",
    ),
    Parity(
        correlation,
        lambda X: np.corrcoef(X.T).reshape(X.shape[1], -1),
        "numpy",
        lambda rng: (rows(rng)[0],),
        rtol=1e-11,
        atol=1e-13,
    ),
    Parity(
        reset_test,
        _reset,
        "closed form",
        rows,
        rtol=1e-5,
        atol=1e-7,
        convention="Raw powers are nearly dependent; ours are of the "
        "standardised fit, which spans the same space.",
    ),
    Parity(
        durbin_watson,
        lambda e: (
            sum((a - b) ** 2 for a, b in zip(e[1:], e, strict=False))
            / sum(a**2 for a in e)
        ),
        "closed form",
        lambda rng: (rng.normal(size=rng.integers(2, 20)),),
    ),
    Parity(
        breusch_pagan,
        _breusch,
        "closed form",
        _residuals,
        rtol=1e-8,
        atol=1e-10,
    ),
    Parity(
        jarque_bera,
        lambda e: tuple(stats.jarque_bera(e)),
        "scipy",
        lambda rng: (rng.exponential(size=rng.integers(3, 50)),),
        rtol=1e-10,
    ),
    Parity(
        shapiro_wilk,
        lambda e: tuple(stats.shapiro(e)),
        "scipy",
        lambda rng: (
            rng.normal(size=int(rng.choice([3, 4, 5, 6, 8, 11, 12, 30, 200])))
            ** int(rng.integers(1, 3)),
        ),
        rtol=1e-6,
        atol=1e-8,
        trials=40,
        convention="SciPy has the normal quantiles to eight digits only.",
    ),
    Parity(
        check_assumptions,
        lambda X, y: (
            stats.shapiro(y - with_ones(X) @ solution(X, y)).pvalue,
            _reset(X, y)[1],
        ),
        "scipy",
        rows,
        ours=lambda X, y: (
            check_assumptions(X, y)["normality"],
            check_assumptions(X, y)["linearity"],
        ),
        rtol=1e-5,
        atol=1e-6,
        convention="The other three are compared where they are made.",
    ),
    Parity(
        t_tails,
        lambda t, df: 2 * stats.t(df).sf(np.abs(t)),
        "scipy",
        lambda rng: (rng.normal(size=5) * 4, int(rng.integers(1, 50))),
        rtol=1e-10,
    ),
    Parity(
        t_bound,
        lambda level, df: stats.t(df).ppf((1 + level) / 2),
        "scipy",
        lambda rng: (rng.uniform(0.5, 0.999), int(rng.integers(1, 50))),
        rtol=1e-9,
    ),
    Parity(
        f_tail,
        lambda f, a, b: stats.f(a, b).sf(f),
        "scipy",
        lambda rng: (rng.exponential(2.0), *(int(i) for i in rng.integers(1, 30, 2))),
        rtol=1e-10,
    ),
    Parity(
        chi2_tail,
        lambda x, df: stats.chi2(df).sf(x),
        "scipy",
        lambda rng: (rng.exponential(5.0), int(rng.integers(1, 20))),
        rtol=1e-10,
    ),
]
