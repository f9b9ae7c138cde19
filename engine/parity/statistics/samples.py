"""Descriptive measures, quantiles, correlation, sampling and resampling."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np
import scipy.stats

from engine.arrays import Array
from engine.parity import Parity
from engine.statistics.bootstrap import bootstrap, bootstrap_interval
from engine.statistics.central_limit import means_of_samples
from engine.statistics.correlation import covariance, pearson, ranks, spearman
from engine.statistics.descriptive import (
    mean,
    median,
    mode,
    moment_shape,
    standard_deviation,
    variance,
    z_scores,
)
from engine.statistics.quantiles import PLOTTING, outliers, quantile, spread
from engine.statistics.sampling import simple_sample, stratified_sample

Rng = np.random.Generator


def _sample(rng: Rng) -> tuple[Array]:
    """Some with ties."""
    x = rng.normal(scale=3, size=rng.integers(1, 12)) + 5
    return (np.round(x) if rng.random() < 0.4 else x,)


def _with_ddof(rng: Rng) -> tuple[Array, int]:
    return rng.normal(size=rng.integers(2, 12)) + 100, int(rng.integers(0, 2))


def _shares(rng: Rng) -> tuple[Array, Array, str]:
    (x,) = _sample(rng)
    q = np.concatenate([[0.0, 1.0, 0.5, 0.25], rng.random(3)])
    return x, q, str(rng.choice([*PLOTTING, "inverted_cdf"]))


def _pairs(rng: Rng) -> tuple[Array, Array]:
    x = rng.normal(size=rng.integers(2, 12))
    y = 0.5 * x + rng.normal(size=len(x))
    if rng.random() < 0.4:
        # Ties; the first stands apart, so that y is not constant.
        y = np.round(y)
        y[0] += 9
    return x, y


def _classes(rng: Rng) -> tuple[Array, int, int]:
    classes = rng.choice(4, size=rng.integers(1, 40), p=[0.6, 0.25, 0.1, 0.05])
    y = classes.astype(float)
    return y, int(rng.integers(0, len(y) + 1)), int(rng.integers(1000))


def _allocation(y: Array, n: int, seed: int) -> tuple[int, float, bool]:
    """How many; by how much the worst class misses its due; whether all differ."""
    picked = stratified_sample(y, n, np.random.default_rng(seed))
    y = y.astype(int)
    due = n * np.bincount(y) / len(y)
    missed = np.abs(np.bincount(y[picked], minlength=len(due)) - due).max()
    return len(picked), float(missed < 1), len(set(picked.tolist())) == n


def _bootstrap_draws(x: Array, seed: int) -> Array:
    """SciPy's resamples, drawn by a generator in the state ours was in."""
    rows = np.random.default_rng(seed).integers(0, len(x), (50, len(x)))
    return np.asarray(x[rows].mean(axis=1))


def _with_the_rest(N: int, n: int) -> Array:
    picked = simple_sample(N, n, np.random.default_rng(N))
    return np.sort(np.concatenate([picked, np.setdiff1d(np.arange(N), picked)]))


