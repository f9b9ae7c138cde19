r"""The area under the ROC curve, ties and all

The area is the chance that a positive scores higher than a negative:

$$
\text{AUC} = \frac{1}{n_1 n_0} \sum_{i \in P} \sum_{j \in N}
\left( [s_i > s_j] + \tfrac{1}{2} [s_i = s_j] \right)
$$

for the $n_1$ positives $P$ and the $n_0$ negatives $N$.

- `y`: labels, shape `(n,)`. The label `positive`, 1 if it is not given, counts as positive,
  all others as negative. Both kinds occur.
- `scores`: shape `(n,)`, larger for what looks more positive; any numbers, with ties.
- Return a float from 0 to 1. Below a half is a possible answer.
- All pairs make $n_1 n_0$ comparisons, too many for a million rows. Can you sort instead?

    >>> roc_auc([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.1])
    0.75
"""

from __future__ import annotations

import bisect
from typing import Any

import numpy as np

from engine.arrays import Array, Integers
from engine.metrics.curves import roc_auc
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import growth, no_import

challenge = Challenge(
    reference=roc_auc,
    level=2,
    minutes=20,
    compare=close(1e-9, 1e-12),
    constraints=[no_import("sklearn"), growth("n log n")],
    covers=["H35.02", "S35.07", "C35.06"],
)

Rng = np.random.Generator

EXAMPLES = [
    ([1, 0, 1, 0], [0.9, 0.6, 0.4, 0.1]),
    ([1, 0, 1, 0, 0, 1], [2.0, 1.0, 1.0, 1.0, -1.0, 1.0]),
]

EDGES = {
    "all scores equal": ([1, 0, 0, 1, 0], [3.0, 3.0, 3.0, 3.0, 3.0]),
    "ties, positives first": ([1, 1, 1, 0, 0, 0], [2, 1, 1, 1, 1, 0]),
    "ties, negatives first": ([0, 0, 0, 1, 1, 1], [1, 1, 0, 2, 1, 1]),
    "a perfect order": ([0, 0, 1, 1], [-2.0, -1.0, 5.0, 6.0]),
    "the wrong way round": ([1, 1, 0, 0], [-2.0, -1.0, 5.0, 6.0]),
    "one positive": ([0, 0, 0, 1, 0], [0.1, 0.4, 0.3, 0.35, 0.2]),
    "one row of each": ([0, 1], [0.2, 0.7]),
    "another positive label": ([2, 1, 2, 1, 0], [0.5, 0.9, 0.8, 0.1, 0.4], 2),
    "labels that are words": (
        ["ham", "spam", "ham", "spam"],
        [0.2, 0.9, 0.4, 0.3],
        "spam",
    ),
    "scores that are no probabilities": ([1, 0, 1, 0], [-700.0, -800.0, 1e6, -750.0]),
}

EQUIVALENT = {
    "is_so.all()": "every case has rows of both kinds",
    "is_so.any()": "every case has rows of both kinds",
    "n is not None": "every case has a label for each score",
    "check_length": "every case has a label for each score",
    "return -array": "scores are read twice, and twice turned they are as before",
    "return -_numbers": "scores are read twice, and twice turned they are as before",
    "scores = as_vector": "every case has a vector of numbers",
    "True -> False": "every case is finite",
    "// 2": "n (n + 1) is even",
}

SIZES = (200, 400, 800, 1_600, 3_200)


def draw(rng: Rng) -> tuple[Integers, Array]:
    """Five to forty rows with scores on a coarse grid."""
    n = int(rng.integers(5, 41))
    y = rng.permutation(np.append([0, 1], rng.integers(2, size=n - 2)))
    return y, (rng.normal(size=n) + 0.7 * y).round(1)


def scale(rng: Rng, n: int) -> tuple[Integers, Array]:
    """As many rows of each kind."""
    y = np.arange(n) % 2
    return y, (rng.normal(size=n) + y).round(2)


def _parts(y: Any, scores: Any, positive: Any) -> tuple[Array, Array]:
    """Scores of positives and of negatives."""
    is_so = np.asarray(y) == positive
    s = np.asarray(scores, dtype=float)
    return s[is_so], s[~is_so]


@wrong("Pairs with equal scores are lost. Each counts one half.")
def ties_lost(y: Any, scores: Any, positive: Any = 1) -> float:
    """Strictly greater."""
    up, down = _parts(y, scores, positive)
    return float((up[:, None] > down).mean())


