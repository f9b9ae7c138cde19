"""Samples from a distribution, judged by tests so strict that luck never fails one.

The bounds hold for every number of samples, not only for many: a right solution fails
at most once in 1e9 tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from quiz.coding.compare.difference import Comparison, Difference
from quiz.coding.compare.exact import plain, text
from quiz.coding.compare.numbers import Array, as_numbers

LUCK = 1e-9
"""The chance at which a right solution may fail one test."""

DIRECTIONS = 8
"""Projections that samples of vectors are also compared along."""

Cdf = Callable[..., ArrayLike]


def distribution(cdf: Cdf | None = None, discrete: bool = False) -> Comparison:
    """As many samples as the reference gives, from the same distribution.

    Numbers are compared by Kolmogorov and Smirnov's test; of vectors, one a row, every
    coordinate and a few projections. About 1000 samples tell apart distributions whose
    cdfs differ by 0.15 somewhere; 10,000 by 0.05.

    Args:
        cdf: `cdf(x, *args)` of the distribution, continuous; without it, the
            reference's samples say what is right.
        discrete: samples are labels or counts: frequencies are compared.
    """

    def compare(
        got: object, expected: object, args: tuple[Any, ...]
    ) -> Difference | None:
        if discrete:
            return _frequencies(plain(got), plain(expected))
        right = np.asarray(expected, dtype=float)
        mine = as_numbers(got, right.shape)
        if isinstance(mine, Difference):
            return mine
        if not np.isfinite(mine).all():
            return Difference("not finite", "Some samples are not finite numbers")
        if cdf is not None:
            return _one_sample(mine.ravel(), lambda x: np.asarray(cdf(x, *args)))
        n = len(right) if right.ndim > 1 else right.size
        return _two_samples(mine.reshape(n, -1), right.reshape(n, -1))

    return compare


def _one_sample(x: Array, cdf: Callable[[Array], Array]) -> Difference | None:
    x, n = np.sort(x), x.size
    below = cdf(x)
    steps = np.arange(n + 1) / n
    apart = np.maximum(steps[1:] - below, below - steps[:-1])
    # The inequality of Dvoretzky, Kiefer and Wolfowitz, with Massart's constant.
    bound = math.sqrt(math.log(2 / LUCK) / (2 * n))
    at = int(apart.argmax())
    return _apart(float(apart[at]), float(x[at]), "") if apart[at] > bound else None


def _two_samples(got: Array, expected: Array) -> Difference | None:
    n, d = expected.shape
    directions = np.eye(d)
    if d > 1:
        more = np.random.default_rng(0).normal(size=(d, DIRECTIONS))
        directions = np.hstack([directions, more / np.linalg.norm(more, axis=0)])
    # The same inequality for two samples of one size, with the constant e of Wei and
    # Dudley, shared out over the directions.
    bound = math.sqrt(math.log(math.e * directions.shape[1] / LUCK) / n)
    for k, direction in enumerate(directions.T):
        with np.errstate(over="ignore", invalid="ignore"):
            mine, right = np.sort(got @ direction), np.sort(expected @ direction)
        both = np.concatenate([mine, right])
        apart = np.abs(
            np.searchsorted(mine, both, "right") - np.searchsorted(right, both, "right")
        )
        at = int(apart.argmax())
        if apart[at] / n > bound:
            return _apart(apart[at] / n, float(both[at]), _along(k, d))
    return None


def _along(k: int, d: int) -> str:
    if d == 1:
        return ""
    return f" of coordinate {k}" if k < d else " along a projection"


def _apart(by: float, at: float, what: str) -> Difference:
    message = (
        f"The share of samples{what} up to {at:.3g} is off by {by:.2g}, more than "
        "chance allows"
    )
    return Difference("property", message)


def _frequencies(got: Any, expected: Any) -> Difference | None:
    """Two samples of labels. Twice the statistic is that of the G test."""
    if not isinstance(got, list) or len(got) != len(expected):
        message = f"Got no list of {len(expected)} samples"
        return Difference("type", message, expected_shape=(len(expected),))
    mine, right = list(map(text, got)), list(map(text, expected))
    labels, where = np.unique(mine + right, return_inverse=True)
    counts = np.array(
        [
            np.bincount(where[: len(mine)], minlength=len(labels)),
            np.bincount(where[len(mine) :], minlength=len(labels)),
        ]
    )
    share = counts.sum(axis=0) / counts.sum()
    means = len(mine) * share
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(counts > 0, counts * np.log(counts / means), 0.0)
    statistic = float(terms.sum())
    freedom = 2 * (len(labels) - 1)
    if statistic <= freedom:
        return None
    # The chance of more than this is at most its exponential (Agrawal 2020).
    chance = freedom - statistic + freedom * math.log(statistic / freedom)
    if chance > math.log(LUCK):
        return None
    worst = int(np.abs(counts[0] - counts[1]).argmax())
    mine_, right_ = counts[:, worst] / len(mine)
    message = (
        f"{labels[worst][:60]} is {mine_:.1%} of the samples where about {right_:.1%} "
        "was expected"
    )
    return Difference("property", message)
