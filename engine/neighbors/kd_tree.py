"""A k-d tree: nearest neighbours without looking at every row."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows


@dataclass
class _Node:
    """A box of space: either two halves, or the rows of a leaf."""

    rows: Integers
    axis: int = -1
    cut: float = 0.0
    low: _Node | None = None
    high: _Node | None = None


class KDTree:
    """Rows in boxes, each cut at the median of the axis that spreads most.

    A query goes down to its own leaf, then back up, and looks into the other
    half of a box only where the cut is nearer than the worst of the k rows in
    hand. Few features: about O(log n) a query. Many: nearly every box must be
    opened, and brute force is faster.

    Args:
        X: rows, shape (n, d).
        leaf_size: up to so many rows are not cut further, at least 1.

    Raises:
        ValueError: X is no finite matrix, or leaf_size is below 1.

    Source:
        Friedman, Bentley, Finkel, An Algorithm for Finding Best Matches in
        Logarithmic Expected Time (1977).

    >>> KDTree([[0.0], [5.0], [1.0]]).query([[0.4]], k=2)
    (array([[0.4, 0.6]]), array([[0, 2]]))
    """

    def __init__(self, X: ArrayLike, leaf_size: int = 16) -> None:
        self.X = as_matrix(X)
        if not leaf_size >= 1:
            raise ValueError(f"leaf_size must be at least 1, got {leaf_size}")
        self.leaf_size = leaf_size
        self.root = self._build(np.arange(len(self.X)))

    def _build(self, rows: Integers) -> _Node:
        box = self.X[rows]
        spread = np.ptp(box, axis=0)
        axis = int(spread.argmax())
        # Rows that are all alike cannot be told apart by any cut.
        if len(rows) <= self.leaf_size or spread[axis] == 0:
            return _Node(rows)
        middle = len(rows) // 2
        order = np.argpartition(box[:, axis], middle)
        cut = float(box[order[middle], axis])
        low, high = self._build(rows[order[:middle]]), self._build(rows[order[middle:]])
        return _Node(rows, axis, cut, low, high)

    def query(self, queries: ArrayLike, k: int = 1) -> tuple[Array, Integers]:
        """The k nearest rows by Euclidean distance, nearest first.

        Rows at one distance come in the order in which they stand in X.

        Args:
            queries: rows, shape (m, d).
            k: how many neighbours, 1 to n.

        Returns:
            Distances, shape (m, k), and the indices of the rows, shape (m, k).

        Raises:
            ValueError: k is not 1 to n, or another number of features.
        """
        queries = as_rows(queries, self.X.shape[1])
        if not 1 <= k <= len(self.X):
            raise ValueError(f"k must be 1 to the {len(self.X)} rows, got {k}")
        # The heap's first entry is the worst in hand: negative square, then row.
        found: list[list[tuple[float, int]]] = []
        for q in queries:
            heap = [(-np.inf, -len(self.X) - i) for i in range(k)]
            self._search(self.root, q, heap)
            found.append(sorted((-square, -row) for square, row in heap))
        pairs = np.array(found)
        return np.sqrt(pairs[..., 0]), pairs[..., 1].astype(np.int64)

    def _search(self, node: _Node, q: Array, heap: list[tuple[float, int]]) -> None:
        if node.low is None or node.high is None:
            squares = ((self.X[node.rows] - q) ** 2).sum(axis=1)
            for square, row in zip(squares.tolist(), node.rows.tolist(), strict=True):
                # Smaller than the worst, or as near and earlier in X.
                if (-square, -row) > heap[0]:
                    heapq.heapreplace(heap, (-square, -row))
            return
        gap = float(q[node.axis]) - node.cut
        near, far = (node.low, node.high) if gap < 0 else (node.high, node.low)
        self._search(near, q, heap)
        if gap * gap <= -heap[0][0]:
            self._search(far, q, heap)
