"""Windows, counts, analogies and maps beside scikit-learn and loops."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import torch
from sklearn.manifold import _t_sne
from sklearn.metrics import mutual_info_score
from sklearn.neighbors import NearestNeighbors

from engine.arrays import Array
from engine.parity import Parity
from engine.text.analogies import analogy, analogy_accuracy, most_similar
from engine.text.pmi import pmi, pmi_svd
from engine.text.tsne import tsne, tsne_affinities, tsne_loss, word_map
from engine.text.windows import cbow_examples, cooccurrence, skipgram_pairs


def _leaf(a: Array) -> torch.Tensor:
    return torch.tensor(a, requires_grad=True)


def _sentence(rng: np.random.Generator) -> tuple[list[str], int]:
    tokens = [str(w) for w in rng.choice(list("abc"), rng.integers(0, 8))]
    return tokens, int(rng.integers(1, 5))


def _near(tokens: list[str], window: int) -> list[tuple[int, int]]:
    places = itertools.product(range(len(tokens)), repeat=2)
    return [(i, j) for i, j in places if 0 < abs(i - j) <= window]


def _their_cbow(tokens: list[str], window: int) -> Any:
    near = _near(tokens, window)
    groups = itertools.groupby(near, key=lambda pair: pair[0])
    return np.array(["".join(tokens[j] for _, j in g) + tokens[i] for i, g in groups])


def _their_counts(tokens: list[str], window: int) -> Array:
    X = np.zeros((2, 2))
    for i, j in _near(tokens, window):
        if "c" not in (tokens[i], tokens[j]):
            X["ab".index(tokens[i]), "ab".index(tokens[j])] += 1 / abs(i - j)
    return X


def _counts(rng: np.random.Generator) -> tuple[Any, Any]:
    v, d = rng.integers(2, 6), rng.integers(1, 4)
    X = rng.poisson(1.0, (v, v)) * 3.0
    X[0, 0] = 9.0
    return X, rng.normal(size=(v, 2 * d + 2))


def _their_svd(X: Array, _: Array) -> Array:
    """Gram matrix of the vectors, from the eigenvectors of M M^T."""
    with np.errstate(divide="ignore"):
        p = X / X.sum()
        M = np.log(p / np.maximum(np.outer(p.sum(axis=1), p.sum(axis=0)), 1e-300))
    M = np.maximum(M - math.log(2), 0)
    values, U = np.linalg.eigh(M @ M.T)
    return np.asarray((U * np.sqrt(np.maximum(values, 0))) @ U.T)


def _gram(X: Array) -> Array:
    E = pmi_svd(X, len(X), 2.0)
    return np.asarray(E @ E.T)


def _vectors(rng: np.random.Generator) -> tuple[Array, int]:
    return rng.normal(size=(rng.integers(5, 9), 3)), int(rng.integers(1, 6))


def _named(E: Array) -> dict[str, int]:
    return {str(i): i for i in range(len(E))}


def _their_neighbours(E: Array, n: int, x: Array, out: list[int]) -> Any:
    keep = [i for i in range(len(E)) if i not in out]
    search = NearestNeighbors(metric="cosine").fit(E[keep])
    distances, found = search.kneighbors(x[None], min(n, len(keep)))
    return np.array(keep)[found[0]], 1 - distances[0]


def _listed(found: list[tuple[str, float]]) -> Any:
    return np.array([int(w) for w, _ in found]), np.array([c for _, c in found])


def _offset(E: Array) -> Array:
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    return np.asarray(unit[1] - unit[0] + unit[2])


def _their_quiz(E: Array, _: int) -> float:
    return float(_their_neighbours(E, 1, _offset(E), [0, 1, 2])[0][0] == 3) / 2


def _points(rng: np.random.Generator) -> tuple[Array, float, np.random.Generator]:
    n = int(rng.integers(5, 12))
    # Near n - 1, and below 2 between two neighbours as near as each other, the entropy
    # hardly answers to the width, and scikit-learn stops before it is found.
    return rng.normal(size=(n, 3)), float(rng.uniform(2.1, 0.7 * (n - 1))), rng


def _their_affinities(X: Array, perplexity: float, _: Any) -> Array:
    squares = ((X[:, None] - X) ** 2).sum(axis=2).astype(np.float32)
    condensed = _t_sne._joint_probabilities(squares, perplexity, 0)
    P = np.zeros((len(X), len(X)))
    P[np.triu_indices(len(X), 1)] = condensed
    return P + P.T


def _their_divergence(X: Array, perplexity: float, _: Any) -> Any:
    P = tsne_affinities(X, perplexity)
    upper = P[np.triu_indices(len(X), 1)]
    loss, gradient = _t_sne._kl_divergence(X.ravel(), upper, 1, len(X), 3)
    return loss, gradient.reshape(X.shape)


def _torch_tsne(X: Any, perplexity: float, rng: np.random.Generator) -> Any:
    """The same descent on tensors."""
    P = torch.tensor(tsne_affinities(X, perplexity))
    seen = P > 0
    Y, velocity = 1e-2 * rng.normal(size=(len(X), 2)), np.zeros((len(X), 2))
    losses = []
    for step in range(9):
        y = _leaf(Y)
        q = 1 / (1 + ((y[:, None] - y) ** 2).sum(dim=2))
        q = q * (1 - torch.eye(len(X), dtype=torch.float64))
        log_q = torch.log(q[seen] / q.sum())
        target = (4 if step < 3 else 1) * P
        losses.append((P[seen] * (P[seen].log() - log_q)).sum().item())
        apart = y.detach()[:, None] - y.detach()
        Q = (q / q.sum()).detach()
        g = 4 * (((target - Q) * q.detach())[:, :, None] * apart).sum(dim=1)
        velocity = (0.5 if step < 3 else 0.8) * velocity - len(X) / 4 * g.numpy()
        Y = Y + velocity
    return Y, np.array(losses)


PAIRS = [
    Parity(
        skipgram_pairs,
        lambda tokens, w: np.array(
            [(tokens[i], tokens[j]) for i, j in _near(tokens, w)]
        ),
        "closed form",
        _sentence,
        ours=lambda *a: np.array(skipgram_pairs(*a)),
    ),
    Parity(
        cbow_examples,
        _their_cbow,
        "closed form",
        _sentence,
        ours=lambda *a: np.array(["".join(c) + w for c, w in cbow_examples(*a)]),
    ),
    Parity(
        cooccurrence,
        _their_counts,
        "closed form",
        _sentence,
        ours=lambda tokens, w: cooccurrence([tokens], {"a": 0, "b": 1}, w),
    ),
    Parity(
        pmi,
        lambda X, _: mutual_info_score(None, None, contingency=X),
        "scikit-learn",
        _counts,
        ours=lambda X, _: float((X / X.sum())[X > 0] @ pmi(X)[X > 0]),
        rtol=1e-9,
        atol=1e-12,
        convention="Its mean over all pairs is the mutual information.",
    ),
    Parity(
        pmi_svd,
        _their_svd,
        "closed form",
        _counts,
        ours=lambda X, _: _gram(X),
        rtol=1e-6,
        atol=1e-7,
        convention="Up to rotation: U S U^T is compared; squaring M halves the digits.",
    ),
    Parity(
        most_similar,
        lambda E, n: _their_neighbours(E, n, E[0], [0]),
        "scikit-learn",
        _vectors,
        ours=lambda E, n: _listed(most_similar("0", _named(E), E, n)),
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        analogy,
        lambda E, n: _their_neighbours(E, n, _offset(E), [0, 1, 2]),
        "scikit-learn",
        _vectors,
        ours=lambda E, n: _listed(analogy(("0", "1", "2"), _named(E), E, n)),
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        analogy_accuracy,
        _their_quiz,
        "scikit-learn",
        _vectors,
        ours=lambda E, _: analogy_accuracy(
            [("0", "1", "2", "3"), ("0", "1", "2", "?")], _named(E), E
        ),
    ),
    Parity(
        tsne_affinities,
        _their_affinities,
        "scikit-learn",
        _points,
        ours=lambda X, perplexity, _: tsne_affinities(X, perplexity),
        rtol=1e-3,
        atol=1e-6,
        convention="scikit-learn seeks widths to 1e-5 of the entropy, in float32.",
    ),
    Parity(
        tsne_loss,
        _their_divergence,
        "scikit-learn",
        _points,
        ours=lambda X, p, _: tsne_loss(X, tsne_affinities(X, p)),
        rtol=1e-6,
        atol=1e-7,
        convention="scikit-learn adds machine epsilon to probabilities, in float32.",
    ),
    Parity(
        tsne,
        _torch_tsne,
        "torch",
        _points,
        ours=lambda X, p, rng: tsne(X, rng, p, steps=9),
        rtol=1e-7,
        atol=1e-9,
        convention="scikit-learn's descent adapts the rate of each coordinate.",
    ),
    Parity(
        word_map,
        None,
        "",
        lambda rng: (rng.normal(size=(9, 3)), 2, rng),
        convention="Made of SphericalKMeans and tsne, which are compared.",
    ),
]
