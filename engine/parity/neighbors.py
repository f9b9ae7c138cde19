"""`engine.neighbors` beside SciPy and scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.spatial
import scipy.spatial.distance as sd
import scipy.stats
import sklearn.metrics.pairwise as sk_pairwise
import sklearn.neighbors as sk

from engine.arrays import Array
from engine.neighbors.cosine import cosine_matrix, cosine_similarity, norm, row_dot
from engine.neighbors.distances import (
    euclidean,
    manhattan,
    minkowski,
    pairwise,
    squared_distances,
)
from engine.neighbors.kd_tree import KDTree
from engine.neighbors.kernel_density import KERNELS, KernelDensity
from engine.neighbors.knn import (
    KNNClassifier,
    KNNRegressor,
    k_nearest,
    knn_predict,
    smallest,
)
from engine.parity import Parity

METRICS = ("euclidean", "manhattan", "chebyshev", "cosine", 3.0)


def _voters(rng: np.random.Generator) -> tuple[Any, ...]:
    """Votes that are often even; distances that never are."""
    X, Q = rng.normal(size=(20, 2)), rng.normal(size=(15, 2))
    return X, rng.integers(0, 4, 20), Q, int(rng.integers(1, 9))


def _ties(rng: np.random.Generator) -> tuple[Array, int]:
    """Few passes and many; equal numbers, and rows with too few below inf."""
    D = rng.integers(0, 9, (4, 40)).astype(float)
    D[0, 5:] = rng.choice([7.0, 1e300], 35)
    return D, int(rng.choice([1, 5, 39]))


def _vectors(rng: np.random.Generator) -> tuple[Array, Array]:
    d = rng.integers(1, 6)
    scale = 10.0 ** rng.uniform(-5, 5)
    return scale * rng.normal(size=d), scale * rng.normal(size=d)


def _order(rng: np.random.Generator) -> tuple[Array, Array, float]:
    return *_vectors(rng), float(rng.choice([1.0, 1.5, 2.0, 7.0, np.inf]))


def _rows(rng: np.random.Generator) -> tuple[Array, Array]:
    m, n, d = rng.integers(1, 90), rng.integers(1, 60), rng.integers(1, 6)
    X, Z = rng.normal(3.0, 2.0, size=(m, d)), rng.normal(3.0, 2.0, size=(n, d))
    X[0] = 0.0 if rng.random() < 0.3 else Z[0]
    return X, Z


def _pairwise(X: Array, Z: Array) -> tuple[Array, ...]:
    return tuple(pairwise(X, Z, metric) for metric in METRICS)


def _their_pairwise(X: Array, Z: Array) -> tuple[Array, ...]:
    named = [sk_pairwise.pairwise_distances(X, Z, m) for m in METRICS[1:4]]
    cubic = sd.cdist(X, Z, "minkowski", p=3.0)
    return sd.cdist(X, Z), *named, cubic


def _search(rng: np.random.Generator) -> tuple[Array, Array, int]:
    Z, X = _rows(rng)
    # Chance leaves no two distances equal: ties are the tests' affair.
    X = X + 1e-3 * rng.normal(size=X.shape)
    return X, Z, int(rng.integers(1, len(X) + 1))


def _brute(X: Array, Z: Array, k: int, metric: str) -> Any:
    finder = sk.NearestNeighbors(n_neighbors=k, algorithm="brute", metric=metric)
    distances, rows = finder.fit(X).kneighbors(Z)
    return distances, rows


def _learning(rng: np.random.Generator) -> tuple[Any, ...]:
    X, Z, k = _search(rng)
    Z[0] = X[0]  # at distance 0
    metric = str(rng.choice(["euclidean", "manhattan"]))
    weights = str(rng.choice(["uniform", "distance"]))
    return X, rng.integers(0, 3, len(X)), Z, k, metric, weights


def _classified(X: Array, y: Array, Z: Array, *how: Any) -> tuple[Array, Any]:
    model = KNNClassifier(*how).fit(X, y)
    return model.predict_proba(Z), model.predict(Z)


def _their_classified(X: Array, y: Array, Z: Array, *how: Any) -> tuple[Array, Any]:
    k, metric, weights = how
    model = sk.KNeighborsClassifier(
        k, weights=weights, metric=metric, algorithm="kd_tree"
    ).fit(X, y)
    p = model.predict_proba(Z)
    return p, model.classes_[p.round(12).argmax(axis=1)]


def _their_regressed(X: Array, y: Array, Z: Array, *how: Any) -> Any:
    k, metric, weights = how
    model = sk.KNeighborsRegressor(
        k, weights=weights, metric=metric, algorithm="kd_tree"
    )
    return model.fit(X, y).predict(Z)


_FAR = -10.0
"""Logarithms below are not compared."""


def _smoothing(rng: np.random.Generator) -> tuple[Array, Array, float]:
    X, Z = _rows(rng)
    return X, Z, float(rng.uniform(0.5, 3.0))


def _density(X: Array, Z: Array, h: float) -> tuple[Array, ...]:
    scores = {k: KernelDensity(h, k).fit(X).score_samples(Z) for k in KERNELS}
    return np.maximum(scores["gaussian"], _FAR), *map(np.exp, scores.values())


def _their_density(X: Array, Z: Array, h: float) -> tuple[Array, ...]:
    models = {k: sk.KernelDensity(bandwidth=h, kernel=k).fit(X) for k in KERNELS}
    scores = {k: model.score_samples(Z) for k, model in models.items()}
    return np.maximum(scores["gaussian"], _FAR), *map(np.exp, scores.values())


def _line(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.normal(size=30), rng.normal(size=7)


PAIRS = [
    Parity(row_dot, np.dot, "numpy", _vectors),
    Parity(norm, np.linalg.norm, "numpy", lambda rng: _vectors(rng)[:1]),
    Parity(
        cosine_similarity,
        lambda a, b: 1 - sd.cosine(a, b),
        "scipy",
        _vectors,
        atol=1e-13,
        convention="SciPy has the distance, 1 - cosine; NaN for a zero vector, ours 0.",
    ),
    Parity(
        cosine_matrix,
        sk_pairwise.cosine_similarity,
        "scikit-learn",
        _rows,
        atol=1e-13,
    ),
    Parity(euclidean, sd.euclidean, "scipy", _vectors),
    Parity(manhattan, sd.cityblock, "scipy", _vectors),
    Parity(minkowski, sd.minkowski, "scipy", _order),
    Parity(pairwise, _their_pairwise, "scipy", _rows, ours=_pairwise, atol=1e-13),
    Parity(
        squared_distances,
        lambda X, Z: sd.cdist(X, Z, "sqeuclidean"),
        "scipy",
        _rows,
        atol=1e-12,
        convention="SciPy subtracts first; ours loses digits of the nearest pairs.",
    ),
    Parity(
        knn_predict,
        lambda X, y, Q, k: sk.KNeighborsClassifier(k).fit(X, y).predict(Q),
        "scikit-learn",
        _voters,
        trials=20,
    ),
    Parity(
        smallest,
        lambda D, k: np.argsort(D, axis=1, kind="stable")[:, :k],
        "numpy",
        _ties,
        ours=lambda D, k: smallest(D.copy(), k),
    ),
    Parity(
        k_nearest,
        lambda X, Z, k: (*_brute(X, Z, k, "euclidean"), *_brute(X, Z, k, "manhattan")),
        "scikit-learn",
        _search,
        ours=lambda X, Z, k: (*k_nearest(X, Z, k), *k_nearest(X, Z, k, "manhattan")),
        rtol=1e-9,
        atol=1e-7,
        convention="scikit-learn keeps the fast squares, off by 1e-8; ours are redone.",
    ),
    Parity(
        k_nearest,
        lambda X, Z, k: scipy.spatial.cKDTree(X).query(Z, k=np.arange(1, k + 1)),
        "scipy",
        _search,
    ),
    Parity(
        KDTree,
        lambda X, Z, k: scipy.spatial.cKDTree(X).query(Z, k=np.arange(1, k + 1)),
        "scipy",
        _search,
        ours=lambda X, Z, k: KDTree(X, leaf_size=2).query(Z, k),
    ),
    Parity(
        KNNClassifier,
        _their_classified,
        "scikit-learn",
        _learning,
        ours=_classified,
        rtol=1e-9,
        convention="Equal votes: the smallest label, up to 12 digits of the share.",
    ),
    Parity(
        KNNRegressor,
        _their_regressed,
        "scikit-learn",
        _learning,
        ours=lambda X, y, Z, *how: KNNRegressor(*how).fit(X, y).predict(Z),
        rtol=1e-9,
    ),
    Parity(
        KernelDensity,
        _their_density,
        "scikit-learn",
        _smoothing,
        ours=_density,
        rtol=1e-9,
        atol=1e-12,
        convention="Its tree adds and subtracts bounds: far out digits are lost.",
    ),
    Parity(
        KernelDensity,
        lambda X, Z: scipy.stats.gaussian_kde(X).logpdf(Z),
        "scipy",
        _line,
        ours=lambda X, Z: (
            KernelDensity(len(X) ** -0.2 * float(X.std(ddof=1)))
            .fit(X[:, None])
            .score_samples(Z[:, None])
        ),
        rtol=1e-9,
        convention="SciPy chooses h: Scott's n^(-1/5) standard deviations.",
    ),
]