def _means(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    means = [rng.standard_exponential((20, n)).mean(axis=1) for n in (2, 3)]
    return {
        "mean": np.array([m.mean() for m in means]),
        "deviation": np.array([m.std(ddof=1) for m in means]),
        "skewness": np.array([scipy.stats.skew(m) for m in means]),
        "kurtosis": np.array([scipy.stats.kurtosis(m) for m in means]),
        "iqr": np.array([scipy.stats.iqr(m) for m in means]),
    }


PAIRS = [
    Parity(mean, np.mean, "numpy", _sample),
    Parity(median, np.median, "numpy", _sample),
    Parity(
        mode,
        lambda x: np.array(sorted(statistics.multimode(x.tolist()))),
        "statistics",
        _sample,
        ours=lambda x: np.array(mode(x)),
    ),
    Parity(variance, lambda x, d: np.var(x, ddof=d), "numpy", _with_ddof, rtol=1e-11),
    Parity(
        standard_deviation,
        lambda x, d: np.std(x, ddof=d),
        "numpy",
        _with_ddof,
        rtol=1e-11,
    ),
    Parity(
        z_scores,
        lambda x, d: scipy.stats.zscore(x, ddof=d),
        "scipy",
        _with_ddof,
        atol=1e-11,
        convention="A constant sample: SciPy gives NaN, ours 0.",
    ),
    Parity(
        moment_shape,
        lambda x, _: (scipy.stats.skew(x), scipy.stats.kurtosis(x)),
        "scipy",
        _with_ddof,
        ours=lambda x, _: moment_shape(x),
        rtol=1e-9,
        atol=1e-9,
    ),
    Parity(
        quantile,
        lambda x, q, method: np.quantile(x, q, method=method),
        "numpy",
        _shares,
        trials=60,
    ),
    Parity(
        spread,
        lambda x: {
            "range": np.ptp(x),
            "q1": np.percentile(x, 25),
            "q2": np.median(x),
            "q3": np.percentile(x, 75),
            "iqr": scipy.stats.iqr(x),
        },
        "scipy",
        _sample,
    ),
    Parity(
        outliers,
        lambda x: x[
            np.abs(x - np.percentile(x, [25, 75]).mean()) > 2 * scipy.stats.iqr(x)
        ],
        "numpy",
        lambda rng: (rng.standard_cauchy(rng.integers(4, 30)),),
        convention="Beyond 1.5 ranges from a quartile is beyond 2 from their middle.",
    ),
    Parity(
        covariance,
        lambda X, d: np.atleast_2d(np.cov(X.T, ddof=d)),
        "numpy",
        lambda rng: (rng.normal(size=(rng.integers(2, 9), rng.integers(1, 4))), 1),
        atol=1e-13,
    ),
    Parity(
        pearson,
        lambda x, y: scipy.stats.pearsonr(x, y)[0],
        "scipy",
        _pairs,
        rtol=1e-11,
        atol=1e-12,
    ),
    Parity(
        spearman,
        lambda x, y: scipy.stats.spearmanr(x, y)[0],
        "scipy",
        _pairs,
        rtol=1e-11,
        atol=1e-12,
    ),
    Parity(ranks, scipy.stats.rankdata, "scipy", _sample),
    Parity(
        simple_sample,
        lambda N, _: np.arange(N),
        "closed form",
        lambda rng: ((N := int(rng.integers(1, 20))), int(rng.integers(0, N + 1))),
        ours=_with_the_rest,
        convention="Generators differ; compared is that with those left out they are "
        "all rows, each once.",
    ),
    Parity(
        stratified_sample,
        lambda _, n, _seed: (n, 1.0, True),
        "closed form",
        _classes,
        ours=_allocation,
        trials=30,
        convention="scikit-learn's train_test_split allots alike, but draws others; "
        "compared is that no class is off by a whole row.",
    ),
    Parity(
        bootstrap,
        _bootstrap_draws,
        "numpy",
        lambda rng: (*_sample(rng), int(rng.integers(1000))),
        ours=lambda x, seed: bootstrap(
            x, lambda s: float(s.mean()), 50, np.random.default_rng(seed)
        ),
    ),
    Parity(
        bootstrap_interval,
        lambda x, seed: tuple(np.quantile(_bootstrap_draws(x, seed), [0.05, 0.95])),
        "numpy",
        lambda rng: (*_sample(rng), int(rng.integers(1000))),
        ours=lambda x, seed: bootstrap_interval(
            x, lambda s: float(s.mean()), 50, np.random.default_rng(seed), 0.9
        ),
        convention="scipy.stats.bootstrap defaults to BCa; this is its 'percentile'.",
    ),
    Parity(
        means_of_samples,
        _means,
        "scipy",
        lambda rng: (int(rng.integers(1000)),),
        ours=lambda seed: means_of_samples(
            np.random.default_rng(seed).standard_exponential, [2, 3], 20
        ),
        rtol=1e-10,
    ),
]
