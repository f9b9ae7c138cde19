r"""One step of k-means

Assign every row to its nearest centre, then move every centre to the mean of its rows.

- `X`: rows, shape `(n, d)`.
- `centers`: shape `(k, d)`.
- Return `(labels, moved)`: the index of each row's nearest centre, shape `(n,)`, and the
  new centres, shape `(k, d)`.

If a row is equally near to two centres, it belongs to the first. A centre that has no
rows stays where it is. Do not change the arguments. Numbers are compared with a relative
tolerance of $10^{-6}$.

    >>> X = np.array([[0.0], [2.0], [9.0]])
    >>> labels, moved = lloyd_step(X, np.array([[0.0], [2.0]]))
    >>> labels, moved.ravel()
    (array([0, 1, 1]), array([0. , 5.5]))
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.clustering.kmeans import lloyd_step
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, exact, parts

challenge = Challenge(
    reference=lloyd_step,
    level=2,
    minutes=15,
    compare=parts(labels=exact(), moved=close(rtol=1e-6)),
    covers=["H20.01", "S20.04"],
)

EXAMPLES = [
    (np.array([[0.0], [2.0], [9.0]]), np.array([[0.0], [2.0]])),
    (np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0], [5.0, 5.0]]),
     np.array([[0.0, 1.0], [6.0, 4.0]])),
]  # fmt: skip

EDGES = {
    "one centre": (np.array([[1.0, 2.0], [3.0, 6.0]]), np.array([[0.0, 0.0]])),
    "a centre without rows": (
        np.array([[0.0, 0.0], [1.0, 1.0], [3.0, 2.0]]),
        np.array([[0.0, 1.0], [50.0, 50.0], [2.0, 2.0]]),
    ),
    "a row between two centres": (
        np.array([[0.0], [2.0], [4.0], [7.0]]),
        np.array([[0.0], [4.0]]),
    ),
    "nearer in a straight line than by blocks": (
        np.array([[3.0, 3.0], [0.0, 1.0], [9.0, 3.0]]),
        np.array([[0.0, 0.0], [8.0, 3.0]]),
    ),
    "everything close together": (
        np.array([[0.0], [0.1], [0.25], [0.4]]),
        np.array([[0.0], [0.3]]),
    ),
    "two centres at one place": (
        np.array([[1.0], [2.0], [4.0]]),
        np.array([[2.0], [2.0]]),
    ),
    "far from the origin": (
        np.array([[1e6, 0.0], [1e6 + 1, 0.0], [1e6 + 5, 0.0]]),
        np.array([[1e6, 1.0], [1e6 + 4, 1.0]]),
    ),
}

EQUIVALENT = {
    "-> pass": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "X.shape[1] ->": "every case has as many features in both",
    "Z[0]": "distances do not depend on the origin",
    "0 -> 1": "another row as the origin: distances do not depend on it",
    "0 -> -1": "another row as the origin: distances do not depend on it",
    "0.0 -> -1.0": "only rounding is below 0",
    "np.maximum(squares": "only rounding is below 0",
    "out=squares": "in place or not: the same numbers",
    "'ij,ij->i'": "other words of the same sum",
    ".copy() ->": "that arguments were changed is told, not judged",
}


def draw(rng: np.random.Generator) -> tuple[Array, Array]:
    """Eight to twelve rows and three centres among them.

    In eighths, which are exact in binary: a tie is one for every way of computing.
    """
    n, d = rng.integers([8, 1], [13, 4])
    X = np.round(24 * rng.normal(size=(n, d))) / 8
    return X, np.round(24 * rng.normal(size=(3, d))) / 8


SIZES = (100, 1_000, 10_000, 50_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """n rows of four features, eight centres."""
    return rng.normal(size=(n, 4)), rng.normal(size=(8, 4))


def _squares(X: Array, centers: Array) -> Array:
    return np.asarray(((X[:, None] - centers) ** 2).sum(axis=2))


def _moved(X: Array, labels: Array, centers: Array) -> Array:
    moved = centers.copy()
    for j in range(len(centers)):
        if (labels == j).any():
            moved[j] = X[labels == j].mean(axis=0)
    return moved


@wrong(
    "A centre without rows has become NaN: the mean of nothing. Here it stays where it is."
)
def mean_of_nothing(X: Array, centers: Array) -> tuple[Array, Array]:
    """Takes the mean of no rows."""
    labels = _squares(X, centers).argmin(axis=1)
    members = (labels[:, None] == np.arange(len(centers))).astype(float)
    with np.errstate(invalid="ignore"):
        return labels, (members.T @ X) / members.sum(axis=0)[:, None]


@wrong(
    "A centre without rows has gone to the origin: you divided a sum of nothing by 1. It "
    "stays where it is."
)
def sum_of_nothing(X: Array, centers: Array) -> tuple[Array, Array]:
    """Zero rows sum to the origin."""
    labels = _squares(X, centers).argmin(axis=1)
    members = (labels[:, None] == np.arange(len(centers))).astype(float)
    counts = np.maximum(members.sum(axis=0), 1)
    return labels, (members.T @ X) / counts[:, None]


@wrong(
    "Those are medians. The mean of its rows is where the sum of squared distances is "
    "smallest; the median belongs to absolute distances."
)
def medians(X: Array, centers: Array) -> tuple[Array, Array]:
    """Moves to the middle row."""
    labels = _squares(X, centers).argmin(axis=1)
    moved = centers.copy()
    for j in range(len(centers)):
        if (labels == j).any():
            moved[j] = np.median(X[labels == j], axis=0)
    return labels, moved


@wrong(
    "You assigned the rows once more after moving. A step ends with the move: the labels "
    "belong to the centres that came in."
)
def assigned_twice(X: Array, centers: Array) -> tuple[Array, Array]:
    """Labels by the new centres."""
    labels = _squares(X, centers).argmin(axis=1)
    moved = _moved(X, labels, centers)
    return _squares(X, moved).argmin(axis=1), moved


@wrong(
    "A row that is equally near to two centres went to the last of them; it belongs to "
    "the first, as `argmin` has it."
)
def last_of_equals(X: Array, centers: Array) -> tuple[Array, Array]:
    """Ties go to the last centre."""
    k = len(centers)
    labels = k - 1 - _squares(X, centers)[:, ::-1].argmin(axis=1)
    return labels, _moved(X, labels, centers)


@wrong(
    "Those distances are Manhattan's. The nearest centre is meant in the straight line, "
    "for only then is the mean the best place."
)
def by_blocks(X: Array, centers: Array) -> tuple[Array, Array]:
    """Assigns by the Manhattan distance."""
    labels = np.abs(X[:, None] - centers).sum(axis=2).argmin(axis=1)
    return labels, _moved(X, labels, centers)


@wrong("The centres have not moved: after the assignment each goes to its rows' mean.")
def only_assigned(X: Array, centers: Array) -> tuple[Array, Array]:
    """Leaves the second half out."""
    return _squares(X, centers).argmin(axis=1), centers.copy()


@accept
def by_one_product(X: Array, centers: Array) -> tuple[Array, Array]:
    """Sums of all clusters by one matrix product."""
    labels = np.linalg.norm(X[:, None] - centers, axis=2).argmin(axis=1)
    members = (labels[:, None] == np.arange(len(centers))).astype(float)
    counts = members.sum(axis=0)[:, None]
    means = (members.T @ X) / np.maximum(counts, 1)
    return labels, np.where(counts > 0, means, centers)


@accept(naive=True)
def by_loops(X: Array, centers: Array) -> tuple[list[int], list[list[float]]]:
    """Row by row, with lists."""
    labels = []
    for row in X:
        squares = [((row - c) ** 2).sum() for c in centers]
        labels.append(squares.index(min(squares)))
    moved = []
    for j, c in enumerate(centers):
        rows = [row for row, label in zip(X, labels, strict=True) if label == j]
        moved.append(list(sum(rows) / len(rows)) if rows else list(c))
    return labels, moved
