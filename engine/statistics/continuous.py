"""Continuous distributions whose formulas need no special function but erf."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc, erfcinv

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

    Memoryless: given X > s, another t is exceeded with `P(X > t)`.

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
