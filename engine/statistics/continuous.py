"""Continuous distributions: one class each, with the parameters of the formula."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import (
    betainc,
    betaincinv,
    betaln,
    digamma,
    erfc,
    erfcinv,
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


@system("S10.07", "S11.01")
@dataclass(frozen=True)
class Normal(Distribution):
    """Density `exp(-(x - mu)^2 / 2 sigma^2) / (sigma sqrt(2 pi))`.

    Symmetric: mean, median and mode are mu.

    Args:
        mu: mean.
        sigma: standard deviation (not the variance), positive.

    >>> Normal(0.0, 1.0).cdf([0.0, 1.959963984540054]).round(6)
    array([0.5  , 0.975])
    """

    mu: float = 0.0
    sigma: float = 1.0

    def __post_init__(self) -> None:
        self.require(sigma=self.sigma > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape."""
        z = self._standard(x)
        return np.asarray(-0.5 * z * z - np.log(self.sigma * np.sqrt(2 * np.pi)))

    def cdf(self, x: ArrayLike) -> Array:
        """`erfc(-z / sqrt(2)) / 2`, accurate in the left tail."""
        return np.asarray(erfc(-self._standard(x) / np.sqrt(2)) / 2)

    def survival(self, x: ArrayLike) -> Array:
        """`P(X > x)`, accurate in the right tail."""
        return np.asarray(erfc(self._standard(x) / np.sqrt(2)) / 2)

    def quantile(self, u: ArrayLike) -> Array:
        """`mu - sigma sqrt(2) erfcinv(2 u)`."""
        z = -np.sqrt(2) * erfcinv(2 * shares(u))
        return np.asarray(self.mu + self.sigma * z)

    @property
    def mean(self) -> float:
        """mu."""
        return self.mu

    @property
    def variance(self) -> float:
        """sigma squared."""
        return self.sigma**2

    @classmethod
    def mle(cls, x: ArrayLike) -> Normal:
        """Most likely parameters: the mean, and the deviation with 1 / n."""
        x = as_vector(x, "x")
        return cls(float(x.mean()), float(x.std()))

    def _standard(self, x: ArrayLike) -> Array:
        return (np.asarray(x, dtype=float) - self.mu) / self.sigma


