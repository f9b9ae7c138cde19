"""Discrete distributions: counts, and the two that choose among classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrc, gammaln, pdtr, pdtrc, xlog1py, xlogy

from engine.arrays import Array, Integers, as_vector
from engine.statistics.distribution import Distribution, shares
from engine.system import system


class _Count(Distribution):
    """Values 0, 1, 2, ...; the quantile by search."""

    def quantile(self, u: ArrayLike) -> Array:
        """The smallest k with `cdf(k) >= u`; infinite where no k has."""
        u = shares(u)
        reachable = u[u < 1].max(initial=0.0)
        top = 1
        while self.cdf(top) < reachable:
            top *= 2
        found = np.searchsorted(self.cdf(np.arange(top + 1)), u).astype(float)
        return np.where(u < 1, found, self._largest)

    @property
    def _largest(self) -> float:
        return float("inf")


@system("S11.07")
@dataclass(frozen=True)
class Bernoulli(_Count):
    """`p^x (1 - p)^(1 - x)` for x = 0 or 1: one trial.

    Its negative log-likelihood is the log loss of logistic regression.

    Args:
        p: probability of 1.

    >>> Bernoulli(0.3).density([0, 1, 2])
    array([0.7, 0.3, 0. ])
    """

    p: float

    def __post_init__(self) -> None:
        self.require(p=0 <= self.p <= 1)

    def log_density(self, x: ArrayLike) -> Array:
        """Log probability of x, any shape; -inf for what is not 0 or 1."""
        return Binomial(1, self.p).log_density(x)

    def cdf(self, x: ArrayLike) -> Array:
        """0 below 0, 1 from 1 on, and 1 - p between."""
        return Binomial(1, self.p).cdf(x)

    @property
    def mean(self) -> float:
        """p."""
        return self.p

    @property
    def variance(self) -> float:
        """`p (1 - p)`, largest at 1 / 2."""
        return self.p * (1 - self.p)

    @property
    def _largest(self) -> float:
        return 1.0

    @classmethod
    def mle(cls, x: ArrayLike) -> Bernoulli:
        """Most likely p: the share of ones."""
        return cls(float(as_vector(x, "x").mean()))


@system("S10.06", "S11.08")
@dataclass(frozen=True)
class Binomial(_Count):
    """`C(n, k) p^k (1 - p)^(n - k)`: successes in n independent trials.

    Args:
        n: trials, a whole number, at least 0.
        p: probability of success in each.

    >>> Binomial(10, 0.3).density(3).round(6)
    np.float64(0.266828)
    """

    n: int
    p: float

    def __post_init__(self) -> None:
        self.require(n=self.n >= 0 and self.n == int(self.n), p=0 <= self.p <= 1)

    def log_density(self, x: ArrayLike) -> Array:
        """Log probability of k = x, any shape; -inf for what is no count."""
        x = np.asarray(x, dtype=float)
        inside = (x >= 0) & (x <= self.n) & (x == np.floor(x))
        k = np.where(inside, x, 0.0)
        ways = gammaln(self.n + 1) - gammaln(k + 1) - gammaln(self.n - k + 1)
        log = ways + xlogy(k, self.p) + xlog1py(self.n - k, -self.p)
        return np.where(inside, log, -np.inf)

    def cdf(self, x: ArrayLike) -> Array:
        """`P(K <= x)`, by the incomplete beta function."""
        k = np.clip(np.floor(np.asarray(x, dtype=float)), -1, self.n)
        return np.where(k < 0, 0.0, bdtr(np.maximum(k, 0), self.n, self.p))

    def survival(self, x: ArrayLike) -> Array:
        """`P(K > x)`."""
        k = np.clip(np.floor(np.asarray(x, dtype=float)), -1, self.n)
        return np.where(k < 0, 1.0, bdtrc(np.maximum(k, 0), self.n, self.p))

    @property
    def mean(self) -> float:
        """`n p`."""
        return self.n * self.p

    @property
    def variance(self) -> float:
        """`n p (1 - p)`."""
        return self.n * self.p * (1 - self.p)

    @property
    def _largest(self) -> float:
        return float(self.n)

    @classmethod
    def mle(cls, x: ArrayLike, n: int) -> Binomial:
        """Most likely p for known n: the share of successes in all trials."""
        return cls(n, float(as_vector(x, "x").mean() / n))


@system("S10.06", "S11.10")
@dataclass(frozen=True)
class Poisson(_Count):
    """`rate^k exp(-rate) / k!`: independent events at a constant rate, counted.

    Mean and variance are equal; counts that vary more are no Poisson counts.
    `Binomial(n, rate / n)` tends to it.

    Args:
        rate: expected count, positive.

    >>> Poisson(4.0).density(2).round(6)
    np.float64(0.146525)
    """

    rate: float

    def __post_init__(self) -> None:
        self.require(rate=self.rate > 0)

    def log_density(self, x: ArrayLike) -> Array:
        """Log probability of k = x, any shape; -inf for what is no count."""
        x = np.asarray(x, dtype=float)
        inside = (x >= 0) & (x == np.floor(x))
        k = np.where(inside, x, 0.0)
        log = xlogy(k, self.rate) - self.rate - gammaln(k + 1)
        return np.where(inside, log, -np.inf)

    def cdf(self, x: ArrayLike) -> Array:
        """`P(K <= x)`, by the incomplete gamma function."""
        k = np.floor(np.asarray(x, dtype=float))
        return np.where(k < 0, 0.0, pdtr(np.maximum(k, 0), self.rate))

    def survival(self, x: ArrayLike) -> Array:
        """`P(K > x)`."""
        k = np.floor(np.asarray(x, dtype=float))
        return np.where(k < 0, 1.0, pdtrc(np.maximum(k, 0), self.rate))

    @property
    def mean(self) -> float:
        """The rate."""
        return self.rate

    @property
    def variance(self) -> float:
        """The rate."""
        return self.rate

    @classmethod
    def mle(cls, x: ArrayLike) -> Poisson:
        """Most likely rate: the mean count."""
        return cls(float(as_vector(x, "x").mean()))


@system("S11.20")
@dataclass(frozen=True, eq=False)
class Multinomial:
    """`n! / (k_1! ... k_m!) p_1^k_1 ... p_m^k_m`: counts of m classes in n draws.

    Args:
        n: draws, at least 0.
        p: probability of each class, shape (m,), summing to 1.

    >>> Multinomial(5, np.array([0.2, 0.3, 0.5])).density([1, 2, 2]).round(6)
    np.float64(0.135)
    """

    n: int
    p: Array

    def __post_init__(self) -> None:
        p = as_vector(self.p, "p")
        if self.n < 0 or (p < 0).any() or abs(p.sum() - 1) > 1e-9:
            raise ValueError(f"n must be at least 0 and p sum to 1, got {self.n}, {p}")

    def log_density(self, counts: ArrayLike) -> Array:
        """Log probability of counts, shape (..., m) to (...); -inf off the support."""
        counts = np.asarray(counts, dtype=float)
        whole = (counts >= 0) & (counts == np.floor(counts))
        inside = whole.all(axis=-1) & (counts.sum(axis=-1) == self.n)
        k = np.where(inside[..., None], counts, 0.0)
        log = gammaln(self.n + 1) + np.sum(xlogy(k, self.p) - gammaln(k + 1), axis=-1)
        return np.where(inside, log, -np.inf)

    def density(self, counts: ArrayLike) -> Array:
        """Probability of counts, shape (..., m) to (...)."""
        return np.exp(self.log_density(counts))

    @property
    def mean(self) -> Array:
        """`n p`, shape (m,)."""
        return self.n * np.asarray(self.p, dtype=float)

    @property
    def variance(self) -> Array:
        """Covariance matrix `n (diag(p) - p p^T)`, shape (m, m)."""
        p = np.asarray(self.p, dtype=float)
        return np.asarray(self.n * (np.diag(p) - np.outer(p, p)))

    def sample(self, size: int, rng: np.random.Generator) -> Integers:
        """Counts of `size` experiments, shape (size, m): n categorical draws each."""
        drawn = sample_categorical(self.p, size * self.n, rng).reshape(size, self.n)
        return np.stack([(drawn == c).sum(axis=1) for c in range(len(self.p))], axis=1)

    @classmethod
    def mle(cls, counts: ArrayLike) -> Multinomial:
        """Most likely p from experiments of one size, shape (size, m)."""
        counts = np.asarray(counts)
        total = counts.sum(axis=0)
        return cls(int(counts[0].sum()), total / total.sum())


@system("S11.19")
def sample_categorical(p: ArrayLike, size: int, rng: np.random.Generator) -> Integers:
    """Classes 0 to k - 1 drawn with probabilities p, by inversion.

    A uniform number falls into the class whose stretch of [0, 1) it hits; the
    stretches are as long as the probabilities.

    Args:
        p: shape (k,), at least 0, summing to 1.
        size: how many to draw.
        rng: source of chance.

    Returns:
        Classes, shape (size,).

    Raises:
        ValueError: p is not such a vector.

    >>> sample_categorical([0.0, 1.0], 3, np.random.default_rng(0))
    array([1, 1, 1])
    """
    p = as_vector(p, "p")
    if (p < 0).any() or abs(p.sum() - 1) > 1e-9:
        raise ValueError(f"p must be probabilities that sum to 1, got {p}")
    ends = np.cumsum(p)
    # Scaled, since the last end may be 1 - 1e-16.
    return np.searchsorted(ends / ends[-1], rng.random(size), side="right")
