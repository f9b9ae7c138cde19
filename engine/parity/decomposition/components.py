"""Principal components and the selection of columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.decomposition as sk
import sklearn.feature_selection as sk_selection

from engine.arrays import Array
from engine.decomposition.pca import PCA, center, components_for, covariance, pca_uses
from engine.decomposition.power import power_iteration, top_eigenpairs
from engine.decomposition.selection import SelectKBest, f_scores
from engine.parity import Parity


def _rows(rng: np.random.Generator) -> tuple[Array]:
    n, d = rng.integers(3, 40), rng.integers(1, 6)
    X = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + 10 * rng.normal(size=d)
    if rng.random() < 0.3:
        X[:, 0] = 2.0  # a constant column
        X[:, -1] += np.arange(n)
    return (X,)


def _wide(rng: np.random.Generator) -> tuple[Array]:
    return (rng.normal(size=(4, 9)),)


def _any(rng: np.random.Generator) -> tuple[Array]:
    return _wide(rng) if rng.random() < 0.3 else _rows(rng)


def _components(model: Any, X: Array) -> tuple[Any, ...]:
    model.fit(X)
    scores = model.transform(X)
    # Up to a sign: the axes' outer products and the scores' sizes.
    return (
        np.einsum("ki,kj->kij", model.components_, model.components_)[:2],
        model.explained_variance_,
        model.explained_variance_ratio_,
        np.abs(scores)[:, :2],
        model.inverse_transform(scores),
    )


def _ours(X: Array) -> tuple[Any, ...]:
    k = _rank(X)
    return (*_components(PCA(k), X), *_components(PCA(k, "svd", whiten=True), X))


def _theirs(X: Array) -> tuple[Any, ...]:
    k = _rank(X)
    plain, white = sk.PCA(k, svd_solver="full"), sk.PCA(k, whiten=True)
    return (*_components(plain, X), *_components(white, X))


def _rank(X: Array) -> int:
    """As many components as have a variance: without, a direction is any."""
    return int(np.linalg.matrix_rank(X - X.mean(axis=0), tol=1e-9))


def _axes(X: Array) -> tuple[Any, ...]:
    """Signs too, where scikit-learn's are ours."""
    return (PCA(1).fit(X).components_, PCA(1, "svd").fit(X).components_)


def _their_axes(X: Array) -> tuple[Any, ...]:
    axes = sk.PCA(1, svd_solver="covariance_eigh").fit(X).components_
    return axes, axes


def _noisy(rng: np.random.Generator) -> tuple[Array, float, int, np.random.Generator]:
    return rng.normal(size=(20, 5)), 0.5, int(rng.integers(1, 6)), rng


def _their_uses(clean: Array, noise: float, k: int, rng: np.random.Generator) -> Any:
    noisy = clean + noise * rng.normal(size=clean.shape)
    model = sk.PCA(k).fit(noisy)
    rebuilt = model.inverse_transform(model.transform(noisy))
    stored = model.components_.size + model.mean_.size + k * len(clean)
    return {
        "noisy": np.mean((noisy - clean) ** 2),
        "rebuilt": np.mean((rebuilt - clean) ** 2),
        "kept": model.explained_variance_ratio_.sum(),
        "numbers": stored / clean.size,
    }


def _ratios(rng: np.random.Generator) -> tuple[Array, float]:
    ratios = np.sort(rng.dirichlet(np.ones(rng.integers(1, 7))))[::-1]
    exact = float(ratios[: rng.integers(1, len(ratios) + 1)].sum())
    return ratios, min(float(rng.choice([exact, rng.uniform(0.01, 1), 1.0])), 1.0)


def _by_count(ratios: Array, target: float) -> int:
    for k in range(1, len(ratios) + 1):
        if sum(ratios[:k]) >= target - 1e-12:
            return k
    return len(ratios)


def _spectrum(rng: np.random.Generator) -> tuple[Array, np.random.Generator]:
    """Eigenvalues well apart, some negative."""
    d = int(rng.integers(1, 6))
    values = 2.0 ** -np.arange(d) * rng.choice([-3.0, 3.0], d)
    Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return Q * values @ Q.T, rng


def _eigen(A: Array, k: int) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(A)
    order = np.argsort(-np.abs(values))[:k]
    return values[order], np.einsum("ik,jk->kij", vectors[:, order], vectors[:, order])


def _power(A: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    value, v, _ = power_iteration(A, rng)
    return np.array([value]), np.outer(v, v)[None]


def _pairs(A: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    values, V = top_eigenpairs(A, len(A), rng)
    return values, np.einsum("ki,kj->kij", V, V)


def _classes(rng: np.random.Generator) -> tuple[Array, Any]:
    n, d = rng.integers(6, 40), rng.integers(1, 6)
    y = np.append([0, 1, 2], rng.integers(0, 3, n - 3))
    return 100 + rng.normal(size=(n, d)) * (1 + y[:, None]) + y[:, None], y


def _their_selection(X: Array, y: Array) -> tuple[Any, ...]:
    k = (X.shape[1] + 1) // 2
    model = sk_selection.SelectKBest(k=k).fit(X, y)
    return model.scores_, model.get_support(indices=True), model.transform(X)


def _selection(X: Array, y: Array) -> tuple[Any, ...]:
    model = SelectKBest((X.shape[1] + 1) // 2).fit(X, y)
    return model.scores_, model.columns_, model.transform(X)


PAIRS = [
    Parity(center, lambda X: (X - np.mean(X, 0), np.mean(X, 0)), "numpy", _any),
    Parity(
        covariance,
        lambda X: np.atleast_2d(np.cov(X, rowvar=False)),
        "numpy",
        _any,
        atol=1e-12,
        convention="Both divide by n - 1.",
    ),
    Parity(
        PCA,
        _theirs,
        "scikit-learn",
        _any,
        ours=_ours,
        rtol=1e-8,
        atol=1e-9,
        convention="Axes up to a sign, and those only that have a variance.",
    ),
    Parity(
        PCA,
        _their_axes,
        "scikit-learn",
        _rows,
        ours=_axes,
        rtol=1e-9,
        atol=1e-9,
        convention="Both make the largest entry of an axis positive.",
    ),
    Parity(components_for, _by_count, "closed form", _ratios),
    Parity(pca_uses, _their_uses, "scikit-learn", _noisy, rtol=1e-9),
    Parity(
        power_iteration,
        lambda A, _: _eigen(A, 1),
        "numpy",
        _spectrum,
        ours=_power,
        rtol=1e-8,
        atol=1e-8,
        convention="eigh sorts from the lowest; here the largest size is first.",
    ),
    Parity(
        top_eigenpairs,
        lambda A, _: _eigen(A, len(A)),
        "numpy",
        _spectrum,
        ours=_pairs,
        rtol=1e-8,
        atol=1e-8,
    ),
    Parity(
        f_scores,
        lambda X, y: sk_selection.f_classif(X, y)[0],
        "scikit-learn",
        _classes,
        rtol=1e-8,
        convention="A constant column: NaN and a warning there, 0 here.",
    ),
    Parity(
        SelectKBest,
        _their_selection,
        "scikit-learn",
        _classes,
        ours=_selection,
        rtol=1e-8,
    ),
]
