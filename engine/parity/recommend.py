"""`engine.recommend` beside scikit-learn and definitions written as loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.feature_extraction.text as sk_text
import sklearn.metrics.pairwise as sk

from engine.arrays import Array
from engine.parity import Parity
from engine.recommend.item_knn import item_knn, item_similarity
from engine.recommend.ranking import rank, text_similarity

_WORDS = ["the", "a", "red", "Red", "car", "cars", "house,", "sun", "I", "big", "big."]


def _vectors(rng: np.random.Generator) -> tuple[Array, Array, int]:
    n, d = rng.integers(1, 20), rng.integers(1, 5)
    return rng.normal(size=d), rng.normal(size=(n, d)), int(rng.integers(1, n + 1))


def _their_rank(query: Array, documents: Array, k: int) -> tuple[Any, Any]:
    cosines = sk.cosine_similarity(query[None], documents)[0]
    order = sorted(range(len(cosines)), key=lambda i: -cosines[i])[:k]
    return np.array(order), cosines[order]


def _texts(rng: np.random.Generator) -> tuple[list[str]]:
    n = rng.integers(2, 8)
    texts = [" ".join(rng.choice(_WORDS, rng.integers(0, 12))) for _ in range(n)]
    return (["the red car", *texts],)


def _their_texts(texts: list[str]) -> Array:
    weights = sk_text.TfidfVectorizer().fit_transform(texts)
    return np.asarray(sk.cosine_similarity(weights))


def _ratings(rng: np.random.Generator) -> tuple[Array, int]:
    n, d = rng.integers(2, 9), rng.integers(1, 7)
    ratings = rng.integers(1, 6, size=(n, d)).astype(float)
    ratings[rng.random((n, d)) < 0.4] = np.nan
    ratings[0, 0] = 4.0
    # No two similarities alike, or the k-th neighbour would be a matter of taste.
    return ratings + 0.1 * rng.normal(size=(n, d)), int(rng.integers(1, 4))


def _loop_similarity(ratings: Array) -> Array:
    """The definition, one pair of items at a time."""
    d = ratings.shape[1]
    S = np.zeros((d, d))
    users = [row for row in ratings if not np.isnan(row).all()]
    for i in range(d):
        for j in range(d):
            a, b = np.array(
                [(row[i] - np.nanmean(row), row[j] - np.nanmean(row)) for row in users]
            ).T
            both = ~np.isnan(a + b)
            a, b = a[both], b[both]
            scale = np.sqrt((a @ a) * (b @ b))
            S[i, j] = a @ b / scale if scale > 0 else 0.0
    return S


def _loop_item_knn(ratings: Array, k: int) -> Array:
    S = _loop_similarity(ratings)
    predicted = np.empty(ratings.shape)
    for u, row in enumerate(ratings):
        known = [j for j in range(len(row)) if not np.isnan(row[j])]
        user = np.nanmean(row) if known else None
        every = np.nanmean(ratings)
        for i in range(len(row)):
            near = sorted(known, key=lambda j, i=i: -S[i, j])  # type: ignore[misc]
            near = [j for j in near if j != i and S[i, j] > 0][:k]
            if near:
                w = S[i, near]
                predicted[u, i] = (w * row[near]).sum() / w.sum()
            else:
                predicted[u, i] = every if user is None else user
    return predicted


PAIRS = [
    Parity(rank, _their_rank, "scikit-learn", _vectors, rtol=1e-9, atol=1e-13),
    Parity(
        text_similarity,
        _their_texts,
        "scikit-learn",
        _texts,
        rtol=1e-9,
        atol=1e-13,
        convention="TfidfVectorizer with its defaults: smooth, words of two letters.",
    ),
    Parity(
        item_similarity,
        lambda ratings, _: _loop_similarity(ratings),
        "closed form",
        _ratings,
        ours=lambda ratings, _: item_similarity(ratings),
        rtol=1e-9,
        atol=1e-9,
    ),
    Parity(item_knn, _loop_item_knn, "closed form", _ratings, rtol=1e-9, atol=1e-9),
]
