"""Divergences, distances and scores of generated samples."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import linalg, optimize, spatial, stats

from engine.generative.distance import (
    earth_mover,
    frechet_distance,
    inception_score,
    modes_covered,
    sliced_earth_mover,
)
from engine.generative.divergence import (
    gan_value,
    jensen_shannon,
    optimal_discriminator,
)
from engine.parity import Parity

Rng = np.random.Generator


def _two(rng: Rng) -> tuple[Any, Any]:
    """Two distributions; often some outcomes are impossible."""
    k = int(rng.integers(1, 6))
    p, q = rng.dirichlet(np.ones(k)), rng.dirichlet(np.ones(k))
    if k > 2 and rng.random() < 0.5:
        p[0] = 0.0
        q[-1] = 0.0
    return p / p.sum(), q / q.sum()


def _positive(rng: Rng) -> tuple[Any, ...]:
    k = int(rng.integers(1, 6))
    a, b = (0.9, 0.05) if rng.random() < 0.5 else (1.0, 0.0)
    return rng.dirichlet(np.ones(k)), rng.dirichlet(np.ones(k)), a, b


def _best(p: Any, q: Any, real: float, fake: float) -> Any:
    """Each D_i maximises its term of the expected log-likelihood."""

    def slope(D: float, i: int) -> float:
        up = real * p[i] + fake * q[i]
        down = (1 - real) * p[i] + (1 - fake) * q[i]
        return float(up * (1 - D) - down * D)

    return np.array([optimize.brentq(slope, 0, 1, (i,), xtol=1e-15)
                     for i in range(len(p))])  # fmt: skip


def _values(rng: Rng) -> tuple[Any, ...]:
    p, q = _two(rng)
    return p, q, rng.uniform(0.01, 0.99, len(p))


def _samples(rng: Rng) -> tuple[Any, Any]:
    n, m = rng.integers(1, 9, size=2)
    return rng.normal(size=n).round(1), rng.normal(size=m).round(1)


def _normals(rng: Rng) -> tuple[Any, ...]:
    d = int(rng.integers(1, 5))
    A, B = rng.normal(size=(2, d, d + 1))
    return rng.normal(size=d), A @ A.T, rng.normal(size=d), B @ B.T


def _frechet(m_1: Any, S_1: Any, m_2: Any, S_2: Any) -> float:
    root = linalg.sqrtm(S_1 @ S_2).real
    return float((m_1 - m_2) @ (m_1 - m_2) + np.trace(S_1 + S_2 - 2 * root))


def _answers(rng: Rng) -> tuple[Any, int]:
    n = int(rng.integers(3, 12))
    return rng.dirichlet(np.ones(4), size=n), int(rng.integers(1, 4))


def _entropies(P: Any, splits: int) -> float:
    """The score as the entropy of the mean less the mean entropy."""
    return float(np.mean([
        np.exp(stats.entropy(part.mean(axis=0)) - stats.entropy(part, axis=1).mean())
        for part in np.array_split(P, splits)
    ]))  # fmt: skip


def _clouds(rng: Rng) -> tuple[Any, ...]:
    return rng.normal(size=(30, 2)), rng.normal(size=(4, 2)), 0.7, 0.1


def _by_tree(samples: Any, centers: Any, radius: float, share: float) -> Any:
    far, nearest = spatial.cKDTree(centers).query(samples)
    counts = [((nearest == j) & (far <= radius)).mean() for j in range(len(centers))]
    return sum(c >= share for c in counts), (far <= radius).mean()


def _shadows(rng: Rng) -> tuple[Any, ...]:
    d = int(rng.integers(1, 4))
    return tuple(rng.normal(size=(int(n), d)) for n in rng.integers(1, 7, size=3))


def _mean_of_shadows(x: Any, y: Any, directions: Any) -> float:
    return float(np.mean([
        stats.wasserstein_distance(x @ u, y @ u) / np.linalg.norm(u) for u in directions
    ]))  # fmt: skip


PAIRS = [
    Parity(
        optimal_discriminator, _best, "closed form", _positive, rtol=1e-9, atol=1e-12,
        convention="the root of the derivative of the expected log-likelihood",
    ),
    Parity(
        gan_value,
        lambda p, q, D: float(np.sum(p * np.log(D) + q * np.log(1 - D))),
        "closed form", _values,
    ),
    Parity(
        jensen_shannon,
        lambda p, q: spatial.distance.jensenshannon(p, q) ** 2,
        "scipy", _two, atol=1e-12,
        convention="SciPy gives the square root, the Jensen-Shannon distance",
    ),
    Parity(earth_mover, stats.wasserstein_distance, "scipy", _samples, atol=1e-12),
    Parity(sliced_earth_mover, _mean_of_shadows, "scipy", _shadows, atol=1e-12),
    Parity(
        frechet_distance, _frechet, "scipy", _normals, rtol=1e-7, atol=1e-7,
        convention="sqrtm of the product, itself good to half the digits",
    ),
    Parity(inception_score, _entropies, "scipy", _answers, rtol=1e-10),
    Parity(modes_covered, _by_tree, "scipy", _clouds),
]  # fmt: skip
