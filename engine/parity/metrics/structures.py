"""Metrics of clusters and of rankings beside scikit-learn."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import sklearn.metrics as sk
from numpy.typing import NDArray

from engine.arrays import Array
from engine.metrics.clusters import davies_bouldin, silhouette, silhouette_samples
from engine.metrics.partitions import (
    adjusted_mutual_information,
    adjusted_rand,
    normalised_mutual_information,
)
from engine.metrics.ranking import (
    dcg,
    hit_rate,
    mean_average_precision,
    mean_reciprocal_rank,
    ndcg,
    ranked_precision,
    recall_at_k,
)
from engine.parity import Parity

Labels = NDArray[np.int64]


def _clustered(rng: np.random.Generator) -> tuple[Array, Labels]:
    """Clusters of any size, one row among them; some rows twice."""
    n, k = rng.integers(6, 30), rng.integers(2, 5)
    labels = np.append(rng.integers(0, k, n), k)
    X = rng.normal(size=(n + 1, 2)) + 3 * labels[:, None]
    X[1] = X[0]
    return X, labels


def _apart(rng: np.random.Generator) -> tuple[Array, Labels]:
    """The same, no two clusters in one place."""
    X, labels = _clustered(rng)
    labels[1] = labels[0]
    return X, labels


def _groupings(rng: np.random.Generator) -> tuple[Labels, Labels]:
    n = rng.integers(1, 40)
    a, b = rng.integers(0, rng.integers(1, n + 2), (2, n))
    return (a, a[::-1] * 2) if rng.random() < 0.2 else (a, b // 2)


def _in_pairs(a: Labels, b: Labels) -> float:
    """Pair by pair; all ways of dealing the rows have the same mean."""
    pairs = list(itertools.combinations(range(len(a)), 2))
    both = sum(a[i] == a[j] and b[i] == b[j] for i, j in pairs)
    in_a, in_b = (sum(v[i] == v[j] for i, j in pairs) for v in (a, b))
    if in_a == in_b and in_a in (0, len(pairs)):
        return 1.0
    expected = in_a * in_b / len(pairs)
    return float((both - expected) / ((in_a + in_b) / 2 - expected))


def _list(rng: np.random.Generator) -> tuple[Labels, int]:
    return (rng.random(rng.integers(1, 12)) < 0.4).astype(int), int(rng.integers(1, 9))


def _lists(rng: np.random.Generator) -> tuple[list[Labels], int]:
    return [_list(rng)[0] for _ in range(4)], int(rng.integers(1, 6))


def _falling(relevant: Any) -> Any:
    """Scores that put a list in the order it is in."""
    return -np.arange(len(relevant), dtype=float)


def _ap(relevant: Labels) -> float:
    if not relevant.any():
        return 0.0
    return float(sk.average_precision_score(relevant, _falling(relevant)))


def _ap_at(relevant: Labels, k: int) -> float:
    total = 0.0
    for i in range(min(k, len(relevant))):
        total += relevant[i] * relevant[: i + 1].mean()
    return total / min(k, relevant.sum()) if relevant.any() else 0.0


def _map_at(lists: list[Labels], k: int) -> float:
    return float(np.mean([_ap_at(relevant, k) for relevant in lists]))


def _graded(rng: np.random.Generator) -> tuple[Array, int]:
    """Relevances of 0 to 3, at times none above 0."""
    n, top = rng.integers(2, 12), rng.choice([1, 4])
    return rng.integers(0, top, n).astype(float), int(rng.integers(1, 13))


def _gains(relevance: Array, k: int) -> tuple[Any, Any]:
    """With the linear gain, and with the other by passing 2^rel - 1 for it."""
    scores = _falling(relevance)[None]
    return tuple(  # type: ignore[return-value]
        (sk.dcg_score([g], scores, k=k), sk.ndcg_score([g], scores, k=k))
        for g in (relevance, 2**relevance - 1)
    )


def _ours_gains(relevance: Array, k: int) -> Any:
    return tuple(
        (dcg(relevance, k, gain), ndcg(relevance, k, gain))
        for gain in ("linear", "exponential")
    )


def _reciprocal(lists: list[Labels]) -> float:
    ranks = [next((i for i, r in enumerate(v, 1) if r), np.inf) for v in lists]
    return float(np.mean([1 / rank for rank in ranks]))


def _with_missed(rng: np.random.Generator) -> tuple[Labels, int, int]:
    relevant, k = _list(rng)
    return relevant, k, int(relevant.sum() + rng.integers(0, 3))


PAIRS = [
    Parity(
        silhouette_samples,
        sk.silhouette_samples,
        "scikit-learn",
        _clustered,
        rtol=1e-9,
        atol=1e-7,
        convention="Distances from differences; there by a product, which leaves"
        " 1e-8 between equal rows.",
    ),
    Parity(
        silhouette,
        sk.silhouette_score,
        "scikit-learn",
        _clustered,
        rtol=1e-9,
        atol=1e-7,
    ),
    Parity(
        davies_bouldin,
        sk.davies_bouldin_score,
        "scikit-learn",
        _apart,
        rtol=1e-9,
        atol=1e-7,
        convention="Clusters with one mean give infinity; there they are left out."
        " Distances there as for the silhouette.",
    ),
    Parity(
        adjusted_rand, sk.adjusted_rand_score, "scikit-learn", _groupings, atol=1e-12
    ),
    Parity(adjusted_rand, _in_pairs, "pair by pair", _groupings, atol=1e-12),
    *(
        Parity(
            normalised_mutual_information,
            lambda a, b, mean=mean: sk.normalized_mutual_info_score(
                a, b, average_method=mean
            ),
            "scikit-learn",
            _groupings,
            ours=lambda a, b, mean=mean: normalised_mutual_information(a, b, mean),
            atol=1e-12,
        )
        for mean in ("arithmetic", "geometric", "min", "max")
    ),
    Parity(
        adjusted_mutual_information,
        sk.adjusted_mutual_info_score,
        "scikit-learn",
        _groupings,
        rtol=1e-9,
        atol=1e-9,
    ),
    Parity(
        ranked_precision,
        _ap,
        "scikit-learn",
        lambda rng: (_list(rng)[0],),
        convention="0 where nothing is relevant.",
    ),
    Parity(
        ranked_precision,
        _ap_at,
        "closed form",
        _list,
        ours=lambda relevant, k: ranked_precision(relevant, k=k),
    ),
    Parity(mean_average_precision, _map_at, "closed form", _lists),
    Parity(dcg, _gains, "scikit-learn", _graded, ours=_ours_gains),
    Parity(
        ndcg,
        _gains,
        "scikit-learn",
        _graded,
        ours=_ours_gains,
        convention="The list is in order; there equal scores share their gain.",
    ),
    Parity(
        hit_rate,
        lambda lists, k: float(np.mean([1 in v[:k] for v in lists])),
        "closed form",
        _lists,
    ),
    Parity(
        recall_at_k,
        lambda v, k, total: sum(v[:k]) / total if total else 0.0,
        "closed form",
        _with_missed,
    ),
    Parity(
        mean_reciprocal_rank, _reciprocal, "closed form", lambda rng: (_lists(rng)[0],)
    ),
]
