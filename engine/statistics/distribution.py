"""What every distribution of one number offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array


class Distribution(ABC):
    """A distribution with its parameters; its fields are the parameters.

    A concrete one gives `log_density`, `cdf`, `quantile`, `mean` and `variance`;
    the rest follows.
    """

    @abstractmethod
    def log_density(self, x: ArrayLike) -> Array:
        """Natural logarithm of the density at x, or of the probability of x.

        -inf outside the support. Any shape.
        """

    @abstractmethod
    def cdf(self, x: ArrayLike) -> Array:
        """`P(X <= x)`, any shape."""

    @abstractmethod
    def quantile(self, u: ArrayLike) -> Array:
        """The smallest x with `cdf(x) >= u`, for u in [0, 1]; any shape."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expected value; NaN where there is none."""

    @property
    @abstractmethod
    def variance(self) -> float:
        """Expected squared distance from the mean; NaN where there is none."""

    def density(self, x: ArrayLike) -> Array:
        """Density at x, or the probability of x where the values are countable."""
        return np.exp(self.log_density(x))

    def survival(self, x: ArrayLike) -> Array:
        """`P(X > x) = 1 - cdf(x)`."""
        return 1.0 - self.cdf(x)

    def sample(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Array:
        """Independent draws, by inversion: `quantile(U)` with U uniform on [0, 1).

        Because `P(quantile(U) <= x) = P(U <= cdf(x)) = cdf(x)`.
        """
        return self.quantile(rng.random(size))

    def log_likelihood(self, x: ArrayLike) -> float:
        """`sum_i log density(x_i)` of independent observations."""
        return float(np.sum(self.log_density(x)))

    def require(self, **conditions: bool) -> None:
        """Raise a ValueError that names the parameter whose condition fails."""
        for name, holds in conditions.items():
            if not holds:
                given = {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]
                raise ValueError(
                    f"{type(self).__name__}: {name} is out of range: {given}"
                )


def shares(u: ArrayLike) -> Array:
    """u in float64, every entry in [0, 1].

    Raises:
        ValueError: an entry is not.

    >>> shares([0.0, 0.5])
    array([0. , 0.5])
    """
    u = np.asarray(u, dtype=float)
    if not ((u >= 0) & (u <= 1)).all():
        raise ValueError(f"a quantile is asked for shares in [0, 1], got {u}")
    return u
