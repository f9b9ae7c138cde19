r"""Cut the tree

Hierarchical clustering merges the two nearest clusters until one is left. Its table of
merges serves every number of clusters: cut it to get k of them.

- `merges`: shape `(n - 1, 4)`, in the order in which they were made. Each row holds two
  clusters, their distance, and the number of rows in the union. The rows of the data are
  clusters `0` to `n - 1`; merge `i` makes cluster `n + i`.
- `k`: how many clusters to leave, `1 <= k <= n`.
- Return the label of each row of the data, whole numbers, shape `(n,)`.

Labels are `0` to `k - 1`, in the order in which rows show them: row 0 has label 0, and the
first row that is not in its cluster has label 1. Labels are compared exactly.

    >>> merges = np.array([[0.0, 2.0, 1.0, 2.0], [1.0, 3.0, 4.0, 3.0]])
    >>> cut(merges, 2)
    array([0, 1, 0])
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array, Integers
from engine.clustering.hierarchical import cut, linkage
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=cut,
    level=2,
    minutes=15,
    compare=exact(),
    constraints=[no_import("scipy")],
    covers=["S05.05"],
)

EXAMPLES = [
    (np.array([[0.0, 2.0, 1.0, 2.0], [1.0, 3.0, 4.0, 3.0]]), 2),
    (linkage([[0.0], [9.0], [1.0], [5.0], [20.0]], "single"), 3),
]

EDGES = {
    "every row for itself": (linkage([[0.0], [5.0], [1.0], [7.5]], "single"), 4),
    "one cluster": (linkage([[0.0], [5.0], [1.0], [7.5]], "complete"), 1),
    "two rows, one cluster": (np.array([[0.0, 1.0, 3.0, 2.0]]), 1),
    "two rows, two clusters": (np.array([[0.0, 1.0, 3.0, 2.0]]), 2),
    "a chain": (linkage([[7.5], [4.0], [0.0], [1.0], [2.2]], "single"), 2),
    "merges of merges": (
        linkage([[9.0], [0.0], [10.2], [1.1], [30.0], [33.0], [2.5], [31.4]], "ward"), 2),
    "a row alone comes first": (linkage([[50.0], [1.0], [0.0], [2.5]], "average"), 2),
    "distances that are equal": (
        linkage([[0.0], [1.0], [10.0], [11.0], [20.0], [21.0]], "single"), 4),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has a table of the right kind",
    "return array": "every case has a table of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "return cluster -> return -cluster": "another name of the same top",
    "2 * n - 1 ->": "places that no cluster has",
    "2 -> 3": "places that no cluster has",
    "2 -> 4": "places that no cluster has",
    "1 -> 0": "one place more, that no cluster has",
    "merges.shape[1] != 4": "every table has 4 columns",
    "parent[cluster] = parent[parent": "a shorter way to the same top",
}


def draw(rng: np.random.Generator) -> tuple[Array, int]:
    """Six to ten rows, in two to five clusters."""
    n, k = (int(value) for value in rng.integers([6, 2], [11, 6]))
    method = str(rng.choice(["single", "complete", "average", "ward"]))
    return linkage(rng.normal(size=(n, 2)).round(2), method), k


SIZES = (30, 100, 300, 1_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, int]:
    """n rows in ten clusters."""
    return linkage(rng.normal(size=(n, 2)), "average"), 10


def _members(merges: Array, count: int) -> list[list[int]]:
    """Rows of each cluster that is left after so many merges, in no order."""
    n = len(merges) + 1
    clusters = {i: [i] for i in range(n)}
    for i in range(count):
        a, b = int(merges[i, 0]), int(merges[i, 1])
        clusters[n + i] = clusters.pop(a) + clusters.pop(b)
    return list(clusters.values())


def _labels(clusters: list[list[int]], n: int) -> Integers:
    labels = np.zeros(n, dtype=np.int64)
    for name, rows in enumerate(clusters):
        labels[rows] = name
    return labels


@wrong(
    "You do k merges. n rows need n - k merges until k clusters are left: each merge "
    "makes one cluster fewer."
)
def as_many_merges_as_clusters(merges: Array, k: int) -> Integers:
    """k merges."""
    count = min(k, len(merges))
    return _labels(sorted(_members(merges, count), key=min), len(merges) + 1)


@wrong("You are off by one: k clusters are left after n - k merges, not n - k - 1.")
def one_merge_less(merges: Array, k: int) -> Integers:
    """n - k - 1 merges."""
    n = len(merges) + 1
    return _labels(sorted(_members(merges, max(n - k - 1, 0)), key=min), n)


@wrong(
    "Your labels follow the order of the merges. Name clusters in the order in which rows "
    "show them, so that row 0 has label 0."
)
def named_by_merges(merges: Array, k: int) -> Integers:
    """The right groups in another order."""
    n = len(merges) + 1
    return _labels(_members(merges, n - k), n)


@wrong(
    "Those are the numbers of clusters in the table, n and above. Rename them 0 to k - 1."
)
def numbers_of_the_table(merges: Array, k: int) -> Integers:
    """Not renamed."""
    n = len(merges) + 1
    labels = np.arange(n)
    for i, (a, b) in enumerate(merges[: n - k, :2]):
        labels[(labels == a) | (labels == b)] = n + i
    return labels


@wrong(
    "You read numbers from n on as rows. They are clusters that earlier merges made: "
    "everything in them is merged."
)
def rows_only(merges: Array, k: int) -> Integers:
    """Ignores merges of clusters."""
    n = len(merges) + 1
    labels = np.arange(n)
    for a, b in merges[: n - k, :2].astype(int):
        if a < n and b < n:
            labels[labels == b] = a
    return np.unique(labels, return_inverse=True)[1]


@wrong(
    "You undo the first merges and keep the last ones. The first join what is nearest; "
    "cutting leaves out the last k - 1."
)
def from_the_top(merges: Array, k: int) -> Integers:
    """The last n - k merges, the first ones left out."""
    n = len(merges) + 1
    labels = np.arange(n)
    for i in range(k - 1, n - 1):
        a, b = merges[i, :2]
        labels[(labels == a) | (labels == b)] = n + i
    _, first, codes = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[codes])


@accept
def by_renaming(merges: Array, k: int) -> Integers:
    """Renames rows merge by merge."""
    n = len(merges) + 1
    labels = np.arange(n)
    for i, (a, b) in enumerate(merges[: n - k, :2]):
        labels[(labels == a) | (labels == b)] = n + i
    _, first, codes = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[codes])


@accept(naive=True)
def by_lists(merges: Array, k: int) -> Integers:
    """Lists of members, sorted by their first row."""
    n = len(merges) + 1
    return _labels(sorted(_members(merges, n - k), key=min), n)


@accept
def from_the_root(merges: Array, k: int) -> list[int]:
    """Opens the last k - 1 merges, from the root down."""
    n = len(merges) + 1
    tops = [2 * n - 2]
    for _ in range(k - 1):
        last = max(tops)
        tops.remove(last)
        tops += [int(merges[last - n, 0]), int(merges[last - n, 1])]
    top_of = {}
    for top in tops:
        waiting = [top]
        while waiting:
            c = waiting.pop()
            if c < n:
                top_of[c] = top
            else:
                waiting += [int(merges[c - n, 0]), int(merges[c - n, 1])]
    names: dict[int, int] = {}
    return [names.setdefault(top_of[row], len(names)) for row in range(n)]
