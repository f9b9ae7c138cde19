r"""How k-means++ draws

k-means++ has drawn some centres. With what probability is each row the next one?

$$
P(i) = \frac{D_i^2}{\sum_j D_j^2}
$$

Here $D_i$ is the distance of row $i$ to the nearest centre so far.

- `X`: rows, shape `(n, d)`.
- `centers`: the centres drawn so far, shape `(k, d)`, `k >= 1`.
- Return the probabilities, shape `(n,)`.

If every row lies on a centre, all rows are equally likely. Numbers are compared with a
relative tolerance of $10^{-6}$.

    >>> X = np.array([[0.0], [1.0], [3.0]])
    >>> next_center_chances(X, np.array([[0.0]]))
    array([0. , 0.1, 0.9])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.clustering.kmeans import next_center_chances
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close

challenge = Challenge(
    reference=next_center_chances,
    level=1,
    minutes=10,
    compare=close(rtol=1e-6),
    covers=["S20.05"],
)

EXAMPLES = [
    (np.array([[0.0], [1.0], [3.0]]), np.array([[0.0]])),
    (np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0], [6.0, 8.0]]),
     np.array([[0.0, 0.0], [6.0, 8.0]])),
]  # fmt: skip

EDGES = {
    "every row on a centre": (
        np.array([[1.0], [1.0], [4.0]]),
        np.array([[4.0], [1.0]]),
    ),
    "one row": (np.array([[2.0, 5.0]]), np.array([[0.0, 0.0]])),
    "a centre far away": (
        np.array([[0.0], [2.0], [5.0]]),
        np.array([[0.0], [1000.0]]),
    ),
    "an outlier": (np.array([[0.0], [1.0], [2.0], [100.0]]), np.array([[0.0]])),
}

EQUIVALENT = {
    "-> pass": "every case has arrays of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "X.shape[1] ->": "every case has as many features in both",
    ".sum(axis=2) ->": "a factor cancels",
    "X[:, None] - C -> C - X[:, None]": "a square has no sign",
    "total > 0": "no total is between 0 and 1",
    "0 -> 1": "no total is between 0 and 1",
}


def draw(rng: np.random.Generator) -> tuple[Array, Array]:
    """Six to nine rows; two or three of them are centres."""
    n, k = rng.integers([6, 2], [10, 4])
    X = (2 * rng.normal(size=(n, 2))).round(2)
    return X, X[:k]


SIZES = (100, 1_000, 10_000, 50_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """n rows of three features, four centres."""
    X = rng.normal(size=(n, 3))
    return X, X[:4]


def _squares(X: Array, centers: Array) -> Array:
    return np.asarray(((X[:, None] - centers) ** 2).sum(axis=2))


@wrong(
    "Your chances are proportional to the distance. k-means++ squares it: the sum that "
    "k-means lowers is one of squares."
)
def not_squared(X: Array, centers: Array) -> Array:
    """Proportional to D."""
    d = np.sqrt(_squares(X, centers).min(axis=1))
    return np.asarray(d / d.sum() if d.any() else np.full(len(X), 1 / len(X)))


@wrong(
    "You summed over all centres. What counts is the distance to the nearest one: a row "
    "beside a centre is served, however far the others are."
)
def over_all_centers(X: Array, centers: Array) -> Array:
    """Sums the squared distances to all centres."""
    total = _squares(X, centers).sum(axis=1)
    return np.asarray(total / total.sum())


@wrong(
    "You used the last centre only. A row's distance is to the nearest of all centres so "
    "far; keep the smaller of the old and the new one."
)
def last_center_only(X: Array, centers: Array) -> Array:
    """Forgets the earlier centres."""
    last = _squares(X, centers)[:, -1]
    return np.asarray(last / last.sum() if last.any() else np.full(len(X), 1 / len(X)))


@wrong(
    "The farthest row is certain in yours. Then an outlier would always become a centre; "
    "k-means++ draws."
)
def farthest_for_sure(X: Array, centers: Array) -> Array:
    """All on the farthest row."""
    nearest = _squares(X, centers).min(axis=1)
    chances = np.zeros(len(X))
    chances[nearest.argmax()] = 1.0
    return chances


@wrong("All rows are equally likely in yours: that is the random start, not k-means++.")
def all_alike(X: Array, centers: Array) -> Array:
    """Uniform."""
    del centers
    return np.full(len(X), 1 / len(X))


@wrong(
    "Where every row lies on a centre you divide 0 by 0. There all rows are equally likely."
)
def nothing_by_nothing(X: Array, centers: Array) -> Array:
    """Right but for the degenerate case."""
    nearest = _squares(X, centers).min(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(nearest / nearest.sum())


@accept
def center_by_center(X: Array, centers: Array) -> Array:
    """Keeps the smaller distance, a centre at a time."""
    nearest = np.full(len(X), np.inf)
    for c in centers:
        nearest = np.minimum(nearest, ((X - c) ** 2).sum(axis=1))
    if nearest.sum() == 0:
        return np.ones(len(X)) / len(X)
    return np.asarray(nearest / nearest.sum())


@accept(naive=True)
def by_loops(X: Array, centers: Array) -> list[float]:
    """Row by row, with lists."""
    nearest = [min(float(((x - c) ** 2).sum()) for c in centers) for x in X]
    total = sum(nearest)
    return [d / total if total else 1 / len(X) for d in nearest]
