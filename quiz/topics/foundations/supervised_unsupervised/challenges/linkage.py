r"""Grow the tree

Start with every row as a cluster of its own. Merge the two nearest clusters, then the two
nearest of those that are left, until one remains. What is near depends on the method:

| method | distance of two clusters $A$ and $B$ |
|---|---|
| `"single"` | between the nearest pair, one row of each |
| `"complete"` | between the farthest pair, one row of each |
| `"average"` | mean over all pairs, one row of each |
| `"ward"` | $\sqrt{2 \lvert A\rvert \lvert B\rvert / (\lvert A\rvert + \lvert B\rvert)}$ times the distance of the means |

- `X`: rows, shape `(n, d)`, `n >= 2`; distances are Euclidean.
- `method`: one of the four.
- Return the merges, shape `(n - 1, 4)`, in the order in which they are made: the two
  clusters, smaller number first, their distance, and the number of rows in the union.

The rows are clusters `0` to `n - 1`; merge `i` makes cluster `n + i`. No two distances that
compete are equal in the hidden inputs. Numbers are compared with a relative tolerance of
$10^{-6}$.

    >>> linkage(np.array([[0.0], [1.0], [5.0]]), "single")
    array([[0., 1., 1., 2.],
           [2., 3., 4., 3.]])
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Array
from engine.clustering.hierarchical import linkage
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=linkage,
    level=3,
    minutes=20,
    compare=close(rtol=1e-6),
    constraints=[no_import("scipy"), no_import("sklearn")],
    covers=["S05.05", "H05.01"],
)

LINE = np.array([[0.0], [1.0], [3.1], [7.0], [12.5]])

EXAMPLES = [
    (np.array([[0.0], [1.0], [5.0]]), "single"),
    (np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0], [9.0, 9.0]]), "average"),
]

EDGES = {
    "two rows": (np.array([[0.0, 0.0], [3.0, 4.0]]), "ward"),
    "a chain, single": (LINE, "single"),
    "a chain, complete": (LINE, "complete"),
    "a chain, average": (LINE, "average"),
    "a chain, Ward": (LINE, "ward"),
    "clusters of other sizes": (
        np.array([[0.0], [1.0], [2.3], [3.9], [20.0], [31.0]]), "average"),
    "the nearest pair comes last": (
        np.array([[0.0], [9.0], [21.0], [40.0], [40.5]]), "complete"),
    "a large cluster beside a single row": (
        np.array([[0.0], [0.1], [0.3], [0.6], [5.0], [8.0]]), "ward"),
    "pairs found far down the line": (
        np.array([[38.0], [6.0], [15.0], [26.0], [11.0]]), "complete"),
    "far from the origin": (1000.0 + LINE, "ward"),
}  # fmt: skip

EQUIVALENT = {
    "_numbers": "every case has arrays of the right kind",
    "as_matrix": "every case has arrays of the right kind",
    "as_rows": "every case has arrays of the right kind",
    "return array": "distances do not depend on the sign of all rows",
    "a = np.asarray(a": "every case has arrays of the right kind",
    "x[:, None] - z": "a square has no sign",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "-2 - 1": "a chain cut shorter grows again",
    "-2 -> ": "a chain cut shorter grows again",
    "parent[parent": "a shorter way to the same top",
    "2 * n - 1": "places that no cluster has",
    "2 -> 3": "places that no cluster has",
    "2 -> 4": "places that no cluster has",
    "sizes > 0": "distances of clusters that are gone are never read",
    "sizes.argmax() ->": "a chain may start anywhere",
    "sizes[a] = 0 -> pass": "a union is larger than its parts, so no chain starts there",
    "0 -> -1": "gone clusters need no size above 0",
    "zip(X.T": "rows are compared with themselves",
    "np.maximum(total": "the largest difference is not what is asked for",
    "cosine": "the cosine is not what is asked for",
    "_unit": "the cosine is not what is asked for",
    "_scale": "the cosine is not what is asked for",
    "row_dot": "the cosine is not what is asked for",
    "a * b": "the cosine is not what is asked for",
    "np.abs(a)": "the cosine is not what is asked for",
    "largest": "the cosine is not what is asked for",
    "length": "the cosine is not what is asked for",
    "scale[": "the cosine is not what is asked for",
    "axis=-1": "the cosine is not what is asked for",
    "-1 -> -2": "the cosine is not what is asked for",
    "1.0 -> ": "the cosine, or a distance that is not asked for",
    "0.0 -> ": "the cosine, or a distance that is not asked for",
    "0 -> 1": "of a check of the arguments, or of the cosine",
    "1 -> 0": "of a check of the arguments, or a place more",
    "1 -> 2": "of a check of the arguments",
}


def draw(rng: np.random.Generator) -> tuple[Array, str]:
    """Six to nine rows; any method."""
    n, d = (int(value) for value in rng.integers([6, 1], [10, 4]))
    method = str(rng.choice(["single", "complete", "average", "ward"]))
    return (3 * rng.normal(size=(n, d))).round(4), method


SIZES = (10, 30, 100, 200)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, str]:
    """n rows of three features, complete linkage."""
    return rng.normal(size=(n, 3)), "complete"


Far = Callable[[Array, Array, str], float]


def _far(A: Array, B: Array, method: str) -> float:
    """The distance of two clusters, from their rows."""
    if method == "ward":
        weight = 2 * len(A) * len(B) / (len(A) + len(B))
        gap = A.mean(axis=0) - B.mean(axis=0)
        return float(np.sqrt(weight * (gap**2).sum()))
    apart = np.sqrt(((A[:, None] - B) ** 2).sum(axis=2))
    if method == "single":
        return float(apart.min())
    return float(apart.max() if method == "complete" else apart.mean())


def _grow(X: Array, method: str, far: Far = _far) -> Array:
    """Merges, with every distance computed anew."""
    clusters = {i: X[i : i + 1] for i in range(len(X))}
    merges = []
    for i in range(len(X) - 1):
        names = sorted(clusters)
        pairs = [(a, b) for a in names for b in names if a < b]
        found = [far(clusters[a], clusters[b], method) for a, b in pairs]
        a, b = pairs[int(np.argmin(found))]
        union = np.vstack([clusters.pop(a), clusters.pop(b)])
        clusters[len(X) + i] = union
        merges.append([a, b, min(found), len(union)])
    return np.array(merges, dtype=float)


@wrong(
    "Your complete linkage takes the nearest pair, as single linkage does. It takes the "
    "farthest: a cluster is as far away as its farthest row."
)
def complete_as_single(X: Array, method: str) -> Array:
    """One method for two."""
    return _grow(X, "single" if method == "complete" else method)


@wrong(
    "Your average linkage takes the distance of the means. It is the mean of the distances "
    "over all pairs of rows."
)
def average_of_means(X: Array, method: str) -> Array:
    """Centroid linkage."""

    def far(A: Array, B: Array, method: str) -> float:
        if method != "average":
            return _far(A, B, method)
        return float(np.linalg.norm(A.mean(axis=0) - B.mean(axis=0)))

    return _grow(X, method, far)


@wrong(
    "Your average weighs the two parts of a union alike, whatever their sizes. All pairs "
    "of rows count alike, so the larger part counts more."
)
def parts_alike(X: Array, method: str) -> Array:
    """Weighted average linkage, by updates."""
    if method != "average":
        return _grow(X, method)
    n = len(X)
    D = {
        (i, j): float(np.linalg.norm(X[i] - X[j]))
        for i in range(n)
        for j in range(i + 1, n)
    }
    sizes = dict.fromkeys(range(n), 1)
    merges = []
    for i in range(n - 1):
        (a, b), distance = min(D.items(), key=lambda pair: pair[1])
        for c in sizes:
            if c not in {a, b}:
                both = [D.pop((min(c, e), max(c, e))) for e in (a, b)]
                D[c, n + i] = sum(both) / 2
        del D[a, b]
        sizes[n + i] = sizes.pop(a) + sizes.pop(b)
        merges.append([a, b, distance, sizes[n + i]])
    return np.array(merges, dtype=float)


@wrong(
    "Your Ward distance leaves out the factor 2 under the root. With it, two single rows are "
    "as far apart as their Euclidean distance."
)
def ward_without_two(X: Array, method: str) -> Array:
    """By the root of 2 too small."""
    merges = _grow(X, method)
    if method == "ward":
        merges[:, 2] /= np.sqrt(2)
    return merges


@wrong(
    "Your Ward distance ignores how many rows the clusters have: it is the distance of the "
    "means alone."
)
def ward_without_sizes(X: Array, method: str) -> Array:
    """The distance of the means."""

    def far(A: Array, B: Array, method: str) -> float:
        if method != "ward":
            return _far(A, B, method)
        return float(np.linalg.norm(A.mean(axis=0) - B.mean(axis=0)))

    return _grow(X, method, far)


@wrong(
    "You name a union after one of its parts. Merge i makes a new cluster, number n + i, "
    "and later merges refer to that number."
)
def named_after_a_part(X: Array, method: str) -> Array:
    """The smaller number goes on."""
    n = len(X)
    merges = _grow(X, method)
    least = list(range(n))
    for i in range(n - 1):
        a, b = (least[int(merges[i, j])] for j in (0, 1))
        least.append(min(a, b))
        merges[i, :2] = sorted((a, b))
    return merges


@wrong("The last column is the number of rows in the union, not of clusters merged.")
def two_each(X: Array, method: str) -> Array:
    """A 2 in every row."""
    merges = _grow(X, method)
    merges[:, 3] = 2
    return merges


@accept(naive=True)
def from_the_rows(X: Array, method: str) -> Array:
    """Every distance computed anew at every merge."""
    return _grow(X, method)


@accept
def by_updates(X: Array, method: str) -> Array:
    """A table of distances, updated by the formulas of Lance and Williams."""
    n = len(X)
    D = np.full((2 * n - 1, 2 * n - 1), np.inf)
    D[:n, :n] = np.sqrt(((X[:, None] - X) ** 2).sum(axis=2))
    np.fill_diagonal(D, np.inf)
    sizes = np.ones(2 * n - 1)
    merges = np.empty((n - 1, 4))
    for i in range(n - 1):
        a, b = np.unravel_index(D.argmin(), D.shape)
        ab, s, t = D[a, b], sizes[a], sizes[b]
        to_a, to_b, u = D[a].copy(), D[b].copy(), sizes
        if method == "single":
            union = np.minimum(to_a, to_b)
        elif method == "complete":
            union = np.maximum(to_a, to_b)
        elif method == "average":
            union = (s * to_a + t * to_b) / (s + t)
        else:
            squares = (s + u) * to_a**2 + (t + u) * to_b**2 - u * ab**2
            union = np.sqrt(squares / (s + t + u))
        D[[a, b]] = D[:, [a, b]] = np.inf
        union[[a, b]] = np.inf
        D[n + i], D[:, n + i] = union, union
        sizes[n + i] = s + t
        merges[i] = min(a, b), max(a, b), ab, s + t
    return merges
