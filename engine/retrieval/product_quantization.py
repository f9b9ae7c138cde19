"""Product quantisation: a vector kept in a few bytes, compared without unpacking it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix, as_rows, check_fitted
from engine.clustering.kmeans import KMeans
from engine.neighbors.distances import squared_distances
from engine.system import system


@system("S60.11")
@dataclass(eq=False)
class ProductQuantizer:
    """Vectors cut into equal parts, each part replaced by the nearest of k centres.

    A code of `parts log2(k)` bits stands for a vector of d numbers: with 8 parts and
    256 centres 8 bytes for, say, 128 floats of 4. The centres of the parts combine,
    so `k^parts` vectors can be told apart, though only k in each part are learned.

    Args:
        parts: that a vector is cut into; divides d. 1 is plain k-means.
        k: centres of each part, 1 to n.

    Attributes:
        books_: centres of each part, shape (parts, k, d / parts).

    Source:
        Jégou, Douze, Schmid, Product Quantization for Nearest Neighbor Search
        (2011), sections II and III.

    >>> X = [[0.0, 5.0], [0.0, 7.0], [1.0, 5.0], [1.0, 7.0]]
    >>> model = ProductQuantizer(parts=2, k=2).fit(X, np.random.default_rng(0))
    >>> codes = model.encode(X)  # two centres a part, and four vectors told apart
    >>> codes.shape, model.decode(codes).tolist() == X
    ((4, 2), True)
    """

    parts: int = 1
    k: int = 16

    def fit(self, X: ArrayLike, rng: np.random.Generator) -> ProductQuantizer:
        """Learn the centres of each part from rows X, shape (n, d), by k-means.

        Raises:
            ValueError: parts do not divide d, k is not 1 to n, or X is not finite.
        """
        X = as_matrix(X)
        if self.parts < 1 or X.shape[1] % self.parts:
            raise ValueError(f"{self.parts} parts do not divide {X.shape[1]} features")
        books = [
            KMeans(self.k).fit(part, rng).centers_
            for part in np.split(X, self.parts, axis=1)
        ]
        self.books_ = np.stack(books)
        return self

    def encode(self, X: ArrayLike) -> Integers:
        """The nearest centre of each part of rows X, (n, d) to (n, parts).

        Raises:
            NotFitted: before `fit`.
            ValueError: another number of features.
        """
        tables = self._tables(X)
        return np.asarray(tables.argmin(axis=2).T)

    def decode(self, codes: ArrayLike) -> Array:
        """The centres that codes, shape (n, parts), stand for, shape (n, d).

        Raises:
            NotFitted: before `fit`.
            ValueError: not a code for each part, or one that names no centre.
        """
        codes = self._checked(codes)
        centers = self.books_[np.arange(len(self.books_)), codes]  # (n, parts, d/parts)
        return np.asarray(centers.reshape(len(codes), -1))

    def distances(self, queries: ArrayLike, codes: ArrayLike) -> Array:
        """`|q - decoded x|^2` for all pairs, shape (m, n); the query is not encoded.

        Asymmetric, and so nearer the truth than between two codes. A query is
        compared with the `k parts` centres once; then a document costs `parts`
        look-ups and additions, whatever d is.

        Args:
            queries: shape (m, d).
            codes: of the documents, shape (n, parts).

        Raises:
            NotFitted: before `fit`.
            ValueError: as `encode` and `decode`.
        """
        tables, codes = self._tables(queries), self._checked(codes)
        pairs = zip(tables, codes.T, strict=True)
        return np.asarray(sum(table[:, code] for table, code in pairs))

    def _tables(self, X: ArrayLike) -> Array:
        """Squared distances of each part of each row to its centres, (parts, n, k)."""
        check_fitted(self, "books_")
        parts, _, width = self.books_.shape
        columns = np.split(as_rows(X, parts * width), parts, axis=1)
        pairs = zip(columns, self.books_, strict=True)
        return np.stack([squared_distances(part, book) for part, book in pairs])

    def _checked(self, codes: ArrayLike) -> Integers:
        check_fitted(self, "books_")
        parts, k, _ = self.books_.shape
        codes = as_matrix(codes, "codes").astype(np.int64)
        if codes.shape[1] != parts or codes.min() < 0 or codes.max() >= k:
            raise ValueError(f"codes must be {parts} a row, each from 0 to {k - 1}")
        return codes
