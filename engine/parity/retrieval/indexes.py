"""Exact and approximate search beside faiss, scikit-learn and torch."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
import torch
from sklearn.neighbors import NearestNeighbors

from engine.arrays import Array
from engine.parity import Parity
from engine.retrieval.flat_index import flat_search
from engine.retrieval.hnsw import SmallWorld
from engine.retrieval.ivf import InvertedLists
from engine.retrieval.product_quantization import ProductQuantizer


def _vectors(rng: np.random.Generator) -> tuple[Array, Array, int]:
    n, d = int(rng.integers(1, 20)), int(rng.integers(1, 5))
    return rng.normal(size=(3, d)), rng.normal(size=(n, d)), int(rng.integers(1, n + 1))


def _their_search(Q: Array, X: Array, k: int) -> Any:
    squared = NearestNeighbors(metric="sqeuclidean", algorithm="brute").fit(X)
    cosine = NearestNeighbors(metric="cosine", algorithm="brute").fit(X)
    a, b = squared.kneighbors(Q, k), cosine.kneighbors(Q, k)
    dots = torch.topk(torch.tensor(Q) @ torch.tensor(X).T, k, dim=1)
    close = np.round(b[0], 9) if X.shape[1] == 1 else b[0]
    if X.shape[1] == 1:  # cosines are 1 or -1: only they are compared
        return a[1], a[0], dots.indices, dots.values, 1 - close
    return a[1], a[0], dots.indices, dots.values, 1 - b[0], b[1]


def _my_search(Q: Array, X: Array, k: int) -> Any:
    rows, squares = flat_search(Q, X, k, "squared")
    by_dot, dots = flat_search(Q, X, k, "dot")
    by_cosine, cosines = flat_search(Q, X, k)
    found = rows, squares, by_dot, dots, cosines
    return found if X.shape[1] == 1 else (*found, by_cosine)


def _lists(rng: np.random.Generator) -> tuple[Array, Array, int, int, Any]:
    k = int(rng.integers(1, 6))
    X = rng.normal(size=(30, 3))
    return rng.normal(size=(4, 3)), X, k, int(rng.integers(1, k + 1)), rng


def _some_lists(Q: Array, X: Array, k: int, probes: int, rng: Any) -> Any:
    """Nearest neighbours among the rows whose centre is one of the nearest few."""
    centers = InvertedLists(k, probes).fit(X, rng).centers_
    own = NearestNeighbors(n_neighbors=1).fit(centers).kneighbors(X)[1][:, 0]
    near = NearestNeighbors(n_neighbors=probes).fit(centers).kneighbors(Q)[1]
    found = []
    for q, lists in zip(Q, near, strict=True):
        rows = np.flatnonzero(np.isin(own, lists))
        squares = ((X[rows] - q) ** 2).sum(axis=1)
        best = np.argsort(squares)[:3]
        pad = [np.inf] * (3 - len(best))
        found.append([*squares[best], *pad])
    return np.array(found)


def _single(*arrays: Array) -> Any:
    return tuple(array.astype(np.float32) for array in arrays)


def _faiss_flat(Q: Array, X: Array, k: int) -> Any:
    queries, documents = _single(Q, X)
    by_length, by_dot = faiss.IndexFlatL2(X.shape[1]), faiss.IndexFlatIP(X.shape[1])
    by_length.add(documents)
    by_dot.add(documents)
    (squares, rows), (dots, others) = (
        i.search(queries, k) for i in (by_length, by_dot)
    )
    return rows, squares, others, dots


def _our_flat(Q: Array, X: Array, k: int) -> Any:
    return (*flat_search(Q, X, k, "squared"), *flat_search(Q, X, k, "dot"))


def _faiss_lists(Q: Array, X: Array, k: int, probes: int, rng: Any) -> Any:
    """Their lists, round our centres."""
    queries, documents = _single(Q, X)
    centers = faiss.IndexFlatL2(X.shape[1])
    centers.add(*_single(InvertedLists(k, probes).fit(X, rng).centers_))
    index = faiss.IndexIVFFlat(centers, X.shape[1], k)
    index.train(documents)
    index.add(documents)
    index.nprobe = probes
    squares, rows = index.search(queries, 3)
    return rows, np.where(rows < 0, np.inf, squares)


def _coded(rng: np.random.Generator) -> tuple[Array, Array, ProductQuantizer]:
    parts, width = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    X = rng.normal(size=(40, parts * width))
    return (
        rng.normal(size=(5, parts * width)),
        X,
        ProductQuantizer(parts, 8).fit(X, rng),
    )


def _our_codes(Q: Array, X: Array, model: ProductQuantizer) -> Any:
    codes = model.encode(X)
    nearest = np.sort(model.distances(Q, codes), axis=1)
    return codes, model.decode(codes), nearest


def _faiss_codes(Q: Array, X: Array, model: ProductQuantizer) -> Any:
    """Their index with our centres, 3 bits a part."""
    queries, documents, centers = _single(Q, X, model.books_)
    parts = len(centers)
    index = faiss.IndexPQ(X.shape[1], parts, 3)
    faiss.copy_array_to_vector(centers.ravel(), index.pq.centroids)
    index.is_trained = True
    index.add(documents)
    packed = index.pq.compute_codes(documents)
    codes = faiss.unpack_bitstrings(packed, parts, 3)
    decoded: Any = index.pq.decode(packed)  # type: ignore[call-arg, func-returns-value]
    return codes.astype(int), decoded, index.search(queries, len(X))[0]


def _world(rng: np.random.Generator) -> tuple[Array, Array, Any]:
    return rng.normal(size=(20, 4)), rng.normal(size=(100, 4)), rng


def _small_world(Q: Array, X: Array, rng: Any) -> Any:
    return SmallWorld(breadth=100).fit(X, rng).search(Q, 5)


SINGLE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-5}
"""faiss computes in float32."""

PAIRS = [
    Parity(
        flat_search,
        _their_search,
        "scikit-learn, torch",
        _vectors,
        ours=_my_search,
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        InvertedLists,
        _some_lists,
        "scikit-learn",
        _lists,
        ours=lambda Q, X, k, p, rng: InvertedLists(k, p).fit(X, rng).search(Q, 3)[1],
        rtol=1e-9,
        convention="Searches in the same lists: where they lie is KMeans' affair.",
    ),
    Parity(flat_search, _faiss_flat, "faiss", _vectors, ours=_our_flat, **SINGLE),
    Parity(
        InvertedLists,
        _faiss_lists,
        "faiss",
        _lists,
        ours=lambda Q, X, k, p, rng: InvertedLists(k, p).fit(X, rng).search(Q, 3),
        convention="With the same centres; it pads distances with a large number.",
        **SINGLE,
    ),
    Parity(
        ProductQuantizer,
        _faiss_codes,
        "faiss",
        _coded,
        ours=_our_codes,
        convention="With the same centres: codes, what they stand for, distances.",
        **SINGLE,
    ),
    Parity(
        SmallWorld,
        lambda Q, X, _: _faiss_flat(Q, X, 5)[:2],
        "faiss",
        _world,
        ours=_small_world,
        convention="As broad as the documents are many, it finds what exact search "
        "does; faiss's own graph misses one in a few hundred.",
        trials=5,
        **SINGLE,
    ),
]
