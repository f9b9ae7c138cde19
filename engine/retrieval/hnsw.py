"""HNSW: search by walking from neighbour to neighbour, long steps first."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush, heappushpop

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows, check_fitted
from engine.system import system


@system("S60.11")
@dataclass(eq=False)
class SmallWorld:
    """A graph of near rows in layers, each with about `1 / links` of the rows below.

    A query enters at the top, where few rows are far apart, and goes to whichever
    neighbour is nearer until none is; from there it goes on one layer below. On the
    lowest it keeps the best `breadth` rows and walks on from them, so that one dead
    end does not end the search. Work grows about with the logarithm of n; memory is
    some `2 links n` links besides the vectors. Recall rises with breadth.

    Args:
        links: of a row in a layer, at least 2; twice as many in the lowest.
        breadth: rows kept during a walk, to build and to search, at least 1.

    Attributes:
        documents_: as they were given, shape (n, d).
        layers_: row -> its neighbours, one dictionary a layer, the lowest first.
        entry_: the row at which a search begins.

    Source:
        Malkov and Yashunin, Efficient and Robust Approximate Nearest Neighbor Search
        Using Hierarchical Navigable Small World Graphs (2018), algorithms 1, 2, 4
        and 5.

    >>> X = np.arange(100.0)[:, None]
    >>> index = SmallWorld(links=4).fit(X, np.random.default_rng(0))
    >>> index.search([[41.9]], 2)[0]
    array([[42, 41]])
    """

    links: int = 8
    breadth: int = 32

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> SmallWorld:
        """Put in rows X, shape (n, d), one by one; rng draws their layers.

        Raises:
            ValueError: links or breadth are too small, or X is not finite.
        """
        X = as_matrix(X)
        if self.links < 2 or self.breadth < 1:
            raise ValueError(
                f"links >= 2 and breadth >= 1 are needed, got {self.links} and "
                f"{self.breadth}"
            )
        self.documents_ = X.copy()
        self.layers_: list[dict[int, list[int]]] = []
        self.entry_ = 0
        # P(height >= l) = links^-l
        heights = rng.exponential(1 / np.log(self.links), len(X)).astype(int)
        for row, height in enumerate(heights):
            self._insert(row, height)
        return self

    def search(self, queries: ArrayLike, k: int) -> tuple[Integers, Array]:
        """k near rows for each query, and their squared distances.

        Both of shape (m, k), the nearest first; -1 and infinity where the walk met
        fewer.

        Raises:
            NotFitted: before `fit`.
            ValueError: k is below 1, or another number of features.
        """
        check_fitted(self, "layers_")
        Q = as_rows(queries, self.documents_.shape[1])
        if not k >= 1:
            raise ValueError(f"k must be at least 1, got {k}")
        found = np.full((len(Q), k), -1)
        distances = np.full((len(Q), k), np.inf)
        for i, q in enumerate(Q):
            near = [self.entry_]
            for layer in self.layers_[:0:-1]:
                near = self._walk(q, near, layer, 1)
            near = self._walk(q, near, self.layers_[0], max(self.breadth, k))[:k]
            found[i, : len(near)] = near
            distances[i, : len(near)] = self._gaps(q, near)
        return found, distances

    def _insert(self, row: int, height: int) -> None:
        near = [self.entry_]
        for level in range(len(self.layers_) - 1, -1, -1):
            layer, x = self.layers_[level], self.documents_[row]
            near = self._walk(x, near, layer, self.breadth if level <= height else 1)
            if level > height:
                continue
            layer[row] = self._spread(row, near, self.links)
            most = self.links if level else 2 * self.links
            for other in layer[row]:
                layer[other].append(row)
                if len(layer[other]) > most:
                    layer[other] = self._spread(other, layer[other], most)
        while len(self.layers_) <= height:
            self.layers_.append({row: []})
            self.entry_ = row

    def _walk(
        self, q: Array, starts: list[int], layer: dict[int, list[int]], breadth: int
    ) -> list[int]:
        """The rows nearest to q that can be reached from starts, the nearest first."""
        seen = set(starts)
        # Sorted lists are heaps: the nearest is taken first, the farthest given up.
        waiting = sorted(zip(self._gaps(q, starts), starts, strict=True))
        best = sorted((-gap, row) for gap, row in waiting)
        while waiting:
            gap, row = heappop(waiting)
            if gap > -best[0][0]:
                break
            fresh = [other for other in layer[row] if other not in seen]
            seen.update(fresh)
            for gap, other in zip(self._gaps(q, fresh), fresh, strict=True):
                if len(best) < breadth:
                    heappush(best, (-gap, other))
                elif gap < -best[0][0]:
                    heappushpop(best, (-gap, other))
                else:
                    continue
                heappush(waiting, (gap, other))
        return [row for _, row in sorted((-gap, row) for gap, row in best)]

    def _spread(self, row: int, candidates: list[int], most: int) -> list[int]:
        """The nearest, leaving out any that is nearer to one already taken.

        So links lead in all directions, and clusters stay connected.
        """
        gaps = self._gaps(self.documents_[row], candidates)
        taken: list[int] = []
        for gap, other in sorted(zip(gaps, candidates, strict=True)):
            if len(taken) == most:
                break
            if (gap <= self._gaps(self.documents_[other], taken)).all():
                taken.append(other)
        return taken

    def _gaps(self, q: Array, rows: list[int]) -> Array:
        gaps = self.documents_[rows] - q
        return np.asarray(np.einsum("ij,ij->i", gaps, gaps))
