r"""The silhouette

How well does each row lie in its cluster? With $a$ the mean distance to the other rows of
its cluster, and $b$ the least mean distance to the rows of another cluster:

$$
s = \frac{b - a}{\max(a, b)}
$$

- `X`: rows, shape `(n, d)`; `labels`: their clusters, whole numbers, shape `(n,)`, with at
  least two clusters.
- Return $s$ for each row, shape `(n,)`. It is 0 for a row that is alone in its cluster.

Distances are Euclidean. Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> X = np.array([[0.0], [1.0], [4.0]])
    >>> silhouette_samples(X, np.array([0, 0, 1])).round(3)
    array([0.75 , 0.667, 0.   ])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.metrics.clusters import silhouette_samples
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=silhouette_samples,
    level=3,
    minutes=20,
    compare=close(rtol=1e-6),
    constraints=[no_import("sklearn")],
    covers=["H20.03", "E20.04"],
)

EXAMPLES = [
    (np.array([[0.0], [1.0], [4.0]]), np.array([0, 0, 1])),
    (
        np.array([[0.0, 0.0], [0.0, 1.0], [5.0, 5.0], [6.0, 5.0]]),
        np.array([0, 0, 1, 1]),
    ),
]

EDGES = {
    "alone in a cluster": (np.array([[0.0], [2.0], [3.0]]), np.array([0, 1, 1])),
    "labels that are not 0 to k - 1": (
        np.array([[0.0], [1.0], [4.0], [6.0]]),
        np.array([7, 7, -2, -2]),
    ),
    "in the wrong cluster": (
        np.array([[0.0], [1.0], [10.0], [9.0]]),
        np.array([0, 0, 0, 1]),
    ),
    "three clusters, the near one counts": (
        np.array([[0.0], [1.0], [3.0], [4.0], [50.0], [51.0]]),
        np.array([0, 0, 1, 1, 2, 2]),
    ),
    "all rows at one place but one": (
        np.array([[1.0], [1.0], [1.0], [2.0]]),
        np.array([0, 0, 1, 1]),
    ),
}

EQUIVALENT = {
    "-> pass": "every case has arrays of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "X.shape[1] ->": "every case has as many features in both",
    "Z[0]": "distances do not depend on the origin",
    "0 -> 1": "another row as the origin: distances do not depend on it",
    "0 -> -1": "another row as the origin: distances do not depend on it",
    "0.0 -> -1.0": "only rounding is below 0",
    "np.fill_diagonal": "whole numbers cancel exactly",
    "larger > 0": "where it is 0 the result is 0 anyway",
    "1.0 ->": "where it is used the result is 0 anyway",
    "n is not None": "every case has as many labels as rows",
    "return labels": "every case has as many labels as rows",
    "out=squares": "in place or not: the same numbers",
    "1 -> 0": "a check of the arguments",
}


def draw(rng: np.random.Generator) -> tuple[Array, Integers]:
    """Eight to twelve rows in three clusters, each with two rows at least."""
    n = int(rng.integers(8, 13))
    labels = rng.permutation(
        np.concatenate([[0, 0, 1, 1, 2, 2], rng.integers(3, size=n - 6)])
    )
    return (rng.normal(size=(n, 2)) + 2 * labels[:, None]).round(2), labels


SIZES = (30, 100, 300, 1_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, Integers]:
    """n rows of three features in four clusters."""
    return rng.normal(size=(n, 3)), np.arange(n) % 4


def _distances(X: Array) -> Array:
    return np.asarray(np.sqrt(((X[:, None] - X) ** 2).sum(axis=2)))


def _parts(
    X: Array, labels: Integers, *, itself: bool = False, nearest: bool = True
) -> tuple[Array, Array, Array]:
    """a and b of each row, and whether it is alone."""
    D, n = _distances(X), len(X)
    a, b, alone = np.zeros(n), np.zeros(n), np.zeros(n, dtype=bool)
    for i in range(n):
        own = labels == labels[i]
        alone[i] = own.sum() == 1
        a[i] = D[i, own].sum() / max(own.sum() - (not itself), 1)
        others = [D[i, labels == c].mean() for c in np.unique(labels[~own])]
        b[i] = min(others) if nearest else D[i, ~own].mean()
    return a, b, alone


def _silhouette(a: Array, b: Array, alone: Array) -> Array:
    larger = np.maximum(a, b)
    safe = np.where(larger > 0, larger, 1.0)
    return np.where(alone | (larger == 0), 0.0, (b - a) / safe)


@wrong(
    "You count the row itself among its cluster: at distance 0 it makes $a$ too small. "
    "Divide by the size of the cluster less 1."
)
def counts_itself(X: Array, labels: Integers) -> Array:
    """a over all rows of the cluster."""
    return _silhouette(*_parts(X, labels, itself=True))


@wrong(
    "Your $b$ is the mean over all rows of other clusters. It is the mean for the nearest "
    "other cluster alone: the least of the means."
)
def all_others(X: Array, labels: Integers) -> Array:
    """b over everything else."""
    return _silhouette(*_parts(X, labels, nearest=False))


@wrong("A row that is alone in its cluster gets 0 by definition, not $(b - 0)/b = 1$.")
def alone_is_perfect(X: Array, labels: Integers) -> Array:
    """Right but for clusters of one."""
    a, b, _ = _parts(X, labels)
    return _silhouette(a, b, np.zeros(len(X), dtype=bool))


@wrong("The sign is turned round: near 1 means well inside, so it is $b - a$.")
def turned_round(X: Array, labels: Integers) -> Array:
    """a minus b."""
    return np.asarray(-_silhouette(*_parts(X, labels)))


@wrong(
    "You divide by $b$ always. Where $a$ is larger it is the one that bounds the result."
)
def divided_by_b(X: Array, labels: Integers) -> Array:
    """Not the larger of the two."""
    a, b, alone = _parts(X, labels)
    safe = np.where(b > 0, b, 1.0)
    return np.where(alone | (b == 0), 0.0, (b - a) / safe)


@wrong(
    "Those are squared distances. The silhouette is made of distances: take the root."
)
def squared(X: Array, labels: Integers) -> Array:
    """No root."""
    D, n = _distances(X) ** 2, len(X)
    s = np.zeros(n)
    for i in range(n):
        own = labels == labels[i]
        if own.sum() == 1:
            continue
        a = D[i, own].sum() / (own.sum() - 1)
        b = min(D[i, labels == c].mean() for c in np.unique(labels[~own]))
        s[i] = (b - a) / max(a, b) if max(a, b) > 0 else 0.0
    return s


@accept(naive=True)
def by_loops(X: Array, labels: Integers) -> Array:
    """Row by row."""
    return _silhouette(*_parts(X, labels))


@accept
def by_products(X: Array, labels: Integers) -> Array:
    """Sums of all clusters by one product."""
    _, cluster, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    sums = _distances(X) @ np.eye(len(sizes))[cluster]
    rows = np.arange(len(X))
    a = sums[rows, cluster] / np.maximum(sizes[cluster] - 1, 1)
    means = sums / sizes
    means[rows, cluster] = np.inf
    return _silhouette(a, means.min(axis=1), sizes[cluster] == 1)
