"""Updating, information and survival."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.stats as ss
from sklearn.metrics import mutual_info_score

from engine.arrays import Array
from engine.parity import Parity
from engine.statistics.conjugate import update_beta, update_gamma, update_normal
from engine.statistics.continuous import Exponential, Normal, Uniform
from engine.statistics.distribution import Distribution
from engine.statistics.gamma_beta import Beta, Gamma
from engine.statistics.information import entropy, kl_divergence, mutual_information
from engine.statistics.survival import (
    censored_exponential,
    kaplan_meier,
    survival_after,
)

Rng = np.random.Generator


def _table(rng: Rng) -> tuple[Array]:
    return (rng.integers(1, 30, rng.integers(2, 5, 2)).astype(float),)


def _distribution(rng: Rng) -> Array:
    p = rng.dirichlet(np.ones(4)) * (rng.random(4) < 0.8)
    return p / p.sum() if p.any() else np.array([1.0, 0, 0, 0])


def _watched(rng: Rng) -> tuple[Array, Array]:
    """Some with ties; one at least has failed."""
    times = np.ceil(rng.exponential(3, rng.integers(1, 12)) * 2) / 2
    failed = (rng.random(len(times)) < 0.6).astype(float)
    failed[0] = 1.0
    return times, failed


def _censored_fit(times: Array, failed: Array) -> float:
    """The maximum of the likelihood, by a search."""
    data = ss.CensoredData.right_censored(times, failed < 1)
    return float(1 / ss.expon.fit(data, floc=0)[1])


def _scipy_survival(times: Array, failed: Array) -> tuple[Array, Array]:
    curve = ss.ecdf(ss.CensoredData.right_censored(times, failed < 1)).sf
    moments = np.unique(times[failed > 0])
    return moments, curve.evaluate(moments)


def _posterior(prior: Any, likelihood: Any, low: float, high: float) -> Array:
    """Mean and deviation of prior times likelihood, by Gauss and Legendre's rule."""
    nodes, weights = np.polynomial.legendre.leggauss(300)
    t = low + (high - low) * (nodes + 1) / 2
    w = weights * prior(t) * likelihood(t)
    mean = w @ t / w.sum()
    return np.array([mean, np.sqrt(w @ (t - mean) ** 2 / w.sum())])


def _mean_and_deviation(d: Distribution) -> Array:
    return np.array([d.mean, np.sqrt(d.variance)])


PAIRS = [
    Parity(
        update_beta,
        lambda a, b, s, f: _posterior(
            ss.beta(a, b).pdf, lambda p: p**s * (1 - p) ** f, 0, 1
        ),
        "scipy",
        lambda rng: (*rng.uniform(1, 4, 2), *map(int, rng.integers(0, 6, 2))),
        ours=lambda a, b, s, f: _mean_and_deviation(update_beta(Beta(a, b), s, f)),
        rtol=1e-6,
        convention="Prior times likelihood, integrated numerically.",
    ),
    Parity(
        update_gamma,
        lambda a, b, x: _posterior(
            ss.gamma(a, scale=1 / b).pdf,
            lambda t: np.prod([ss.poisson.pmf(k, t) for k in x], axis=0),
            0,
            40,
        ),
        "scipy",
        lambda rng: (*rng.uniform(1, 4, 2), rng.integers(0, 6, 3) * 1.0),
        ours=lambda a, b, x: _mean_and_deviation(update_gamma(Gamma(a, b), x)),
        rtol=1e-6,
        convention="Prior times likelihood, integrated numerically.",
    ),
    Parity(
        update_normal,
        lambda m, s, x: _posterior(
            ss.norm(m, s).pdf,
            lambda t: np.prod([ss.norm.pdf(v, t, 0.8) for v in x], axis=0),
            -8,
            8,
        ),
        "scipy",
        lambda rng: (rng.normal(), rng.uniform(0.5, 2), rng.normal(size=3)),
        ours=lambda m, s, x: _mean_and_deviation(update_normal(Normal(m, s), x, 0.8)),
        rtol=1e-6,
        atol=1e-7,
        convention="Prior times likelihood, integrated numerically.",
    ),
    Parity(
        entropy,
        lambda p, base: ss.entropy(p, base=base),
        "scipy",
        lambda rng: (_distribution(rng), float(rng.choice([2, np.e, 10]))),
    ),
    Parity(
        kl_divergence,
        lambda p, q: np.exp(-ss.entropy(p, q)),
        "scipy",
        lambda rng: (_distribution(rng), _distribution(rng)),
        ours=lambda p, q: np.exp(-kl_divergence(p, q)),
        convention="SciPy normalises p and q; ours refuses what does not sum to 1. "
        "Compared is exp(-KL), since KL may be infinite.",
    ),
    Parity(
        mutual_information,
        lambda table: mutual_info_score(None, None, contingency=table),
        "scikit-learn",
        _table,
        ours=lambda table: mutual_information(table / table.sum(), np.e),
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        censored_exponential,
        _censored_fit,
        "scipy",
        _watched,
        ours=lambda times, failed: censored_exponential(times, failed).rate,
        rtol=1e-4,
        convention="SciPy searches for the maximum numerically, to about four digits.",
    ),
    Parity(kaplan_meier, _scipy_survival, "scipy", _watched, atol=1e-12),
    Parity(
        survival_after,
        lambda s, t: (np.exp(-2 * t), (1 - s - t) / (1 - s)),
        "closed form",
        lambda rng: tuple(map(float, rng.uniform(0, 0.5, 2))),
        ours=lambda s, t: (
            survival_after(Exponential(2.0), s, t),
            survival_after(Uniform(), s, t),
        ),
    ),
]
