r"""k nearest neighbours, ties and all

Predict the class of each query by a vote of its $k$ nearest rows.

- `X`: rows, shape `(n, d)`; `y`: their classes, whole numbers from 0 on, shape `(n,)`.
- `queries`: rows, shape `(m, d)`; `k`: how many neighbours vote, `1 <= k <= n`.
- Return the classes, shape `(m,)`.

Distances are Euclidean. Of rows at one distance those that come first in `X` are nearer.
Where votes are even, the smallest class wins.

    >>> X = np.array([[0.0], [1.0], [5.0], [6.0]])
    >>> knn_predict(X, np.array([1, 1, 0, 0]), np.array([[2.0], [4.0]]), 3)
    array([1, 0])
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from engine.arrays import Array, Integers
from engine.neighbors.knn import knn_predict
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact

challenge = Challenge(
    reference=knn_predict,
    level=2,
    minutes=15,
    compare=exact(),
    covers=["H20.02", "S20.08"],
)

LINE = np.array([[0.0], [1.0], [5.0], [6.0]])

EXAMPLES = [
    (LINE, np.array([1, 1, 0, 0]), np.array([[2.0], [4.0]]), 3),
    (np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [4.0, 4.0]]),
     np.array([2, 1, 1, 0]), np.array([[0.1, 0.2]]), 3),
]  # fmt: skip

EDGES = {
    "one neighbour": (LINE, np.array([3, 1, 0, 2]), np.array([[5.4], [0.2]]), 1),
    "all rows vote": (LINE, np.array([1, 0, 1, 1]), np.array([[0.0], [100.0]]), 4),
    "even votes": (LINE, np.array([2, 2, 1, 1]), np.array([[0.5], [5.5]]), 4),
    "rows at one distance": (
        np.array([[1.0], [-1.0], [3.0], [-3.0]]),
        np.array([1, 0, 0, 1]),
        np.array([[0.0]]),
        1,
    ),
    "many rows at one distance": (
        np.tile([[2.0], [-1.0], [-2.0], [1.0]], (25, 1)),
        np.repeat([2, 0, 1, 0], 25),
        np.array([[0.0]]),
        15,
    ),
    "a class that nobody near has": (
        LINE,
        np.array([0, 0, 5, 5]),
        np.array([[0.0], [6.0]]),
        2,
    ),
}

EQUIVALENT = {
    "-> pass": "every case has arrays of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "X.shape[1] ->": "every case has as many features in both",
    "kind='stable' -> nothing": "without it, equals keep their order on some machines",
    "axis=1 -> nothing": "of two axes the last one is axis 1 either way",
    "1 -> 2": "one class more, for which nobody votes",
    "sum(axis=1) ->": "votes or shares of the votes: the same class has most",
    "queries[:, None] - X -> X - queries[:, None]": "a square has no sign",
    ".sum(axis=2) ->": "the mean over the features sorts as the sum does",
    "n is not None": "every case has as many labels as rows",
}


def draw(rng: np.random.Generator) -> tuple[Array, Integers, Array, int]:
    """Twenty rows of three or four classes, six queries."""
    classes = int(rng.integers(3, 5))
    X, queries = rng.normal(size=(20, 2)).round(2), rng.normal(size=(6, 2)).round(2)
    return X, rng.integers(classes, size=20), queries, int(rng.integers(2, 7))


SIZES = (100, 300, 1_000, 3_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, Integers, Array, int]:
    """n rows, a hundred queries."""
    X, queries = rng.normal(size=(n, 4)), rng.normal(size=(100, 4))
    return X, rng.integers(3, size=n), queries, 5


def _nearest(X: Array, queries: Array, k: int) -> Integers:
    squares = ((queries[:, None] - X) ** 2).sum(axis=2)
    return np.asarray(np.argsort(squares, axis=1, kind="stable")[:, :k])


@wrong(
    "Where votes are even, yours takes the class that was met first, the nearest row's. "
    "Here the smallest class wins."
)
def nearest_breaks_ties(X: Array, y: Integers, queries: Array, k: int) -> list[int]:
    """`Counter.most_common` keeps the order of appearance."""
    return [
        Counter(row.tolist()).most_common(1)[0][0] for row in y[_nearest(X, queries, k)]
    ]


@wrong("Where votes are even, yours takes the largest class. Here the smallest wins.")
def largest_of_equals(X: Array, y: Integers, queries: Array, k: int) -> list[int]:
    """Ties go to the largest class."""
    found = []
    for row in y[_nearest(X, queries, k)]:
        counts = np.bincount(row)
        found.append(int(np.flatnonzero(counts == counts.max())[-1]))
    return found


@wrong(
    "You averaged the classes as if they were amounts: class 2 is not twice class 1. "
    "Averaging is for regression; classes are counted."
)
def averaged(X: Array, y: Integers, queries: Array, k: int) -> Integers:
    """The mean class, rounded."""
    return np.asarray(np.rint(y[_nearest(X, queries, k)].mean(axis=1)).astype(np.int64))


@wrong("Those are the farthest rows: sort by rising distance and take the first k.")
def the_farthest(X: Array, y: Integers, queries: Array, k: int) -> list[int]:
    """Sorts the wrong way."""
    squares = ((queries[:, None] - X) ** 2).sum(axis=2)
    rows = np.argsort(-squares, axis=1, kind="stable")[:, :k]
    return [int(np.bincount(row).argmax()) for row in y[rows]]


@wrong("Only the nearest row decides in yours. All k neighbours vote.")
def one_neighbour(X: Array, y: Integers, queries: Array, k: int) -> Integers:
    """k = 1 whatever k is."""
    del k
    return np.asarray(y[_nearest(X, queries, 1)[:, 0]])


@wrong(
    "You ask k + 1 rows, as if the nearest were the query itself. Queries are not among "
    "the rows."
)
def one_too_many(X: Array, y: Integers, queries: Array, k: int) -> list[int]:
    """One neighbour more."""
    rows = _nearest(X, queries, min(k + 1, len(X)))
    return [int(np.bincount(row).argmax()) for row in y[rows]]


@wrong(
    "Those are Manhattan distances: differences added without their signs. Here the "
    "straight line counts."
)
def by_blocks(X: Array, y: Integers, queries: Array, k: int) -> list[int]:
    """Another distance."""
    apart = np.abs(queries[:, None] - X).sum(axis=2)
    rows = np.argsort(apart, axis=1, kind="stable")[:, :k]
    return [int(np.bincount(row).argmax()) for row in y[rows]]


@accept
def by_counts(X: Array, y: Integers, queries: Array, k: int) -> list[int]:
    """A sort, and `bincount`, whose `argmax` takes the smallest class."""
    return [int(np.bincount(row).argmax()) for row in y[_nearest(X, queries, k)]]


@accept(naive=True)
def by_loops(X: Array, y: Integers, queries: Array, k: int) -> list[int]:
    """Row by row, with lists."""
    found = []
    for q in queries:
        apart = sorted((float(((x - q) ** 2).sum()), i) for i, x in enumerate(X))
        votes = Counter(int(y[i]) for _, i in apart[:k])
        found.append(min((-count, c) for c, count in votes.items())[1])
    return found
