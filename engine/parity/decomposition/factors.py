"""Factors of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.decomposition as sk
import torch

from engine.arrays import Array
from engine.decomposition.matrix_factorisation import MatrixFactorisation
from engine.decomposition.nmf import NMF, nmf_step
from engine.decomposition.topics import (
    LatentDirichletAllocation,
    documents_step,
    evidence_bound,
    topics_step,
)
from engine.parity import Parity


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
    # With a smaller prior a document has several fixed points, and the start decides.
    return X, rng.gamma(2.0, size=(k, d)), float(rng.uniform(0.5, 2.0))


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
        rtol=1e-2,
        atol=2e-2,
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
        rtol=1e-7,
        atol=1e-6,
        convention="scikit-learn's own digamma function is exact to 1e-8 only.",
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
