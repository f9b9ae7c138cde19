r"""Normalised discounted cumulative gain

A list is good if what is relevant stands early. Its gain, as far as rank $k$,

$$
\text{DCG}_k = \sum_{i=1}^{k} \frac{g(\text{rel}_i)}{\log_2(i + 1)}, \qquad
\text{NDCG}_k = \frac{\text{DCG}_k}{\text{DCG}_k \text{ of the best order of all items}}
$$

- `relevance`: numbers of at least 0, shape `(n,)`, of *all* items in the order in which they
  are shown.
- `k`: ranks that are looked at, at least 1; all if it is not given, or `None`. It may be more
  than n.
- `gain`: `"linear"`, $g(r) = r$, if it is not given; or `"exponential"`, $g(r) = 2^r - 1$.
- Return a float from 0 to 1; 0 where nothing is relevant.

    >>> round(ndcg([1, 0, 1, 0, 0, 1]), 4)
    0.8711
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Integers
from engine.metrics.ranking import ndcg
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=ndcg,
    level=2,
    minutes=15,
    compare=close(1e-9, 1e-12),
    constraints=[no_import("sklearn")],
    covers=["H35.04", "S35.25", "C35.21"],
)

Rng = np.random.Generator

EXAMPLES = [
    ([1, 0, 1, 0, 0, 1],),
    ([3, 0, 2, 1], 2, "exponential"),
]

EDGES = {
    "nothing is relevant": ([0, 0, 0],),
    "nothing relevant is shown": ([0, 0, 3, 2], 2),
    "the best order": ([3, 2, 2, 1, 0], 3),
    "one item": ([2],),
    "one rank": ([1, 3, 2], 1),
    "more ranks than items": ([1, 2], 10),
    "all are alike": ([2, 2, 2, 2], 3),
    "the best is last": ([0, 0, 0, 0, 4], None, "exponential"),
    "the best are not shown": ([1, 1, 3, 3], 2),
    "grades that are no whole numbers": ([0.5, 2.5, 1.0], 2, "exponential"),
}


EQUIVALENT = {
    "True -> False": "every case is finite",
    "1 - np.exp2": "the sign cancels in the ratio",
    "return -float": "the sign cancels in the ratio",
    ".mean()": "both lists are equally long, so the length cancels",
    "np.log(": "the base cancels in the ratio",
}


def draw(rng: Rng) -> tuple[Integers, int | None, str]:
    """Four to twelve items with grades 0 to 4."""
    n = int(rng.integers(4, 13))
    k = int(rng.integers(1, n + 1)) if rng.random() < 0.7 else None
    return rng.integers(5, size=n), k, str(rng.choice(["linear", "exponential"]))


def _gains(relevance: Any, gain: str) -> list[float]:
    """What each item is worth."""
    values = np.asarray(relevance, dtype=float)
    return list(map(float, values if gain == "linear" else 2.0**values - 1))


def _dcg(gains: list[float], k: int | None) -> float:
    return sum(g / math.log2(i + 2) for i, g in enumerate(gains[:k]))


@wrong(
    "Your best order sorts the first k items only. Where relevant items come later, the list "
    "looks better than it is: sort all, then take k."
)
def ideal_of_the_shown(
    relevance: Any, k: int | None = None, gain: str = "linear"
) -> float:
    """Cut first, sorted then."""
    shown = _gains(relevance, gain)[:k]
    best = _dcg(sorted(shown, reverse=True), k)
    return _dcg(shown, k) / best if best else 0.0


@wrong("The argument `k` is ignored.")
def all_ranks(relevance: Any, k: int | None = None, gain: str = "linear") -> float:
    """The whole list."""
    del k
    gains = _gains(relevance, gain)
    best = _dcg(sorted(gains, reverse=True), None)
    return _dcg(gains, None) / best if best else 0.0


@wrong("The argument `gain` is ignored: you always take the relevance itself.")
def always_linear(relevance: Any, k: int | None = None, gain: str = "linear") -> float:
    """Linear gain throughout."""
    del gain
    gains = _gains(relevance, "linear")
    best = _dcg(sorted(gains, reverse=True), k)
    return _dcg(gains, k) / best if best else 0.0


@wrong("Without `gain` it is linear, not exponential.")
def exponential_unless_told(
    relevance: Any, k: int | None = None, gain: str = "exponential"
) -> float:
    """Another default."""
    gains = _gains(relevance, gain)
    best = _dcg(sorted(gains, reverse=True), k)
    return _dcg(gains, k) / best if best else 0.0


@wrong(
    "Rank i is discounted by log2(i + 1), with i from 1: 1, 1.585, 2. You leave the first two "
    "ranks alike."
)
def first_two_alike(
    relevance: Any, k: int | None = None, gain: str = "linear"
) -> float:
    """max(1, log2 i), the oldest form."""
    gains = _gains(relevance, gain)

    def total(values: list[float]) -> float:
        return sum(g / max(1.0, math.log2(i + 1)) for i, g in enumerate(values[:k]))

    best = total(sorted(gains, reverse=True))
    return total(gains) / best if best else 0.0


@wrong("You divide by the rank. The discount is its logarithm, log2(i + 1).")
def by_rank(relevance: Any, k: int | None = None, gain: str = "linear") -> float:
    """1/i."""
    gains = _gains(relevance, gain)

    def total(values: list[float]) -> float:
        return sum(g / (i + 1) for i, g in enumerate(values[:k]))

    best = total(sorted(gains, reverse=True))
    return total(gains) / best if best else 0.0


@wrong("A list without anything relevant scores 0; you return 1.")
def one_for_nothing(
    relevance: Any, k: int | None = None, gain: str = "linear"
) -> float:
    """Perfect, as no order is better."""
    gains = _gains(relevance, gain)
    best = _dcg(sorted(gains, reverse=True), k)
    return _dcg(gains, k) / best if best else 1.0


@wrong("That is DCG. Divide by that of the best order.")
def not_normalised(relevance: Any, k: int | None = None, gain: str = "linear") -> float:
    """DCG."""
    return _dcg(_gains(relevance, gain), k)


@accept
def any_logarithm(relevance: Any, k: int | None = None, gain: str = "linear") -> float:
    """Natural logarithms: the base cancels."""
    gains = np.array(_gains(relevance, gain))
    weight = 1 / np.log(np.arange(2, len(gains) + 2))
    if k is not None:
        weight[k:] = 0.0
    best = float(np.sort(gains)[::-1] @ weight)
    return float(gains @ weight) / best if best else 0.0


@accept(naive=True)
def by_lists(relevance: Any, k: int | None = None, gain: str = "linear") -> float:
    """Loops over lists."""
    gains = _gains(relevance, gain)
    best = _dcg(sorted(gains, reverse=True), k)
    return _dcg(gains, k) / best if best else 0.0
