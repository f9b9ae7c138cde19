"""Every distribution beside SciPy's: density, cdf, tails, quantiles, moments, fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.stats as ss

from engine.arrays import Array
from engine.parity import Parity
from engine.statistics.continuous import Cauchy, Exponential, Normal, Uniform
from engine.statistics.discrete import (
    Bernoulli,
    Binomial,
    Multinomial,
    Poisson,
    sample_categorical,
)
from engine.statistics.distribution import Distribution, shares
from engine.statistics.gamma_beta import Beta, Gamma
from engine.statistics.null_distributions import FisherF, StudentT
from engine.statistics.table import card

Rng = np.random.Generator
SHARES = np.array([1e-9, 0.01, 0.3, 0.5, 0.9, 0.999])


def _draw(*ranges: tuple[float, float]) -> Callable[[Rng], tuple[Any, ...]]:
    """Parameters, each within its range, and the points to look at."""

    def draw(rng: Rng) -> tuple[Any, ...]:
        parameters = tuple(float(rng.uniform(*r)) for r in ranges)
        x = np.concatenate([rng.normal(scale=3, size=6), rng.random(4), [40.0]])
        return *parameters, x

    return draw


def _counts(*ranges: tuple[float, float]) -> Callable[[Rng], tuple[Any, ...]]:
    """The same at counts, and between and beside them."""

    def draw(rng: Rng) -> tuple[Any, ...]:
        parameters = tuple(float(rng.uniform(*r)) for r in ranges)
        return *parameters, np.array([-1.0, -0.5, 0, 1, 2, 2.5, 3, 7, 20])

    return draw


def _log(values: Array) -> Array:
    """By its arctangent, which is finite where the logarithm is not."""
    return np.arctan(values)


def _shown(d: Distribution, x: Array) -> tuple[Any, ...]:
    values = (d.density(x), _log(d.log_density(x)), d.cdf(x), d.survival(x))
    ends = np.arctan(d.quantile(np.array([0.0, 1.0])))
    return *values, d.quantile(SHARES), ends, d.mean, d.variance


def _continuous(d: Any, x: Array) -> tuple[Any, ...]:
    with np.errstate(divide="ignore"):
        values = (d.pdf(x), _log(d.logpdf(x)), d.cdf(x), d.sf(x))
    ends = np.arctan(d.ppf(np.array([0.0, 1.0])))
    return *values, d.ppf(SHARES), ends, d.mean(), d.var()


def _discrete(d: Any, x: Array) -> tuple[Any, ...]:
    values = (d.pmf(x), _log(d.logpmf(x)), d.cdf(x), d.sf(x))
    # SciPy's quantile of 0 is -1, before the first value.
    ends = np.arctan(np.array([0.0, d.ppf(1.0)]))
    return *values, d.ppf(SHARES), ends, d.mean(), d.var()


def _pair(
    ours: Callable[..., Distribution],
    theirs: Callable[..., Any],
    draw: Callable[[Rng], tuple[Any, ...]],
    shown: Callable[[Any, Array], tuple[Any, ...]] = _continuous,
    convention: str = "",
) -> Parity:
    return Parity(
        ours,
        lambda *a: shown(theirs(*a[:-1]), a[-1]),
        "scipy",
        draw,
        ours=lambda *a: _shown(ours(*a[:-1]), a[-1]),
        rtol=1e-9,
        atol=1e-13,
        convention=convention,
    )


def _fit_pair(
    of: Any, theirs: Callable[[Array], Any], draw: Callable[[Rng], tuple[Any, ...]]
) -> Parity:
    """Parameters that are most likely, by both."""
    return Parity(
        of,
        theirs,
        "scipy",
        draw,
        ours=lambda x: tuple(vars(of.mle(x)).values()),
        rtol=1e-6,
        convention="SciPy's fit searches numerically, to about seven digits.",
    )


def _multinomial(rng: Rng) -> tuple[int, Array, Array]:
    n, k = int(rng.integers(1, 9)), int(rng.integers(2, 5))
    p = rng.dirichlet(np.ones(k))
    return n, p, np.vstack([rng.multinomial(n, p, 5), np.full(k, n)])


def _shown_multinomial(n: int, p: Array, counts: Array) -> tuple[Any, ...]:
    d = Multinomial(n, p)
    return d.density(counts), d.mean, d.variance, Multinomial.mle(counts[:5]).p


def _scipy_multinomial(n: int, p: Array, counts: Array) -> tuple[Any, ...]:
    d = ss.multinomial(n, p)
    share = counts[:5].sum(axis=0) / (5 * n)
    return d.pmf(counts), n * p, d.cov(), share


def _abstract(mu: float, x: Array) -> tuple[Any, ...]:
    d: Distribution = Exponential(1.0 + mu)
    u = np.random.default_rng(3).random(4)
    drawn = d.sample(4, np.random.default_rng(3))
    return d.log_likelihood(np.abs(x)), drawn - d.quantile(u)


def _card(rate: float, _: Array) -> tuple[float, ...]:
    found = card(Exponential(rate), np.random.default_rng(0), 50)
    return (
        found["mean"], found["variance"], found["sample_mean"],
        found["sample_variance"], found["fitted"].rate, *found["quartiles"],
        found["parameters"]["rate"],
    )  # fmt: skip


def _scipy_card(rate: float, _: Array) -> tuple[float, ...]:
    d = ss.expon(scale=1 / rate)
    x = d.ppf(np.random.default_rng(0).random(50))
    moments = (d.mean(), d.var(), np.mean(x), np.var(x, ddof=1), 1 / np.mean(x))
    return *moments, *d.ppf([0.25, 0.5, 0.75]), rate


PAIRS = [
    Parity(
        Distribution,
        lambda mu, x: (
            ss.expon(scale=1 / (1 + mu)).logpdf(np.abs(x)).sum(),
            np.zeros(4),
        ),
        "scipy",
        _draw((0, 3)),
        ours=_abstract,
        convention="Through one that is concrete.",
    ),
    Parity(shares, np.asarray, "numpy", lambda rng: (rng.random(4),)),
    _pair(Normal, ss.norm, _draw((-2, 2), (0.1, 4))),
    _pair(
        Uniform,
        lambda a, b: ss.uniform(a, b - a),
        _draw((-2, 0), (0.1, 2)),
        convention="SciPy takes the start and the width.",
    ),
    _pair(
        Exponential,
        lambda rate: ss.expon(scale=1 / rate),
        _draw((0.1, 4)),
        convention="SciPy takes the scale, 1 / rate.",
    ),
    _pair(
        Gamma,
        lambda a, b: ss.gamma(a, scale=1 / b),
        _draw((0.3, 5), (0.2, 3)),
        convention="SciPy takes the scale, 1 / beta.",
    ),
    _pair(Beta, ss.beta, _draw((0.3, 5), (0.3, 5))),
    Parity(
        Cauchy,
        lambda m, s, x: (
            ss.cauchy(m, s).pdf(x),
            ss.cauchy(m, s).cdf(x),
            ss.cauchy(m, s).ppf(SHARES[1:]),
        ),
        "scipy",
        _draw((-2, 2), (0.1, 4)),
        ours=lambda m, s, x: (
            Cauchy(m, s).density(x),
            Cauchy(m, s).cdf(x),
            Cauchy(m, s).quantile(SHARES[1:]),
        ),
        rtol=1e-10,
    ),
    _pair(StudentT, ss.t, _draw((2.1, 30))),
    _pair(FisherF, ss.f, _draw((1, 9), (4.5, 30))),
    _pair(
        Bernoulli,
        ss.bernoulli,
        _counts((0, 1)),
        _discrete,
        "SciPy's quantile of 0 is -1; ours is the first value.",
    ),
    _pair(
        Binomial,
        ss.binom,
        lambda rng: (int(rng.integers(0, 12)), *_counts((0, 1))(rng)),
        _discrete,
    ),
    _pair(Poisson, ss.poisson, _counts((0.1, 9)), _discrete),
    Parity(
        Multinomial,
        _scipy_multinomial,
        "scipy",
        _multinomial,
        ours=_shown_multinomial,
        rtol=1e-10,
    ),
    Parity(
        sample_categorical,
        lambda p, u: np.array([np.flatnonzero(v < np.cumsum(p))[0] for v in u]),
        "closed form",
        lambda rng: (rng.dirichlet(np.ones(4)), np.random.default_rng(5).random(9)),
        ours=lambda p, u: sample_categorical(p, len(u), np.random.default_rng(5)),
    ),
    Parity(card, _scipy_card, "scipy", _draw((0.2, 3)), ours=_card, rtol=1e-10),
    _fit_pair(Normal, ss.norm.fit, lambda rng: (rng.normal(size=9),)),
    _fit_pair(
        Uniform,
        lambda x: (x.min(), x.max()),
        lambda rng: (rng.random(9),),
    ),
    _fit_pair(
        Exponential,
        lambda x: 1 / ss.expon.fit(x, floc=0)[1],
        lambda rng: (rng.random(9),),
    ),
    _fit_pair(
        Gamma,
        lambda x: (ss.gamma.fit(x, floc=0)[0], 1 / ss.gamma.fit(x, floc=0)[2]),
        lambda rng: (rng.gamma(rng.uniform(0.3, 9), size=30),),
    ),
    _fit_pair(
        Beta,
        lambda x: ss.beta.fit(x, floc=0, fscale=1)[:2],
        lambda rng: (rng.beta(rng.uniform(0.5, 5), rng.uniform(0.5, 5), size=30),),
    ),
    _fit_pair(Poisson, np.mean, lambda rng: (rng.poisson(4, 9) * 1.0,)),
    _fit_pair(Bernoulli, np.mean, lambda rng: (rng.integers(0, 2, 9) * 1.0,)),
    Parity(
        Binomial,
        lambda x: (7, x.mean() / 7),
        "closed form",
        lambda rng: (rng.integers(0, 8, 9) * 1.0,),
        ours=lambda x: tuple(vars(Binomial.mle(x, 7)).values()),
    ),
]
