"""`engine.decomposition` beside NumPy, scikit-learn and torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.decomposition as sk
import sklearn.feature_selection as sk_selection
import torch

from engine.arrays import Array
from engine.decomposition.matrix_factorisation import MatrixFactorisation
from engine.decomposition.nmf import NMF, nmf_step
from engine.decomposition.pca import PCA, center, components_for, covariance, pca_uses
from engine.decomposition.power import power_iteration, top_eigenpairs
from engine.decomposition.selection import SelectKBest, f_scores
from engine.decomposition.topics import (
    LatentDirichletAllocation,
    documents_step,
    evidence_bound,
    topics_step,
)
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


def _factors(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    n, d, k = rng.integers(1, 12), rng.integers(1, 9), rng.integers(1, 5)
    X, W, H = rng.random((n, d)), rng.random((n, k)), rng.random((k, d))
    X[0] = 0.0
    return X, W, H


def _their_updates(X: Array, W: Array, H: Array) -> tuple[Any, Any]:
    W, H, _ = sk.non_negative_factorization(
        X, W=W, H=H, n_components=len(H), init="custom", solver="mu", tol=0, max_iter=7
    )
    return W, H


def _updates(X: Array, W: Array, H: Array) -> tuple[Any, Any]:
    for _ in range(7):
        W, H = nmf_step(X, W, H)
    return W, H


def _parts(rng: np.random.Generator) -> tuple[Array, np.random.Generator]:
    """Rows that are exactly sums of two parts that share no column."""
    H = np.array([[1.0, 2, 3, 0, 0], [0, 0, 0, 1, 4]])
    return rng.random((12, 2)) @ H, rng


def _nmf(X: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    model = NMF(2, max_iter=5000, tol=1e-12).fit(X, rng)
    return model.weights_ @ model.components_, model.transform(X) @ model.components_


def _documents(rng: np.random.Generator) -> tuple[Array, Array, float]:
    n, d, k = rng.integers(1, 9), rng.integers(2, 9), rng.integers(1, 4)
    X = rng.poisson(2.0, (n, d)).astype(float)
    X[0] = 0.0
    return X, rng.gamma(2.0, size=(k, d)), float(rng.uniform(0.1, 2.0))


def _their_topics(X: Array, lam: Array, alpha: float, tol: float = 1e-3) -> Any:
    model = sk.LatentDirichletAllocation(
        len(lam), doc_topic_prior=alpha, topic_word_prior=0.3, mean_change_tol=tol
    )
    model._init_latent_vars(X.shape[1], dtype=np.float64)
    model.components_ = lam
    model.exp_dirichlet_component_ = np.exp(sk._lda._dirichlet_expectation_2d(lam))
    return model


def _gamma(X: Array, lam: Array, alpha: float) -> Any:
    model = _their_topics(X, lam, alpha)
    return model._unnormalized_transform(X)


def _their_m_step(X: Array, lam: Array, alpha: float) -> Any:
    model = _their_topics(X, lam, alpha, tol=1e-13)
    model.max_doc_update_iter = 5000
    model._em_step(X, total_samples=len(X), batch_update=True)
    return model.components_


def _m_step(X: Array, lam: Array, alpha: float) -> Array:
    # To the end: theirs starts from random gammas, and takes its own rounds.
    gamma = np.ones((len(X), len(lam)))
    for _ in range(2000):
        gamma = _one_round(X, lam, gamma, alpha)
    return topics_step(X, gamma, lam, 0.3)


def _one_round(X: Array, lam: Array, gamma: Array, alpha: float) -> Array:
    """Equation 5 of the paper, written out."""
    log = sk._lda._dirichlet_expectation_2d
    phi = np.exp(log(gamma)[:, :, None] + log(lam)[None])
    phi /= phi.sum(axis=1, keepdims=True)
    return np.asarray(alpha + np.einsum("dw,dkw->dk", X, phi))


def _bound(X: Array, lam: Array, alpha: float) -> Any:
    model = _their_topics(X, lam, alpha)
    return model._approx_bound(X, documents_step(X, lam, alpha), sub_sampling=False)


def _planted(rng: np.random.Generator) -> tuple[Array, np.random.Generator]:
    """Documents of one of two topics without a word in common."""
    X = np.zeros((20, 8))
    X[:10, :4], X[10:, 4:] = rng.poisson(20, (10, 4)), rng.poisson(20, (10, 4))
    return X, rng


def _shares(X: Array, _: Any) -> Array:
    models = [
        sk.LatentDirichletAllocation(2, max_iter=50, random_state=s) for s in range(3)
    ]
    best = max((model.fit(X) for model in models), key=lambda model: model.score(X))
    return np.sort(best.transform(X), axis=1)


def _our_shares(X: Array, rng: np.random.Generator) -> Array:
    models = [LatentDirichletAllocation(2).fit(X, rng) for _ in range(3)]
    best = max(models, key=lambda model: model.history_[-1])
    return np.sort(best.transform(X), axis=1)


def _ratings(rng: np.random.Generator) -> tuple[Array, np.random.Generator]:
    X = rng.normal(3.0, 1.0, size=(5, 4))
    X[rng.random((5, 4)) < 0.3] = np.nan
    X[0, 0] = 1.0
    return X, rng


def _torch_factors(X: Array, rng: np.random.Generator) -> tuple[Any, ...]:
    """The loss of one rating at a time, differentiated by torch."""
    known = np.argwhere(~np.isnan(X))
    mu = float(np.nanmean(X))
    start = [np.zeros(5), np.zeros(4), 0.1 * rng.normal(size=(5, 2))]
    start.append(0.1 * rng.normal(size=(4, 2)))
    parts = [torch.from_numpy(part).requires_grad_() for part in start]
    step = torch.optim.SGD(parts, lr=0.05)
    for _ in range(4):
        for u, i in rng.permutation(known).tolist():
            b, c, p, q = parts[0][u], parts[1][i], parts[2][u], parts[3][i]
            e = X[u, i] - mu - b - c - p @ q
            step.zero_grad()
            (e**2 / 2 + 0.1 / 2 * (b**2 + c**2 + p @ p + q @ q)).backward()
            step.step()
    return tuple(part.detach().numpy() for part in parts)


def _our_factors(X: Array, rng: np.random.Generator) -> tuple[Any, ...]:
    model = MatrixFactorisation(2, lr=0.05, lam=0.1, epochs=4).fit(X, rng)
    return model.user_bias_, model.item_bias_, model.users_, model.items_


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
    Parity(
        nmf_step,
        _their_updates,
        "scikit-learn",
        _factors,
        ours=_updates,
        rtol=1e-9,
        atol=1e-12,
        convention="Seven steps of solver='mu', Frobenius loss, no penalty.",
    ),
    Parity(
        NMF,
        lambda X, _: (X, X),
        "closed form",
        _parts,
        ours=_nmf,
        rtol=1e-3,
        atol=1e-3,
        convention="Rows made of two parts are rebuilt; the steps close in slowly.",
        trials=3,
    ),
    Parity(
        documents_step,
        _gamma,
        "scikit-learn",
        _documents,
        rtol=1e-7,
        atol=1e-7,
        convention="scikit-learn's own digamma function is exact to 1e-8 only.",
    ),
    Parity(
        topics_step,
        _their_m_step,
        "scikit-learn",
        _documents,
        ours=_m_step,
        rtol=1e-6,
        atol=1e-8,
        convention="Gammas by the paper's equation 5, until they stand still.",
        trials=5,
    ),
    Parity(
        evidence_bound,
        _bound,
        "scikit-learn",
        _documents,
        ours=lambda X, lam, alpha: evidence_bound(
            X, documents_step(X, lam, alpha), lam, (alpha, 0.3)
        ),
        rtol=1e-9,
        atol=1e-9,
    ),
    Parity(
        LatentDirichletAllocation,
        _shares,
        "scikit-learn",
        _planted,
        ours=_our_shares,
        rtol=1e-3,
        atol=1e-3,
        trials=2,
        convention="Best bound of three starts; both stop before all digits settle.",
    ),
    Parity(
        MatrixFactorisation,
        _torch_factors,
        "torch",
        _ratings,
        ours=_our_factors,
        rtol=1e-9,
        atol=1e-12,
        trials=4,
    ),
]