@system("S10.07", "S11.15")
@dataclass(frozen=True)
class Uniform(Distribution):
    """Density `1 / (b - a)` on [a, b].

    Args:
        a, b: ends, a < b.

    >>> Uniform(2.0, 4.0).density([1.0, 3.0])
    array([0. , 0.5])
    """

    a: float = 0.0
    b: float = 1.0

    def __post_init__(self) -> None:
        self.require(b=self.b > self.a)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape."""
        x = np.asarray(x, dtype=float)
        inside = (x >= self.a) & (x <= self.b)
        return np.where(inside, -np.log(self.b - self.a), -np.inf)

    def cdf(self, x: ArrayLike) -> Array:
        """`(x - a) / (b - a)` between the ends."""
        share = (np.asarray(x, dtype=float) - self.a) / (self.b - self.a)
        return np.clip(share, 0.0, 1.0)

    def quantile(self, u: ArrayLike) -> Array:
        """`a + (b - a) u`."""
        return np.asarray(self.a + (self.b - self.a) * shares(u))

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.a + self.b) / 2

    @property
    def variance(self) -> float:
        """`(b - a)^2 / 12`."""
        return (self.b - self.a) ** 2 / 12

    @classmethod
    def mle(cls, x: ArrayLike) -> Uniform:
        """The narrowest interval that holds the sample; always too narrow."""
        x = as_vector(x, "x")
        return cls(float(x.min()), float(x.max()))


@system("S10.07", "S11.12")
@dataclass(frozen=True)
class Exponential(Distribution):
    """Density `rate exp(-rate x)` for x >= 0: the wait for the next event.

    Memoryless: `P(X > s + t | X > s) = P(X > t)`.

    Args:
        rate: events in a unit of time, positive; SciPy's scale is 1 / rate.

    >>> Exponential(2.0).mean
    0.5
    """

    rate: float = 1.0

    def __post_init__(self) -> None:
        self.require(rate=self.rate > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape."""
        x = np.asarray(x, dtype=float)
        return np.where(x >= 0, np.log(self.rate) - self.rate * x, -np.inf)

    def cdf(self, x: ArrayLike) -> Array:
        """`1 - exp(-rate x)`."""
        return np.asarray(-np.expm1(-self.rate * _positive(x)))

    def survival(self, x: ArrayLike) -> Array:
        """`exp(-rate x)`."""
        return np.exp(-self.rate * _positive(x))

    def quantile(self, u: ArrayLike) -> Array:
        """`-log(1 - u) / rate`."""
        # The end, u = 1, is at infinity.
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log1p(-shares(u)) / self.rate)

    @property
    def mean(self) -> float:
        """`1 / rate`."""
        return 1 / self.rate

    @property
    def variance(self) -> float:
        """`1 / rate^2`."""
        return 1 / self.rate**2

    @classmethod
    def mle(cls, x: ArrayLike) -> Exponential:
        """Most likely rate: one over the mean."""
        return cls(1 / float(as_vector(x, "x").mean()))


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
        `log alpha - digamma(alpha) = log(mean x) - mean(log x)`.
        """
        x = as_vector(x, "x")
        gap = float(np.log(x.mean()) - np.log(x).mean())
        alpha = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
        for _ in range(20):
            slope = 1 - alpha * polygamma(1, alpha)
            alpha *= np.exp(-(np.log(alpha) - digamma(alpha) - gap) / slope)
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
        beta and `log(1 - x)`.
        """
        x = as_vector(x, "x")
        m, v = float(x.mean()), float(x.var())
        theta = np.array([m, 1 - m]) * (m * (1 - m) / v - 1)
        seen = np.array([np.log(x).mean(), np.log1p(-x).mean()])
        for _ in range(50):
            gap = digamma(theta) - digamma(theta.sum()) - seen
            slope = np.diag(polygamma(1, theta)) - polygamma(1, theta.sum())
            step = np.linalg.solve(slope, gap)
            # A full step might leave the positive numbers.
            theta = np.maximum(theta - step, theta / 2)
        return cls(*map(float, theta))


@dataclass(frozen=True)
class Cauchy(Distribution):
    """Density `1 / (pi scale (1 + z^2))` with `z = (x - location) / scale`.

    Tails so heavy that there is no mean and no variance: the mean of n of them is
    spread as one of them, and the central limit theorem does not apply.

    Args:
        location: median.
        scale: half the interquartile range, positive.

    >>> Cauchy(0.0, 1.0).quantile([0.25, 0.75]).round(9)
    array([-1.,  1.])
    """

    location: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        self.require(scale=self.scale > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape."""
        z = (np.asarray(x, dtype=float) - self.location) / self.scale
        return np.asarray(-np.log(np.pi * self.scale) - np.log1p(z * z))

    def cdf(self, x: ArrayLike) -> Array:
        """`1 / 2 + arctan(z) / pi`."""
        z = (np.asarray(x, dtype=float) - self.location) / self.scale
        return np.asarray(0.5 + np.arctan(z) / np.pi)

    def quantile(self, u: ArrayLike) -> Array:
        """`location + scale tan(pi (u - 1 / 2))`."""
        z = np.tan(np.pi * (shares(u) - 0.5))
        return np.asarray(self.location + self.scale * z)

    @property
    def mean(self) -> float:
        """There is none."""
        return float("nan")

    @property
    def variance(self) -> float:
        """There is none."""
        return float("nan")


def _positive(x: ArrayLike) -> Array:
    """x, or 0 where it is below: nothing lies there."""
    return np.asarray(np.maximum(np.asarray(x, dtype=float), 0))
