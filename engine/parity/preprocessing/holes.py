"""Missing values beside scikit-learn, pandas and statsmodels."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer as SkIterative
from sklearn.impute import KNNImputer as SkKNN
from sklearn.impute import MissingIndicator
from sklearn.impute import SimpleImputer as SkSimple
from sklearn.linear_model import LinearRegression
from sklearn.metrics.pairwise import nan_euclidean_distances

from engine.arrays import Array, Booleans
from engine.parity import Parity
from engine.preprocessing.autoencoder_imputer import autoencoder_impute
from engine.preprocessing.fills import backward_fill, forward_fill
from engine.preprocessing.holes import complete_rows, missing_indicators, with_holes
from engine.preprocessing.iterative_imputer import (
    IterativeImputer,
    order_of_columns,
    regression,
)
from engine.preprocessing.knn_imputer import KNNImputer, nan_euclidean
from engine.preprocessing.mice import mice, rubin
from engine.preprocessing.missingness import (
    MissingReport,
    make_missing,
    missing_report,
)
from engine.preprocessing.simple_imputer import SimpleImputer


def _holed(rng: np.random.Generator) -> tuple[Array, Array]:
    """Rows with holes, one of them all hole; every column has values. And new rows."""
    X = rng.normal(size=(25, 4)) @ rng.normal(size=(4, 4))
    X[rng.random(X.shape) < rng.choice([0.0, 0.1, 0.3])] = np.nan
    X[0] = np.nan
    X[1] = rng.normal(size=4)
    new = rng.normal(size=(6, 4))
    new[rng.random(new.shape) < 0.4] = np.nan
    return X, new


def _rows(rng: np.random.Generator) -> tuple[Array]:
    return (_holed(rng)[0],)


def _rounded(rng: np.random.Generator) -> tuple[Array, Array]:
    """With ties, for the mode."""
    X, new = _holed(rng)
    return X.round(), new


def _imputed(imputer: Any) -> Any:
    return lambda X, new: (
        imputer.fit(X).transform(X),
        imputer.transform(new),
    )


def _series(rng: np.random.Generator) -> tuple[Array, int | None]:
    x = rng.normal(size=rng.integers(1, 20))
    x[rng.random(len(x)) < 0.5] = np.nan
    return x, (None, 1, 3)[rng.integers(3)]


def _iterative(rounds: int) -> Any:
    """Least squares without a penalty, a fixed number of rounds."""
    return SkIterative(
        LinearRegression(), max_iter=rounds, tol=0.0, imputation_order="ascending"
    )


def _some_holes(rng: np.random.Generator) -> tuple[Array, Array]:
    """Two columns with holes, of different number; the others tell about them."""
    X = rng.normal(size=(40, 4)) @ rng.normal(size=(4, 4))
    new = X[:5].copy()
    X[5:9, 2] = X[8:15, 0] = new[1:3, 2] = new[2:4, 0] = np.nan
    return X, new


def _quietly(imputer: Any) -> Any:
    def run(X: Array, new: Array) -> tuple[Any, Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return imputer.fit_transform(X), imputer.transform(new)

    return run


def _regression(rng: np.random.Generator) -> tuple[Array, int, Booleans]:
    return rng.normal(size=(20, 4)), int(rng.integers(4)), rng.random(20) < 0.7


def _by_sklearn(X: Array, j: int, rows: Booleans) -> tuple[Any, ...]:
    line = LinearRegression().fit(np.delete(X, j, axis=1)[rows], X[rows, j])
    return line.intercept_, line.coef_


def _copies(seed: int) -> tuple[Array, Array]:
    """Mean and variance of filled values over many copies, one column holed."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(30, 2)) @ np.array([[1.0, 0.7], [0.0, 0.7]])
    X[:6, 1] = np.nan
    return X, rng.normal(size=1)


def _filled(seed: int) -> tuple[Array, Array]:
    X, _ = _copies(seed)
    filled = mice(X, np.random.default_rng(seed), m=8_000, rounds=1)[:, :6, 1]
    return filled.mean(axis=0), filled.var(axis=0)


def _predictive(seed: int) -> tuple[Array, Array]:
    """The posterior predictive in closed form: Student's t with n - 2 degrees."""
    X, _ = _copies(seed)
    A, y = np.column_stack([np.ones(24), X[6:, 0]]), X[6:, 1]
    new = np.column_stack([np.ones(6), X[:6, 0]])
    inverse = np.linalg.inv(A.T @ A)
    w = inverse @ A.T @ y
    residual = ((y - A @ w) ** 2).sum()
    spread = 1 + np.einsum("ij,jk,ik->i", new, inverse, new)
    return new @ w, residual / (24 - 2 - 2) * spread


