"""Tests of what least squares assumes: each gives a statistic and its p-value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_pair, as_vector
from engine.linear.collinearity import variance_inflation
from engine.linear.goodness import r_squared
from engine.linear.least_squares import LinearRegression
from engine.linear.shapiro import shapiro_wilk
from engine.linear.tails import chi2_tail, f_tail
from engine.system import system


@system("S06.09", "S14.07")
def reset_test(
    X: ArrayLike, y: ArrayLike, powers: Sequence[int] = (2, 3)
) -> tuple[float, float]:
    """Is there a curve left? Ramsey's test, by powers of the fitted values.

    `F = ((SSE_0 - SSE_1) / q) / (SSE_1 / (n - d - 1 - q))`, where the second fit
    has `y_hat^2, y_hat^3, ...`, q of them, beside the features. A small p says
    that a straight model misses something, not what.

    Args:
        X: rows, shape (n, d), independent columns.
        y: targets, shape (n,).
        powers: of the fitted values to add.

    Returns:
        F and its p-value.

    Raises:
        ValueError: shapes do not fit, or too few rows.

    Source:
        Ramsey, Tests for Specification Errors in Classical Linear
        Least-Squares Regression Analysis (1969).

    >>> x = np.arange(10.0)
    >>> bend = reset_test(x[:, None], x**2 + np.cos(9 * x))
    >>> bend[1] < 0.001
    True
    """
    X, y = as_pair(X, y)
    n, d = X.shape
    q = len(powers)
    df = n - d - 1 - q
    if df < 1:
        raise ValueError(f"{d + 1 + q} coefficients need more than {n} rows")
    fitted = LinearRegression().fit(X, y).predict(X)
    sse = ((y - fitted) ** 2).sum()
    # Of unit scale: the cube of a large number would drown the features.
    unit = (fitted - fitted.mean()) / (fitted.std() or 1.0)
    more = np.column_stack([X, *(unit**power for power in powers)])
    wider = ((y - LinearRegression().fit(more, y).predict(more)) ** 2).sum()
    f = float((sse - wider) / q / (wider / df))
    return f, f_tail(f, q, df)


@system("S06.10")
def durbin_watson(e: ArrayLike) -> float:
    """`sum (e_t - e_(t-1))^2 / sum e_t^2`: are neighbouring residuals alike?

    About `2 (1 - r)`, r being the correlation of neighbours: 2 if there is
    none, near 0 if they are alike, near 4 if they alternate. The order of the
    rows matters, so it should be that of time.

    Args:
        e: residuals in order, shape (n,), not all 0.

    Returns:
        The statistic, from 0 to 4. Its distribution depends on the features,
        so there is no p-value here; below 1 or above 3 is a warning.

    Raises:
        ValueError: every residual is 0.

    Source:
        Durbin and Watson, Testing for Serial Correlation in Least Squares
        Regression (1950).

    >>> durbin_watson([1.0, -1.0, 1.0, -1.0])
    3.0
    """
    e = as_vector(e, "e")
    if not e.any():
        raise ValueError("every residual is 0; nothing is left to test")
    return float((np.diff(e) ** 2).sum() / (e @ e))


@system("S06.11", "S14.07")
def breusch_pagan(
    e: ArrayLike, X: ArrayLike, studentised: bool = True
) -> tuple[float, float]:
    """Does the spread of the residuals depend on the features?

    Regress `e^2` on X. Koenker's form is n times the R2 of that; the original
    one is half the explained sum of squares of `e^2 / mean e^2`, right only for
    normal noise. Both are chi-squared with d degrees if the spread is constant,
    and 0 where all residuals are of one size.

    Args:
        e: residuals, shape (n,).
        X: rows, shape (n, d), independent columns.
        studentised: Koenker's form.

    Returns:
        Statistic and p-value.

    Raises:
        ValueError: shapes do not fit.

    Source:
        Breusch and Pagan, A Simple Test for Heteroscedasticity (1979); Koenker,
        A note on studentizing a test for heteroscedasticity (1981).

    >>> X = [[1.0], [1.0], [2.0], [2.0], [3.0], [3.0]]
    >>> statistic, p = breusch_pagan([1, -1, 2, -2, 3, -3], X)
    >>> round(statistic, 3), round(p, 3)
    (5.878, 0.015)
    """
    X, e = as_pair(X, e)
    squares = e**2
    if np.ptp(squares) == 0:
        return 0.0, 1.0
    explained = LinearRegression().fit(X, squares).predict(X)
    if studentised:
        statistic = len(e) * r_squared(squares, explained)
    else:
        spread = explained - squares.mean()
        statistic = float(spread @ spread / (2 * squares.mean() ** 2))
    return statistic, chi2_tail(statistic, X.shape[1])


@system("S06.12", "S14.07")
def jarque_bera(e: ArrayLike) -> tuple[float, float]:
    """Are the residuals normal? `n / 6 (S^2 + (K - 3)^2 / 4)`.

    S is the skewness and K the kurtosis, with moments divided by n; for normal
    noise chi-squared with 2 degrees, in large samples (n of thousands; in small
    ones `shapiro_wilk` is the better test).

    Args:
        e: residuals, shape (n,), not all equal.

    Returns:
        Statistic and p-value.

    Raises:
        ValueError: all residuals are equal.

    Source:
        Jarque and Bera, A Test for Normality of Observations and Regression
        Residuals (1987).

    >>> round(jarque_bera([-1.0, 1.0, -1.0, 1.0])[0], 4)  # S = 0, K = 1
    0.6667
    """
    e = as_vector(e, "e")
    centred = e - e.mean()
    if not centred.any():
        raise ValueError("all residuals are equal; they have no shape")
    deviation = np.sqrt((centred**2).mean())
    z = centred / deviation
    skewness, kurtosis = (z**3).mean(), (z**4).mean()
    statistic = float(len(e) / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4))
    return statistic, chi2_tail(statistic, 2)


@system("S15.03")
def check_assumptions(X: ArrayLike, y: ArrayLike) -> dict[str, float]:
    """All five assumptions of a least-squares fit at once.

    Args:
        X: rows in order of time, shape (n, d), independent columns.
        y: targets, shape (n,).

    Returns:
        - "linearity": p-value of `reset_test`;
        - "independence": the statistic of `durbin_watson`, 2 at best;
        - "constant variance": p-value of `breusch_pagan`;
        - "collinearity": the largest `variance_inflation`, 1 at best;
        - "normality": p-value of `shapiro_wilk` of the residuals.

        A small p-value speaks against the assumption; a large one does not
        prove it.

    Raises:
        ValueError: shapes do not fit, or too few rows.

    >>> x = np.arange(20.0)
    >>> found = check_assumptions(x[:, None], x + np.sin(40 * x))
    >>> found["collinearity"], found["linearity"] > 0.05
    (1.0, True)
    """
    X, y = as_pair(X, y)
    e = y - LinearRegression().fit(X, y).predict(X)
    return {
        "linearity": reset_test(X, y)[1],
        "independence": durbin_watson(e),
        "constant variance": breusch_pagan(e, X)[1],
        "collinearity": float(variance_inflation(X).max()),
        "normality": shapiro_wilk(e)[1],
    }
