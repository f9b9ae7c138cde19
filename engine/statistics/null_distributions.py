"""How statistics of normal samples are distributed: Student's t and Fisher's F.

The chi-square distribution with k degrees of freedom is `Gamma(k / 2, 1 / 2)`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv, betaln, xlogy

from engine.arrays import Array
from engine.statistics.distribution import Distribution, shares


@dataclass(frozen=True)
class StudentT(Distribution):
    """Density `(1 + t^2 / df)^(-(df + 1) / 2) / (sqrt(df) B(1 / 2, df / 2))`.

    Of `(mean - mu) / (s / sqrt(n))` with df = n - 1. Heavier tails than the normal,
    because the deviation s is itself estimated; the same in the limit.

    Args:
        df: degrees of freedom, positive.

    >>> float(StudentT(1.0).cdf(1.0))  # with df = 1, the Cauchy distribution
    0.75
    """

    df: float

    def __post_init__(self) -> None:
        self.require(df=self.df > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape."""
        t = np.asarray(x, dtype=float)
        constant = 0.5 * np.log(self.df) + betaln(0.5, self.df / 2)
        return np.asarray(-(self.df + 1) / 2 * np.log1p(t * t / self.df) - constant)

    def cdf(self, x: ArrayLike) -> Array:
        """`P(T <= x)`: the incomplete beta function is the weight of both tails."""
        return self.survival(-np.asarray(x, dtype=float))

    def survival(self, x: ArrayLike) -> Array:
        """`P(T > x)`, accurate in the right tail."""
        t = np.asarray(x, dtype=float)
        tail = betainc(self.df / 2, 0.5, self.df / (self.df + t * t)) / 2
        return np.asarray(np.where(t > 0, tail, 1 - tail))

    def quantile(self, u: ArrayLike) -> Array:
        """Inverse of `cdf`."""
        u = shares(u)
        w = betaincinv(self.df / 2, 0.5, 2 * np.minimum(u, 1 - u))
        # Both ends are infinite.
        with np.errstate(divide="ignore"):
            t = np.sqrt(self.df * (1 - w) / w)
        return np.asarray(np.where(u < 0.5, -t, t))

    @property
    def mean(self) -> float:
        """0; none for one degree of freedom or fewer."""
        return 0.0 if self.df > 1 else float("nan")

    @property
    def variance(self) -> float:
        """`df / (df - 2)`; infinite for df in (1, 2], none below."""
        if self.df > 2:
            return self.df / (self.df - 2)
        return float("inf" if self.df > 1 else "nan")


@dataclass(frozen=True)
class FisherF(Distribution):
    """Of a ratio of two estimates of one variance, with a and b degrees of freedom.

    Density `(a/b)^(a/2) x^(a/2 - 1) (1 + a x / b)^(-(a + b) / 2) / B(a/2, b/2)`.

    Args:
        a, b: degrees of freedom of numerator and denominator, positive.

    >>> FisherF(2.0, 2.0).cdf([0.0, 1.0])
    array([0. , 0.5])
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        self.require(a=self.a > 0, b=self.b > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log density, any shape; at 0 it may be +inf."""
        x = np.asarray(x, dtype=float)
        r = self.a / self.b * np.maximum(x, 0)
        log = xlogy(self.a / 2 - 1, r) - (self.a + self.b) / 2 * np.log1p(r)
        log = log + np.log(self.a / self.b) - betaln(self.a / 2, self.b / 2)
        return np.where(x >= 0, log, -np.inf)

    def cdf(self, x: ArrayLike) -> Array:
        """The incomplete beta function at `a x / (a x + b)`."""
        ax = self.a * np.maximum(np.asarray(x, dtype=float), 0)
        return np.asarray(betainc(self.a / 2, self.b / 2, ax / (ax + self.b)))

    def survival(self, x: ArrayLike) -> Array:
        """`P(F > x)`, accurate in the right tail."""
        ax = self.a * np.maximum(np.asarray(x, dtype=float), 0)
        return np.asarray(betainc(self.b / 2, self.a / 2, self.b / (ax + self.b)))

    def quantile(self, u: ArrayLike) -> Array:
        """Inverse of `cdf`."""
        w = betaincinv(self.a / 2, self.b / 2, shares(u))
        # The upper end is infinite.
        with np.errstate(divide="ignore"):
            return np.asarray(self.b * w / (self.a * (1 - w)))

    @property
    def mean(self) -> float:
        """`b / (b - 2)`; infinite for b of 2 or less."""
        return self.b / (self.b - 2) if self.b > 2 else float("inf")

    @property
    def variance(self) -> float:
        """`2 m^2 (a + b - 2) / (a (b - 4))` with the mean m; NaN for b of 4 or less."""
        if self.b <= 4:
            return float("nan")
        return 2 * self.mean**2 * (self.a + self.b - 2) / (self.a * (self.b - 4))
