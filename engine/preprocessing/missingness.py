"""Why a value is missing: three mechanisms to simulate, and a report on data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import expit

from engine.arrays import Array, Booleans, Integers, as_matrix
from engine.preprocessing.holes import with_holes
from engine.statistics.t_test import t_test_two
from engine.system import system

MECHANISMS = ("MCAR", "MAR", "MNAR")


@system("S61.01")
def make_missing(
    X: ArrayLike, kind: str, rate: float, rng: np.random.Generator, steep: float = 2.0
) -> Array:
    """Punch holes into the first column.

    - MCAR, missing completely at random: each value with chance `rate`.
    - MAR, at random given what is seen: the chance rises with the second
      column, `sigmoid(steep z + c)` of its standard score z.
    - MNAR, not at random: the same with the first column itself, so that large
      values are missing because they are large. No method can tell this from
      MAR by the data that are left.

    c is such that the mean chance is `rate`.

    Args:
        X: complete rows, shape (n, d), d >= 2 for MAR.
        kind: "MCAR", "MAR" or "MNAR".
        rate: share of holes to expect, between 0 and 1.
        rng: draws.
        steep: how strongly the chance depends on the column.

    Returns:
        A copy with NaN in the first column, shape (n, d).

    Raises:
        ValueError: no such mechanism, rate is not between 0 and 1, X holds a
            value that is not finite, or MAR has no second column.

    Source:
        Rubin, Inference and Missing Data (1976).

    >>> X = np.column_stack([np.arange(8.0), np.arange(8.0)])
    >>> holed = make_missing(X, "MNAR", 0.5, np.random.default_rng(0), steep=99.0)
    >>> np.isnan(holed[:, 0]).astype(int)
    array([0, 0, 0, 0, 1, 1, 1, 1])
    """
    X = as_matrix(X)
    if kind not in MECHANISMS:
        raise ValueError(f"kind must be one of {', '.join(MECHANISMS)}, got {kind!r}")
    if not 0 < rate < 1:
        raise ValueError(f"rate must be between 0 and 1, got {rate}")
    if kind == "MAR" and X.shape[1] < 2:
        raise ValueError("MAR depends on a second column; X has one")
    chance = np.full(len(X), rate)
    if kind != "MCAR":
        cause = X[:, 1 if kind == "MAR" else 0]
        z = steep * (cause - cause.mean()) / (cause.std() or 1.0)
        far = np.abs(z).max() + 50.0
        c = brentq(lambda c: expit(z + c).mean() - rate, -far, far, xtol=1e-12)
        chance = expit(z + c)
    holed = X.copy()
    holed[rng.random(len(X)) < chance, 0] = np.nan
    return holed


class MissingReport(NamedTuple):
    """What is missing, where, and with what.

    Attributes:
        share: of holes in each column, shape (d,).
        patterns: the distinct patterns, True for a hole, shape (p, d), the
            most frequent first.
        rows: of each pattern, shape (p,).
        p_value: entry i, j, that column j has the same mean where column i is
            missing as where it is not; NaN where it cannot be tested, shape
            (d, d).
    """

    share: Array
    patterns: Booleans
    rows: Integers
    p_value: Array


@system("S61.12")
def missing_report(X: ArrayLike) -> MissingReport:
    """Shares, patterns, and whether the holes of one column go with another's values.

    A small p-value speaks against MCAR. Large ones do not prove it, and nothing
    here sees whether a column's holes depend on its own missing values: MNAR
    has to be argued from how the data came about.

    Args:
        X: rows, shape (n, d).

    Returns:
        The report. Tests are Welch's, two-sided, without a correction for
        their number.

    Raises:
        ValueError: X has another shape or holds infinity.

    Source:
        Little, A Test of Missing Completely at Random for Multivariate Data
        with Missing Values (1988), whose test joins such comparisons.

    >>> report = missing_report([[1.0, 2.0], [np.nan, 3.0], [np.nan, 4.0]])
    >>> report.share.round(3), report.patterns.tolist(), report.rows.tolist()
    (array([0.667, 0.   ]), [[True, False], [False, False]], [2, 1])
    """
    X = with_holes(X)
    missing = np.isnan(X)
    patterns, rows = np.unique(missing, axis=0, return_counts=True)
    order = np.argsort(-rows, kind="stable")
    d = X.shape[1]
    p_value = np.full((d, d), np.nan)
    for i in range(d):
        for j in range(d):
            there = ~missing[:, j]
            gone, seen = X[there & missing[:, i], j], X[there & ~missing[:, i], j]
            if _varies(gone) and _varies(seen):
                p_value[i, j] = t_test_two(gone, seen)[2]
    return MissingReport(missing.mean(axis=0), patterns[order], rows[order], p_value)


def _varies(x: Array) -> bool:
    return len(x) >= 2 and bool(np.ptp(x) > 0)
