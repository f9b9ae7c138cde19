"""Intervals, tests, updating, information and survival."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.stats as ss
import statsmodels.stats.proportion

from engine.arrays import Array
from engine.parity import Parity
from engine.statistics.anova import anova
from engine.statistics.binomial_test import binomial_test
from engine.statistics.chi_square import goodness_of_fit, independence
from engine.statistics.continuous import Normal
from engine.statistics.intervals import (
    coverage,
    interval_coverage,
    mean_interval,
    proportion_interval,
)
from engine.statistics.p_value import p_value, z_test
from engine.statistics.permutation import (
    difference_of_means,
    permutation_exact,
    permutation_test,
)
from engine.statistics.power import power_two_groups, size_two_groups
from engine.statistics.rank_tests import ks_one, ks_two, mann_whitney
from engine.statistics.t_test import t_test_one, t_test_paired, t_test_two

Rng = np.random.Generator
ALTERNATIVES = ["two-sided", "greater", "less"]


def _side(rng: Rng) -> str:
    return str(rng.choice(ALTERNATIVES))


def _group(rng: Rng) -> Array:
    return rng.normal(rng.uniform(-1, 1), rng.uniform(0.5, 2), rng.integers(2, 12))


def _groups(rng: Rng) -> tuple[Array, Array]:
    return _group(rng), _group(rng)


def _tied(rng: Rng) -> tuple[Array, Array]:
    """Groups rounded so that numbers repeat, but not all of them."""
    a, b = _groups(rng)
    return np.append(np.round(a), 9.0), np.append(np.round(b), [-9.0, 9.0])


def _counts_of_trials(rng: Rng) -> tuple[int, int]:
    n = int(rng.integers(1, 30))
    return int(rng.integers(0, n + 1)), n


def _table(rng: Rng) -> tuple[Array]:
    return (rng.integers(1, 30, rng.integers(2, 5, 2)).astype(float),)


def _t(result: Any) -> tuple[float, float, float]:
    return result.statistic, result.df, result.pvalue


def _shuffled(a: Array, b: Array, seed: int) -> tuple[float, float]:
    rng, both = np.random.default_rng(seed), np.concatenate([a, b])
    observed = a.mean() - b.mean()
    hits = 1
    for _ in range(99):
        both_shuffled = rng.permutation(both)
        gap = both_shuffled[: len(a)].mean() - both_shuffled[len(a) :].mean()
        hits += abs(gap) >= abs(observed) - 1e-12
    return observed, hits / 100


def _exact(a: Array, b: Array) -> tuple[float, float]:
    found = ss.permutation_test(
        (a, b), lambda x, y: abs(np.mean(x) - np.mean(y)), n_resamples=np.inf,
        alternative="greater",
    )  # fmt: skip
    return float(np.mean(a) - np.mean(b)), found.pvalue


def _coverage(n: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    runs = [rng.normal(size=n) for _ in range(30)]
    held = [abs(ss.ttest_1samp(x, 0).pvalue) >= 0.2 for x in runs]
    return float(np.mean(held))


PAIRS = [
    Parity(
        coverage,
        lambda k: ss.norm.cdf(k) - ss.norm.cdf(-k),
        "scipy",
        lambda rng: (float(rng.uniform(0, 4)),),
    ),
    Parity(
        mean_interval,
        lambda x, level, sigma: (
            ss.t.interval(level, len(x) - 1, x.mean(), ss.sem(x))
            if sigma is None
            else ss.norm.interval(level, x.mean(), sigma / np.sqrt(len(x)))
        ),
        "scipy",
        lambda rng: (
            _group(rng),
            rng.uniform(0.5, 0.99),
            None if rng.random() < 0.5 else 1.7,
        ),
        rtol=1e-10,
    ),
    Parity(
        proportion_interval,
        lambda k, n: statsmodels.stats.proportion.proportion_confint(
            k, n, method="wilson"
        ),
        "statsmodels",
        _counts_of_trials,
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        interval_coverage,
        _coverage,
        "scipy",
        lambda rng: (int(rng.integers(2, 9)), int(rng.integers(1000))),
        ours=lambda n, seed: interval_coverage(n, 30, np.random.default_rng(seed), 0.8),
        convention="The interval holds 0 where the t-test does not reject it.",
    ),
    Parity(
        p_value,
        lambda x, side: {
            "two-sided": 2 * ss.norm.sf(abs(x)),
            "greater": ss.norm.sf(x),
            "less": ss.norm.cdf(x),
        }[side],
        "scipy",
        lambda rng: (float(rng.normal(scale=3)), _side(rng)),
        ours=lambda x, side: p_value(x, Normal(), side),
    ),
    Parity(
        z_test,
        lambda x, side: (
            z := x.mean() * np.sqrt(len(x)) / 1.5,
            {
                "two-sided": 2 * ss.norm.sf(abs(z)),
                "greater": ss.norm.sf(z),
                "less": ss.norm.cdf(z),
            }[side],
        ),
        "scipy",
        lambda rng: (_group(rng), _side(rng)),
        ours=lambda x, side: z_test(x, 0.0, 1.5, side),
    ),
    Parity(
        t_test_one,
        lambda x, side: _t(ss.ttest_1samp(x, 0.3, alternative=side)),
        "scipy",
        lambda rng: (_group(rng), _side(rng)),
        ours=lambda x, side: t_test_one(x, 0.3, side),
        rtol=1e-10,
    ),
    Parity(
        t_test_paired,
        lambda a, b, side: _t(ss.ttest_rel(a, b, alternative=side)),
        "scipy",
        lambda rng: (*rng.normal(size=(2, rng.integers(2, 9))), _side(rng)),
        rtol=1e-10,
    ),
    Parity(
        t_test_two,
        lambda a, b, pooled, side: _t(
            ss.ttest_ind(a, b, equal_var=pooled, alternative=side)
        ),
        "scipy",
        lambda rng: (*_groups(rng), bool(rng.random() < 0.5), _side(rng)),
        rtol=1e-9,
        convention="SciPy pools the variances by default; ours does not.",
    ),
    Parity(
        goodness_of_fit,
        lambda counts, p: (
            ss.chisquare(counts, counts.sum() * p).statistic,
            len(p) - 1,
            ss.chisquare(counts, counts.sum() * p).pvalue,
        ),
        "scipy",
        lambda rng: (rng.integers(1, 20, 4) * 1.0, rng.dirichlet(np.ones(4) * 5)),
        rtol=1e-10,
    ),
    Parity(
        independence,
        lambda table: (
            ss.chi2_contingency(table, correction=False).statistic,
            ss.chi2_contingency(table, correction=False).dof,
            ss.chi2_contingency(table, correction=False).pvalue,
        ),
        "scipy",
        _table,
        rtol=1e-10,
        convention="SciPy corrects 2 by 2 tables for continuity by default.",
    ),
    Parity(
        anova,
        lambda *groups: tuple(ss.f_oneway(*groups)),
        "scipy",
        lambda rng: tuple(_group(rng) for _ in range(rng.integers(2, 5))),
        ours=lambda *groups: (anova(*groups)[0], anova(*groups)[2]),
        rtol=1e-9,
    ),
    Parity(
        mann_whitney,
        lambda a, b: tuple(ss.mannwhitneyu(a, b, method="asymptotic")),
        "scipy",
        _tied,
        rtol=1e-10,
    ),
    Parity(
        mann_whitney,
        lambda a, b: tuple(ss.mannwhitneyu(a, b, method="exact")),
        "scipy",
        _groups,
        ours=lambda a, b: mann_whitney(a, b, exact=True),
        rtol=1e-10,
    ),
    Parity(
        ks_one,
        lambda x: tuple(ss.kstest(x, "norm", method="asymp")),
        "scipy",
        lambda rng: (_group(rng),),
        ours=lambda x: ks_one(x, Normal()),
        rtol=1e-9,
        atol=1e-11,
        convention="SciPy's exact p-value for a small sample is its default.",
    ),
    Parity(
        ks_two,
        lambda a, b: (
            D := ss.ks_2samp(a, b).statistic,
            ss.kstwobign.sf(D * np.sqrt(len(a) * len(b) / (len(a) + len(b)))),
        ),
        "scipy",
        lambda rng: (np.round(_group(rng), 1), np.round(_group(rng), 1)),
        rtol=1e-9,
        atol=1e-11,
        convention="SciPy's p is exact, or from a finite n; ours is the limit.",
    ),
    Parity(
        binomial_test,
        lambda k, n, p, side: ss.binomtest(k, n, p, side).pvalue,
        "scipy",
        lambda rng: (
            *_counts_of_trials(rng),
            float(rng.choice([0.5, rng.random()])),
            _side(rng),
        ),
        rtol=1e-9,
        trials=40,
    ),
    Parity(difference_of_means, lambda a, b: np.mean(a) - np.mean(b), "numpy", _groups),
    Parity(
        permutation_test,
        _shuffled,
        "closed form",
        lambda rng: (*_groups(rng), int(rng.integers(1000))),
        ours=lambda a, b, seed: permutation_test(a, b, 99, np.random.default_rng(seed)),
        convention="SciPy adds one to numerator and denominator as well, and draws by "
        "another scheme; compared is a plain loop over the same shuffles.",
    ),
    Parity(
        permutation_exact,
        _exact,
        "scipy",
        lambda rng: (rng.integers(0, 6, 3) * 1.0, rng.integers(0, 6, 4) * 1.0),
        convention="SciPy doubles the smaller tail for two sides unless the statistic "
        "is already absolute.",
    ),
    Parity(
        power_two_groups,
        lambda d, n, alpha: ss.ncx2.sf(ss.chi2.isf(alpha, 1), 1, d * d * n / 2),
        "scipy",
        lambda rng: (
            rng.uniform(-1, 1),
            int(rng.integers(1, 60)),
            rng.uniform(0.01, 0.2),
        ),
        rtol=1e-9,
        convention="z^2 has a noncentral chi-square distribution.",
    ),
    Parity(
        size_two_groups,
        lambda d, power: next(
            n
            for n in range(1, 10**5)
            if ss.ncx2.sf(ss.chi2.isf(0.05, 1), 1, d * d * n / 2) >= power
        ),
        "scipy",
        lambda rng: (rng.uniform(0.2, 2) * rng.choice([-1, 1]), rng.uniform(0.1, 0.95)),
    ),
]