def _pooled(q: Array, u: Array) -> tuple[float, float]:
    m, mean = len(q), sum(q) / len(q)
    between = sum((v - mean) ** 2 for v in q) / (m - 1)
    return mean, float(np.mean(u) + between + between / m)


def _report(X: Array) -> tuple[Any, ...]:
    """Shares by pandas, patterns by counting, p-values by SciPy."""
    frame = pd.DataFrame(X)
    counts = frame.isna().value_counts()
    p = np.full((4, 4), np.nan)
    for i in range(4):
        for j in range(4):
            known = frame[j].dropna()
            gone = frame[i].isna()[known.index]
            if gone.sum() >= 2 and (~gone).sum() >= 2:
                p[i, j] = ttest_ind(known[gone], known[~gone], equal_var=False).pvalue
    return frame.isna().mean().to_numpy(), counts.to_numpy(), p


def _our_report(X: Array) -> tuple[Any, ...]:
    report = missing_report(X)
    return report.share, report.rows, report.p_value


def _holes(seed: int, kind: str) -> float:
    X = np.random.default_rng(seed).normal(size=(40, 2))
    rng = np.random.default_rng(seed)
    runs = [np.isnan(make_missing(X, kind, 0.3, rng)[:, 0]) for _ in range(500)]
    return float(np.mean(runs))


PAIRS = [
    *(
        Parity(
            SimpleImputer,
            _imputed(SkSimple(strategy=strategy.replace(" ", "_"), fill_value=fill)),
            "scikit-learn",
            _rounded,
            ours=_imputed(SimpleImputer(strategy, fill or 0.0)),
        )
        for strategy, fill in (
            ("mean", None),
            ("median", None),
            ("most frequent", None),
            ("constant", -999.0),
        )
    ),
    Parity(
        KNNImputer,
        _imputed(SkKNN(n_neighbors=3)),
        "scikit-learn",
        _holed,
        ours=_imputed(KNNImputer(3)),
        rtol=1e-9,
    ),
    Parity(
        nan_euclidean,
        nan_euclidean_distances,
        "scikit-learn",
        _holed,
        rtol=1e-9,
        atol=1e-9,
    ),
    Parity(
        IterativeImputer,
        _quietly(_iterative(5)),
        "scikit-learn",
        _some_holes,
        ours=_imputed(IterativeImputer(5, alpha=0.0, tol=0.0)),
        rtol=1e-7,
        convention="Least squares in both; its default is a Bayesian ridge.",
    ),
    Parity(
        order_of_columns,
        lambda X: np.array(
            [
                j
                for j in np.isnan(X).sum(axis=0).argsort(kind="stable")
                if np.isnan(X[:, j]).any()
            ]
        ),
        "closed form",
        _rows,
        ours=lambda X: order_of_columns(np.isnan(X)),
    ),
    Parity(
        regression,
        _by_sklearn,
        "scikit-learn",
        _regression,
        ours=lambda X, j, rows: regression(X, j, rows, 0.0),
        rtol=1e-8,
    ),
    Parity(
        mice,
        _predictive,
        "closed form",
        lambda rng: (int(rng.integers(99)),),
        ours=_filled,
        rtol=0.09,
        atol=0.04,
        trials=1,
        convention="Mean and variance over 8000 draws, so up to chance.",
    ),
    Parity(
        rubin,
        _pooled,
        "closed form",
        lambda rng: (rng.normal(size=(m := rng.integers(2, 9))), rng.random(m)),
    ),
    Parity(
        forward_fill,
        lambda x, limit: pd.Series(x).ffill(limit=limit).to_numpy(),
        "pandas",
        _series,
    ),
    Parity(
        backward_fill,
        lambda x, limit: pd.Series(x).bfill(limit=limit).to_numpy(),
        "pandas",
        _series,
    ),
    Parity(
        complete_rows, lambda X: pd.DataFrame(X).dropna().to_numpy(), "pandas", _rows
    ),
    Parity(
        missing_indicators,
        lambda X: MissingIndicator().fit_transform(X).astype(float),
        "scikit-learn",
        _rows,
    ),
    Parity(with_holes, lambda X: X, "as they are", _rows),
    Parity(
        missing_report, _report, "pandas, SciPy", _rows, ours=_our_report, rtol=1e-9
    ),
    Parity(MissingReport, _report, "pandas, SciPy", _rows, ours=_our_report, rtol=1e-9),
    Parity(
        make_missing,
        lambda _: (0.3, 0.3, 0.3),
        "closed form",
        lambda rng: (int(rng.integers(99)),),
        ours=lambda seed: tuple(_holes(seed, k) for k in ("MCAR", "MAR", "MNAR")),
        atol=0.02,
        trials=3,
        convention="The share of holes over 500 runs, so up to chance.",
    ),
    Parity(
        autoencoder_impute,
        None,
        "",
        _rows,
        convention="torch's own layers and optimiser; its tests compare errors.",
    ),
]
