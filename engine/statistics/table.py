"""The distributions of the course, in one table."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.statistics.continuous import Exponential, Normal, Uniform
from engine.statistics.discrete import Bernoulli, Binomial, Multinomial, Poisson
from engine.statistics.distribution import Distribution
from engine.statistics.gamma_beta import Beta, Gamma
from engine.system import system

DISTRIBUTIONS: dict[str, tuple[str, type[Distribution | Multinomial], str]] = {
    "normal": ("continuous", Normal, "errors of a linear regression"),
    "uniform": ("continuous", Uniform, "initial weights"),
    "exponential": ("continuous", Exponential, "time until a failure"),
    "gamma": ("continuous", Gamma, "prior of a rate"),
    "beta": ("continuous", Beta, "prior of a probability"),
    "bernoulli": ("discrete", Bernoulli, "output of a logistic regression"),
    "binomial": ("discrete", Binomial, "successes in a number of trials"),
    "poisson": ("discrete", Poisson, "counts of events"),
    "categorical": ("discrete", Multinomial, "output of a softmax, with n = 1"),
    "multinomial": ("discrete", Multinomial, "counts of words"),
}
"""Name -> whether its values can be counted, its class, what it models."""


@system("S11.21")
def card(
    distribution: Distribution | Multinomial, rng: np.random.Generator, n: int = 1000
) -> dict[str, Any]:
    """One distribution at a glance: parameters, moments, a sample and its fit.

    Args:
        distribution: any of the table.
        rng: draws the sample.
        n: size of the sample, at least 2.

    Returns:
        `parameters`; `mean` and `variance` (of counts of classes, a vector and the
        covariance matrix); `sample`, n draws, with its `sample_mean` and
        `sample_variance`; `fitted`, the distribution that is most likely given the
        sample; and `quartiles`, where it is one of a single number.

    Raises:
        ValueError: n is below 2.

    >>> found = card(Exponential(2.0), np.random.default_rng(0))
    >>> found["parameters"], found["mean"], float(found["sample_mean"].round(1))
    ({'rate': 2.0}, 0.5, 0.5)
    """
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    x = distribution.sample(n, rng)
    kind: Any = type(distribution)
    # Of a binomial the number of trials is known, not fitted.
    known = (distribution.n,) if isinstance(distribution, Binomial) else ()
    found = {
        "parameters": vars(distribution).copy(),
        "mean": distribution.mean,
        "variance": distribution.variance,
        "sample": x,
        "sample_mean": x.mean(axis=0),
        "sample_variance": np.cov(x.T),
        "fitted": kind.mle(x, *known),
    }
    if isinstance(distribution, Distribution):
        found["quartiles"] = distribution.quantile([0.25, 0.5, 0.75])
    return found
