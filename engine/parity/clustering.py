"""`engine.clustering` beside scikit-learn, SciPy, and all partitions of few rows."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.cluster.hierarchy
import scipy.spatial.distance
import sklearn.cluster as sk
import sklearn.exceptions
import sklearn.mixture

from engine.arrays import Array
from engine.clustering.applications import (
    centroid_outlier_score,
    quantise_colours,
    segment_customers,
)
from engine.clustering.dbscan import DBSCAN
from engine.clustering.gaussian_mixture import (
    COVARIANCES,
    GaussianMixture,
    gaussian_mixture_em,
)
from engine.clustering.hierarchical import LINKAGES, cut, linkage
from engine.clustering.kmeans import (
    KMeans,
    elbow,
    lloyd,
    lloyd_step,
    next_center_chances,
    plus_plus,
)
from engine.clustering.mini_batch import MiniBatchKMeans, mini_batch_step
from engine.clustering.spherical import SphericalKMeans
from engine.parity import Parity

_RANDOM = "Starts are drawn differently; the lowest minimum is the same."


def _rows_and_centers(rng: np.random.Generator) -> tuple[Array, Array]:
    n, d = rng.integers(8, 60), rng.integers(1, 4)
    X = rng.normal(5.0, 1.0, size=(n, d)) * 10.0 ** rng.uniform(-2, 2)
    C = X[rng.choice(n, rng.integers(1, 6), replace=False)]
    if rng.random() < 0.4:
        C[0] += 1e4  # a centre that no row is nearest to
    return X, C


def _their_lloyd(X: Array, C: Array) -> tuple[Any, ...]:
    model = sk.KMeans(len(C), init=C, n_init=1, tol=0.0, algorithm="lloyd").fit(X)
    return model.cluster_centers_, model.labels_, model.inertia_


def _our_lloyd(X: Array, C: Array) -> tuple[Any, ...]:
    centers, labels, history, _ = lloyd(X, C)
    return centers, labels, history[-1]


def _few(rng: np.random.Generator) -> tuple[Array, int, np.random.Generator]:
    """Rows in k directions: of others no start need lead to the best partition."""
    k = int(rng.integers(1, 4))
    angle = 2 * np.pi * np.arange(7) / k
    middle = 3 * np.column_stack([np.cos(angle), np.sin(angle)])
    return middle + 0.7 * rng.normal(size=(7, 2)), k, rng


def _best_of_all(X: Array, k: int) -> float:
    """The lowest sum of squares over all partitions."""
    labels = np.array(list(itertools.product(range(k), repeat=len(X))))
    total = np.zeros(len(labels))
    for c in range(k):
        own = (labels == c).astype(float)
        sums, counts = own @ X, np.maximum(own.sum(axis=1), 1)
        total += own @ (X**2).sum(axis=1) - (sums**2).sum(axis=1) / counts
    return float(total.min())


def _on_a_grid(rng: np.random.Generator) -> tuple[Array, Array]:
    """Rows that are equally near to two centres, and centres without rows."""
    X = rng.integers(0, 4, size=(12, 2)).astype(float)
    return X, np.vstack([X[:2], [[99.0, 99.0]]])


def _their_step(X: Array, C: Array) -> tuple[Any, ...]:
    labels = np.argmin(scipy.spatial.distance.cdist(X, C, "sqeuclidean"), axis=1)
    rows = [X[labels == j] for j in range(len(C))]
    return labels, np.array([r.mean(axis=0) if len(r) else c
                             for r, c in zip(rows, C, strict=True)])  # fmt: skip


def _their_chances(X: Array, C: Array) -> Array:
    squares = scipy.spatial.distance.cdist(X, C, "sqeuclidean").min(axis=1)
    chances: Array = squares / squares.sum()
    return chances


def _their_plus_plus(X: Array, k: int, rng: np.random.Generator) -> Array:
    rows = [int(rng.integers(len(X)))]
    while len(rows) < k:
        squares = ((X[:, None] - X[rows]) ** 2).sum(axis=2).min(axis=1)
        rows.append(int(rng.choice(len(X), p=squares / squares.sum())))
    return np.asarray(X[rows])


def _blobs(rng: np.random.Generator) -> tuple[Array, int, np.random.Generator]:
    """Three clouds far apart, each with rows of its own number."""
    middle = np.array([[0.0, 0.0], [60.0, 0.0], [0.0, 70.0]])
    X = np.concatenate([m + rng.normal(size=(12, 2)) for m in middle])
    return X, 3, rng


def _sorted(rows: Array) -> Array:
    return np.asarray(rows[np.lexsort(rows.T)])


def _their_centers(X: Array, k: int, _: Any) -> Array:
    model = sk.KMeans(k, n_init=10, random_state=0, tol=0.0).fit(X)
    return _sorted(model.cluster_centers_)


def _batch(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    C = 50 * rng.normal(size=(3, 2))
    return C, rng.integers(0, 4, 3).astype(float), C[[0, 0, 2, 0]] + rng.random((4, 2))


def _one_by_one(C: Array, counts: Array, batch: Array) -> tuple[Array, Array]:
    labels = [int(((C - x) ** 2).sum(axis=1).argmin()) for x in batch]
    for c, x in zip(labels, batch, strict=True):
        counts[c] += 1
        C[c] += (x - C[c]) / counts[c]
    return C, counts


def _best_directions(X: Array, k: int, _: Any) -> float:
    unit = X / np.linalg.norm(X, axis=1)[:, None]
    labels = np.array(list(itertools.product(range(k), repeat=len(X))))
    sums = [(labels == c).astype(float) @ unit for c in range(k)]
    return float(sum(np.linalg.norm(s, axis=1) for s in sums).max())


def _tree(rng: np.random.Generator) -> tuple[Array, int]:
    n = int(rng.integers(2, 40))
    return rng.normal(size=(n, rng.integers(1, 4))), int(rng.integers(1, n + 1))


def _their_cuts(X: Array, k: int) -> tuple[Array, ...]:
    cuts = []
    for method in LINKAGES:
        tree = scipy.cluster.hierarchy.linkage(X, method)
        labels = scipy.cluster.hierarchy.cut_tree(tree, k)[:, 0]
        cuts.append(labels[:, None] == labels)
    return tuple(cuts)


def _our_cuts(X: Array, k: int) -> tuple[Array, ...]:
    labels = [cut(linkage(X, method), k) for method in LINKAGES]
    return tuple(each[:, None] == each for each in labels)


def _dense(rng: np.random.Generator) -> tuple[Array, float, int]:
    n = rng.integers(1, 60)
    return (
        rng.normal(size=(n, 2)),
        float(rng.uniform(0.1, 1.0)),
        int(rng.integers(1, 6)),
    )


def _their_dbscan(X: Array, eps: float, least: int) -> tuple[Any, Any]:
    model = sk.DBSCAN(eps=eps, min_samples=least).fit(X)
    core = np.zeros(len(X), dtype=bool)
    core[model.core_sample_indices_] = True
    return model.labels_, core


def _our_dbscan(X: Array, eps: float, least: int) -> tuple[Any, Any]:
    model = DBSCAN(eps, least).fit(X)
    return model.labels_, model.core_


def _soft(rng: np.random.Generator) -> tuple[Array, Array, str]:
    n, d, k = (
        int(rng.integers(20, 60)),
        int(rng.integers(1, 4)),
        int(rng.integers(1, 4)),
    )
    X = rng.normal(size=(n, d)) + 3 * rng.integers(0, 2, (n, 1))
    return X, rng.dirichlet(np.ones(k), n), str(rng.choice(list(COVARIANCES)))


def _their_em(X: Array, r: Array, kind: str) -> tuple[Any, ...]:
    class Started(sklearn.mixture.GaussianMixture):  # type: ignore[misc]
        def _initialize_parameters(self, X: Array, *_: Any, **__: Any) -> None:
            self._initialize(X, r)

    model = Started(r.shape[1], covariance_type=kind, tol=0.0, max_iter=20)
    # It stops by its own bound on the change: never, here.
    with warnings.catch_warnings(
        action="ignore", category=sklearn.exceptions.ConvergenceWarning
    ):
        model.fit(X)
    return model.weights_, model.means_, _square(model.covariances_, kind, X.shape[1])


def _square(S: Array, kind: str, d: int) -> Array:
    shapes: dict[str, Callable[[], Any]] = {
        "full": lambda: S,
        "tied": lambda: S[None],
        "diag": lambda: S[:, :, None] * np.eye(d),
        "spherical": lambda: S[:, None, None] * np.eye(d),
    }
    return np.asarray(shapes[kind]())


def _our_em(X: Array, r: Array, kind: str) -> tuple[Any, ...]:
    w, means, S, _, _ = gaussian_mixture_em(X, r, kind, max_iter=20, tol=-1.0)
    return w, means, S[:1] if kind == "tied" else S


def _their_mixture(X: Array, k: int, _: Any) -> tuple[Any, ...]:
    model = sklearn.mixture.GaussianMixture(
        k, tol=1e-12, max_iter=500, n_init=3, random_state=0
    ).fit(X)
    new = X[:5] + 1.0
    return (
        _sorted(model.means_),
        model.score_samples(new),
        model.predict_proba(new).max(1),
    )


def _our_mixture(X: Array, k: int, rng: np.random.Generator) -> tuple[Any, ...]:
    model = GaussianMixture(k, tol=1e-12, max_iter=500).fit(X, rng)
    new = X[:5] + 1.0
    return (
        _sorted(model.means_),
        model.score_samples(new),
        model.predict_proba(new).max(1),
    )


def _their_segments(X: Array, k: int, _: Any) -> tuple[Array, Array]:
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    labels = sk.KMeans(k, n_init=10, random_state=0).fit_predict(Z)
    means = np.stack([X[labels == c].mean(axis=0) for c in range(k)])
    rank = means.sum(axis=1).argsort()
    return rank.argsort()[labels], means[rank]


def _image(rng: np.random.Generator) -> tuple[Array, int, np.random.Generator]:
    X, k, rng = _blobs(rng)
    return X.reshape(6, 6, 2), k, rng


def _their_colours(image: Array, k: int, _: Any) -> Array:
    model = sk.KMeans(k, n_init=10, random_state=0).fit(image.reshape(-1, 2))
    return np.asarray(model.cluster_centers_[model.labels_].reshape(image.shape))


def _their_scores(X: Array, C: Array) -> Array:
    D = scipy.spatial.distance.cdist(X, C)
    labels = [int(row.argmin()) for row in D]
    usual = {
        c: np.median(
            [row.min() for row, own in zip(D, labels, strict=True) if own == c]
        )
        for c in labels
    }
    return np.array([row.min() / usual[c] for row, c in zip(D, labels, strict=True)])


PAIRS = [
    Parity(
        lloyd,
        _their_lloyd,
        "scikit-learn",
        _rows_and_centers,
        ours=_our_lloyd,
        rtol=1e-9,
        atol=1e-9,
        trials=40,
        convention="scikit-learn also stops by tol; here 0. Empty clusters alike.",
    ),
    Parity(
        KMeans,
        lambda X, k, _: _best_of_all(X, k),
        "closed form",
        _few,
        ours=lambda X, k, rng: KMeans(k, n_init=30).fit(X, rng).inertia_,
        rtol=1e-9,
        atol=1e-12,
        convention="Beside the best of all partitions of 7 rows.",
    ),
    Parity(
        KMeans,
        _their_centers,
        "scikit-learn",
        _blobs,
        ours=lambda X, k, rng: _sorted(KMeans(k, n_init=10).fit(X, rng).centers_),
        rtol=1e-9,
        convention=_RANDOM + " scikit-learn's k-means++ tries 2 + ln k rows a draw.",
    ),
    Parity(lloyd_step, _their_step, "SciPy", _on_a_grid, trials=20),
    Parity(next_center_chances, _their_chances, "SciPy", _on_a_grid, trials=20),
    Parity(plus_plus, _their_plus_plus, "numpy", _few),
    Parity(
        elbow,
        lambda X, k, _: np.array([_best_of_all(X, j) for j in range(1, k + 1)]),
        "closed form",
        _few,
        ours=lambda X, k, rng: elbow(X, range(1, k + 1), rng, n_init=30),
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(mini_batch_step, _one_by_one, "closed form", _batch, rtol=1e-9),
    Parity(
        MiniBatchKMeans,
        _their_centers,
        "scikit-learn",
        _blobs,
        ours=lambda X, k, rng: _sorted(MiniBatchKMeans(k).fit(X, rng).centers_),
        rtol=1e-9,
        convention="Clouds far apart in whole batches: then it is k-means.",
    ),
    Parity(
        SphericalKMeans,
        _best_directions,
        "closed form",
        _few,
        ours=lambda X, k, rng: SphericalKMeans(k, n_init=40).fit(X, rng).history_[-1],
        rtol=1e-9,
        convention="Beside the best of all partitions of 7 rows.",
    ),
    Parity(
        linkage,
        lambda X, _: tuple(scipy.cluster.hierarchy.linkage(X, m) for m in LINKAGES),
        "scipy",
        _tree,
        ours=lambda X, _: tuple(linkage(X, m) for m in LINKAGES),
        rtol=1e-9,
    ),
    Parity(
        cut,
        _their_cuts,
        "scipy",
        _tree,
        ours=_our_cuts,
        convention="Labels are names: compared is which rows are together.",
    ),
    Parity(DBSCAN, _their_dbscan, "scikit-learn", _dense, ours=_our_dbscan),
    Parity(
        gaussian_mixture_em,
        _their_em,
        "scikit-learn",
        _soft,
        ours=_our_em,
        rtol=1e-8,
        atol=1e-8,
        convention="20 rounds from the same responsibilities.",
    ),
    Parity(
        GaussianMixture,
        _their_mixture,
        "scikit-learn",
        _blobs,
        ours=_our_mixture,
        rtol=1e-6,
        atol=1e-9,
        convention=_RANDOM,
    ),
    Parity(segment_customers, _their_segments, "scikit-learn", _blobs, rtol=1e-9),
    Parity(
        quantise_colours,
        _their_colours,
        "scikit-learn",
        _image,
        ours=lambda image, k, rng: quantise_colours(image, k, rng)[0],
        rtol=1e-9,
    ),
    Parity(
        centroid_outlier_score,
        _their_scores,
        "scipy",
        lambda rng: (rng.normal(size=(30, 2)), 3 * rng.normal(size=(2, 2))),
    ),
]
