"""Gamma and beta: what is believed of a rate and of a probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import (
    betainc,
    betaincinv,
    betaln,
    digamma,
    gammainc,
    gammaincc,
    gammaincinv,
    gammaln,
    polygamma,
    xlog1py,
    xlogy,
)

from engine.arrays import Array, as_vector
from engine.statistics.distribution import Distribution, shares
from engine.system import system

NEWTON = 1e-9
"""Relative step at which Newton's method has arrived: the next is its square."""

STEPS = 50
"""Of Newton's method at most: rounding may keep its steps from getting smaller."""


@system("S11.18")
@dataclass(frozen=True)
class Gamma(Distribution):
    """Density `beta^alpha x^(alpha - 1) exp(-beta x) / Gamma(alpha)` for x > 0.

    The wait for alpha events at rate beta; alpha = 1 is the exponential, and
    alpha = k / 2 with beta = 1 / 2 the chi-square distribution with k degrees of
    freedom.

    Args:
        alpha: shape, positive.
        beta: rate, positive; SciPy and many books use the scale 1 / beta.

    >>> Gamma(3.0, 2.0).mean, Gamma(3.0, 2.0).variance
    (1.5, 0.75)
    """

    alpha: float
    beta: float = 1.0

    def __post_init__(self) -> None:
        self.require(alpha=self.alpha > 0, beta=self.beta > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape; at 0 it may be +inf."""
        x = np.asarray(x, dtype=float)
        t = self.beta * _positive(x)
        log = xlogy(self.alpha - 1, t) - t + np.log(self.beta) - gammaln(self.alpha)
        return np.where(x >= 0, log, -np.inf)

    def cdf(self, x: ArrayLike) -> Array:
        """The regularised lower incomplete gamma function."""
        return np.asarray(gammainc(self.alpha, self.beta * _positive(x)))

    def survival(self, x: ArrayLike) -> Array:
        """The regularised upper incomplete gamma function."""
        return np.asarray(gammaincc(self.alpha, self.beta * _positive(x)))

    def quantile(self, u: ArrayLike) -> Array:
        """Inverse of `cdf`."""
        return np.asarray(gammaincinv(self.alpha, shares(u)) / self.beta)

    @property
    def mean(self) -> float:
        """`alpha / beta`."""
        return self.alpha / self.beta

    @property
    def variance(self) -> float:
        """`alpha / beta^2`."""
        return self.alpha / self.beta**2

    @classmethod
    def mle(cls, x: ArrayLike) -> Gamma:
        """Most likely parameters, by Newton's method on log alpha.

        The best beta for given alpha is `alpha / mean`; what is left is
        `log alpha - digamma(alpha) = log(mean x) - mean(log x)`. Raises a
        ValueError unless x is positive and varies.
        """
        x = _varied(x, np.inf)
        gap = float(np.log(x.mean()) - np.log(x).mean())
        alpha = 1 / (2 * gap)  # close for large alpha; convergence needs no more
        for _ in range(STEPS):
            slope = 1 - alpha * polygamma(1, alpha)
            step = (np.log(alpha) - digamma(alpha) - gap) / slope
            alpha *= np.exp(-step)
            if abs(step) < NEWTON:
                break
        return cls(float(alpha), float(alpha / x.mean()))


@system("S11.17")
@dataclass(frozen=True)
class Beta(Distribution):
    """Density `x^(alpha - 1) (1 - x)^(beta - 1) / B(alpha, beta)` on [0, 1].

    What is believed of a probability: alpha - 1 successes and beta - 1 failures
    seen, beginning from the uniform Beta(1, 1).

    Args:
        alpha, beta: positive.

    >>> Beta(2.0, 6.0).mean
    0.25
    """

    alpha: float
    beta: float

    def __post_init__(self) -> None:
        self.require(alpha=self.alpha > 0, beta=self.beta > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape; at 0 and 1 it may be +inf."""
        x = np.asarray(x, dtype=float)
        p = np.clip(x, 0, 1)
        log = xlogy(self.alpha - 1, p) + xlog1py(self.beta - 1, -p)
        inside = (x >= 0) & (x <= 1)
        return np.where(inside, log - betaln(self.alpha, self.beta), -np.inf)

    def cdf(self, x: ArrayLike) -> Array:
        """The regularised incomplete beta function."""
        p = np.clip(np.asarray(x, dtype=float), 0, 1)
        return np.asarray(betainc(self.alpha, self.beta, p))

    def quantile(self, u: ArrayLike) -> Array:
        """Inverse of `cdf`."""
        return np.asarray(betaincinv(self.alpha, self.beta, shares(u)))

    @property
    def mean(self) -> float:
        """`alpha / (alpha + beta)`."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def variance(self) -> float:
        """`m (1 - m) / (alpha + beta + 1)` with the mean m."""
        return self.mean * (1 - self.mean) / (self.alpha + self.beta + 1)

    @property
    def mode(self) -> float:
        """The peak, `(alpha - 1) / (alpha + beta - 2)`; NaN unless both exceed 1."""
        if min(self.alpha, self.beta) <= 1:
            return float("nan")
        return (self.alpha - 1) / (self.alpha + self.beta - 2)

    @classmethod
    def mle(cls, x: ArrayLike) -> Beta:
        """Most likely parameters, by Newton's method from the moments.

        At the maximum the expected logarithms are those seen:
        `digamma(alpha) - digamma(alpha + beta) = mean(log x)`, and alike for
        beta and `log(1 - x)`. Raises a ValueError unless x is in (0, 1) and varies.
        """
        x = _varied(x, 1.0)
        m, v = float(x.mean()), float(x.var())
        theta = np.array([m, 1 - m]) * (m * (1 - m) / v - 1)
        seen = np.array([np.log(x).mean(), np.log1p(-x).mean()])
        for _ in range(STEPS):
            gap = digamma(theta) - digamma(theta.sum()) - seen
            slope = np.diag(polygamma(1, theta)) - polygamma(1, theta.sum())
            step = np.linalg.solve(slope, gap)
            # A full step might leave the positive numbers.
            theta = np.maximum(theta - step, theta / 2)
            if (np.abs(step) < NEWTON * theta).all():
                break
        return cls(*map(float, theta))


def _positive(x: ArrayLike) -> Array:
    """x, or 0 where it is below: nothing lies there."""
    return np.asarray(np.maximum(np.asarray(x, dtype=float), 0))


def _varied(x: ArrayLike, upper: float) -> Array:
    x = as_vector(x, "x")
    if not ((x > 0) & (x < upper)).all() or np.ptp(x) == 0:
        raise ValueError(f"x must be in (0, {upper}) and vary, got {x}")
    return x
