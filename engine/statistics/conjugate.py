"""Bayesian updating where the posterior has the prior's form."""

from __future__ import annotations

from numpy.typing import ArrayLike

from engine.arrays import as_vector
from engine.statistics.continuous import Normal
from engine.statistics.gamma_beta import Beta, Gamma
from engine.system import system


@system("S11.17", "S13.13", "S02.16")
def update_beta(prior: Beta, successes: int, failures: int) -> Beta:
    """Belief about a probability after trials: counts are added to the prior's.

    The likelihood `p^s (1 - p)^f` times Beta(alpha, beta) is Beta(alpha + s,
    beta + f) up to a constant. Data at once or one by one give the same.

    Args:
        prior: what was believed before.
        successes, failures: what was seen, at least 0.

    Returns:
        The posterior. Its mode is the MAP estimate, which for the uniform prior
        Beta(1, 1) is the maximum likelihood estimate s / (s + f).

    Raises:
        ValueError: a count is negative.

    Source:
        Gelman et al., Bayesian Data Analysis (2013), section 2.4.

    >>> posterior = update_beta(Beta(1.0, 1.0), 7, 3)
    >>> posterior, posterior.mode
    (Beta(alpha=8.0, beta=4.0), 0.7)
    """
    if min(successes, failures) < 0:
        raise ValueError(f"counts must be at least 0, got {successes}, {failures}")
    return Beta(prior.alpha + successes, prior.beta + failures)


@system("S13.13")
def update_gamma(prior: Gamma, counts: ArrayLike) -> Gamma:
    """Belief about the rate of a Poisson distribution after counts.

    Gamma(alpha, beta) becomes Gamma(alpha + sum of counts, beta + n): alpha counts
    events, beta the units of time in which they were seen.

    Args:
        prior: of the rate.
        counts: one for each unit of time, at least 0, shape (n,).

    Raises:
        ValueError: counts are no such vector.

    Source:
        Gelman et al., Bayesian Data Analysis (2013), section 2.6.

    >>> update_gamma(Gamma(2.0, 1.0), [3.0, 5.0])
    Gamma(alpha=10.0, beta=3.0)
    """
    counts = as_vector(counts, "counts")
    if (counts < 0).any():
        raise ValueError(f"counts must be at least 0, got {counts}")
    return Gamma(prior.alpha + float(counts.sum()), prior.beta + len(counts))


@system("S13.13")
def update_normal(prior: Normal, x: ArrayLike, sigma: float) -> Normal:
    """Belief about the mean of a normal distribution of known deviation.

    Precisions, `1 / variance`, add up: that of the prior, and `n / sigma^2` of the
    data. The posterior mean is the mean of both, weighted by precision; it is also
    the MAP estimate, and ridge regression in its smallest form.

    Args:
        prior: of the mean.
        x: what was seen, shape (n,).
        sigma: standard deviation of one number, positive.

    Raises:
        ValueError: x is not a vector of finite numbers, or sigma is not positive.

    Source:
        Gelman et al., Bayesian Data Analysis (2013), section 2.5.

    >>> posterior = update_normal(Normal(0.0, 1.0), [2.0], sigma=1.0)
    >>> posterior.mu, round(posterior.variance, 9)
    (1.0, 0.5)
    """
    x = as_vector(x, "x")
    if not sigma > 0:
        raise ValueError(f"sigma must be positive, got {sigma}")
    before, data = 1 / prior.variance, len(x) / sigma**2
    mu = (before * prior.mu + data * float(x.mean())) / (before + data)
    return Normal(mu, (before + data) ** -0.5)
