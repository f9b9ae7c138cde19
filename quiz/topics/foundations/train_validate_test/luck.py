"""Models that know nothing, and what the luckiest of them scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Integers, as_matrix
from engine.statistics.discrete import Binomial


@dataclass(eq=False)
class Guesser:
    """Answers 0 or 1 by tossing a coin for each row; it learns nothing.

    Args:
        seed: which coin.
    """

    seed: int = 0

    def fit(self, X: ArrayLike, y: ArrayLike) -> Guesser:
        """Ignore rows X, shape (n, d), and labels y, shape (n,)."""
        del X, y
        self.rng_ = np.random.default_rng(self.seed)
        return self

    def predict(self, X: ArrayLike) -> Integers:
        """Labels of rows X, shape (m, d); shape (m,)."""
        return self.rng_.integers(2, size=len(as_matrix(X)))


def expected_best(models: int, rows: int, p: float) -> float:
    """Mean of the highest accuracy among models that are all right with chance p.

    The highest of N counts is at most k if all of them are, which has the
    probability `F(k)^N`; a mean of counts is the sum over k of `P(count > k)`.

    Args:
        models: independent of each other, at least 1.
        rows: that each is scored on, at least 1.
        p: chance of each to get a row right.

    >>> round(expected_best(1, 50, 0.5), 6), round(expected_best(2, 1, 0.5), 6)
    (0.5, 0.75)
    """
    below = Binomial(rows, p).cdf(np.arange(rows))
    return float((1 - below**models).sum() / rows)