@wrong("Pairs with equal scores count as won. Each counts one half.")
def ties_won(y: Any, scores: Any, positive: Any = 1) -> float:
    """Greater or equal."""
    up, down = _parts(y, scores, positive)
    return float((up[:, None] >= down).mean())


@wrong(
    "You walk along the sorted rows one by one. Rows with equal scores must be passed in one "
    "step, or the area depends on the order in which they happen to stand."
)
def row_by_row(y: Any, scores: Any, positive: Any = 1) -> float:
    """A staircase without slopes."""
    s = np.asarray(scores, dtype=float)
    is_so = (np.asarray(y) == positive)[np.argsort(-s, kind="stable")]
    above = np.cumsum(is_so)
    return float(above[~is_so].sum() / (is_so.sum() * (~is_so).sum()))


@wrong("The argument `positive` is ignored: you count the label 1.")
def always_one(y: Any, scores: Any, positive: Any = 1) -> float:
    """The label 1, whatever is asked."""
    del positive
    up, down = _parts(y, scores, 1)
    if not len(up):
        return 0.0
    less = np.sign(up[:, None] - down)
    return float((less + 1).mean() / 2)


@wrong(
    "You turn areas below a half over. A model that ranks the wrong way has such an area."
)
def never_below_a_half(y: Any, scores: Any, positive: Any = 1) -> float:
    """The larger of the area and its complement."""
    up, down = _parts(y, scores, positive)
    area = float((np.sign(up[:, None] - down) + 1).mean() / 2)
    return max(area, 1 - area)


@wrong("You count the pairs that a negative wins.")
def wrong_way_round(y: Any, scores: Any, positive: Any = 1) -> float:
    """Negatives above positives."""
    up, down = _parts(y, scores, positive)
    return float((np.sign(down[:, None] - up) + 1).mean() / 2)


@wrong(
    "That is the mean of recall and specificity at one threshold. The area takes all of them, "
    "and scores need not be probabilities."
)
def at_one_half(y: Any, scores: Any, positive: Any = 1) -> float:
    """Balanced accuracy at 0.5."""
    up, down = _parts(y, scores, positive)
    return float(((up > 0.5).mean() + (down <= 0.5).mean()) / 2)


@wrong(
    "Equal scores get different ranks, by where they stand. Give each the mean of the ranks "
    "that they share."
)
def ranks_without_ties(y: Any, scores: Any, positive: Any = 1) -> float:
    """Mann and Whitney's sum with ranks in order of place."""
    is_so = np.asarray(y) == positive
    order = np.argsort(np.asarray(scores, dtype=float), kind="stable")
    rank = np.empty(len(order))
    rank[order] = np.arange(1, len(order) + 1)
    n1 = int(is_so.sum())
    return float((rank[is_so].sum() - n1 * (n1 + 1) / 2) / (n1 * (len(is_so) - n1)))


@accept
def by_bisection(y: Any, scores: Any, positive: Any = 1) -> float:
    """For each positive, how many of the sorted negatives are below, and how many equal."""
    is_so = np.asarray(y) == positive
    s = np.asarray(scores, dtype=float)
    down = sorted(s[~is_so].tolist())
    won = sum(
        bisect.bisect_left(down, v) + bisect.bisect_right(down, v)
        for v in s[is_so].tolist()
    )
    return won / (2 * int(is_so.sum()) * len(down))


@accept
def by_trapezoids(y: Any, scores: Any, positive: Any = 1) -> float:
    """Area under the curve, one step for each distinct score."""
    is_so = np.asarray(y) == positive
    _, group = np.unique(-np.asarray(scores, dtype=float), return_inverse=True)
    tp = np.append(0, np.cumsum(np.bincount(group, is_so)))
    fp = np.append(0, np.cumsum(np.bincount(group, ~is_so)))
    area = float((np.diff(fp) * (tp[1:] + tp[:-1])).sum() / 2)
    return area / float(tp[-1] * fp[-1])


@accept(naive=True)
def pair_by_pair(y: Any, scores: Any, positive: Any = 1) -> float:
    """Two loops over the rows."""
    rows = list(zip(y, scores, strict=True))
    won, pairs = 0.0, 0
    for label, score in rows:
        for other, less in rows:
            if label == positive and other != positive:
                pairs += 1
                won += 1.0 if score > less else 0.5 if score == less else 0.0
    return won / pairs
