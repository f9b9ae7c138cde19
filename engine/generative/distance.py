"""How far generated samples are from the data: distances, scores, modes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from engine.arrays import Array, as_matrix, as_vector
from engine.system import system


@system("S47.15", "S66.15")
def earth_mover(x: ArrayLike, y: ArrayLike) -> float:
    """`W_1(x, y) = integral |F(t) - G(t)| dt`: mass times distance, at least cost.

    F and G are the shares of x and of y up to t. On a line the cheapest plan moves
    in order, first to first, so no plan needs to be searched. For two heaps that do
    not overlap it is their distance: it still falls as they approach, where the
    Jensen-Shannon divergence stays at ln 2.

    Args:
        x: samples, shape (n,).
        y: samples, shape (m,).

    Returns:
        In the unit of x.

    Raises:
        ValueError: no samples, or one is not finite.

    Source:
        Peyre and Cuturi, Computational Optimal Transport (2019), section 2.6.

    >>> earth_mover([0.0, 1.0], [5.0, 6.0]), earth_mover([0.0, 1.0], [0.0])
    (5.0, 0.5)
    """
    x, y = np.sort(as_vector(x, "x")), np.sort(as_vector(y, "y"))
    t = np.sort(np.concatenate([x, y]))
    F, G = (np.searchsorted(v, t[:-1], side="right") / len(v) for v in (x, y))
    return float(np.abs(F - G) @ np.diff(t))


@system("S66.15")
def sliced_earth_mover(x: ArrayLike, y: ArrayLike, directions: ArrayLike) -> float:
    """The mean over directions u of `W_1(x u, y u)`: shadows compared, not clouds.

    Off a line, the cheapest plan is a linear programme. Each shadow is on a line,
    and clouds that differ cast different shadows in some direction.

    Args:
        x: samples, shape (n, d).
        y: samples, shape (m, d).
        directions: shape (k, d); each is scaled to length 1.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or a direction is 0.

    Source:
        Peyre and Cuturi, Computational Optimal Transport (2019), chapter 10.

    >>> sliced_earth_mover([[0.0, 0.0]], [[3.0, 4.0]], [[2.0, 0.0], [0.0, 1.0]])
    3.5
    """
    x, y = as_matrix(x, "x"), as_matrix(y, "y")
    u = as_matrix(directions, "directions")
    if not x.shape[1] == y.shape[1] == u.shape[1]:
        raise ValueError(
            f"x, y and directions have {x.shape[1]}, {y.shape[1]} and {u.shape[1]} "
            "columns"
        )
    lengths = np.linalg.norm(u, axis=1, keepdims=True)
    if not lengths.all():
        raise ValueError("a direction is 0")
    shadows = zip((x @ (u / lengths).T).T, (y @ (u / lengths).T).T, strict=True)
    return float(np.mean([earth_mover(a, b) for a, b in shadows]))


@system("S47.20", "S66.15")
def frechet_distance(
    mean_1: ArrayLike, cov_1: ArrayLike, mean_2: ArrayLike, cov_2: ArrayLike
) -> float:
    """`|m_1 - m_2|^2 + tr(S_1 + S_2 - 2 (S_1 S_2)^(1/2))`, between two normals.

    Squared, as the FID is reported: there the means and covariances are those of
    an Inception network's features. It sees nothing else, so samples of another
    shape with the same mean and covariance are at distance 0.

    `S_1 S_2` is not symmetric, but has the eigenvalues of `R S_2 R` with
    `R = S_1^(1/2)`, which is; the trace needs only the roots of those.

    Args:
        mean_1, mean_2: shape (d,).
        cov_1, cov_2: covariances, shape (d, d), symmetric without negative
            eigenvalues.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or a covariance is
            none.

    Source:
        Heusel et al., GANs Trained by a Two Time-Scale Update Rule Converge to a
        Local Nash Equilibrium (2017), equation 6.

    >>> frechet_distance([0.0], [[1.0]], [1.0], [[4.0]])
    2.0
    """
    m_1, m_2 = as_vector(mean_1, "mean_1"), as_vector(mean_2, "mean_2")
    S_1, S_2 = _covariance(cov_1, len(m_1)), _covariance(cov_2, len(m_2))
    if m_1.shape != m_2.shape:
        raise ValueError(f"the means have shapes {m_1.shape} and {m_2.shape}")
    values, vectors = np.linalg.eigh(S_1)
    R = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    both = np.maximum(np.linalg.eigvalsh(R @ S_2 @ R), 0)
    spread = np.trace(S_1) + np.trace(S_2) - 2 * np.sqrt(both).sum()
    return float(max(0.0, ((m_1 - m_2) ** 2).sum() + spread))


@system("S47.19")
def inception_score(P: ArrayLike, splits: int = 1) -> float:
    """`exp(mean_x KL(p(y|x) || p(y)))`, p(y) being the mean over the samples.

    From 1 to k. k needs every sample classified with certainty and all classes
    equally often; 1 is what samples score that all get the same answer. Real data
    is never looked at: one memorised image a class scores k.

    Args:
        P: class probabilities of generated samples, shape (n, k).
        splits: consecutive parts, each scored by itself; the mean is returned. With
            few samples a part, a score is too low.

    Raises:
        ValueError: a row does not hold probabilities, or there are fewer rows than
            splits, or no split.

    Source:
        Salimans et al., Improved Techniques for Training GANs (2016), section 4.

    >>> round(inception_score([[1.0, 0.0], [0.0, 1.0]]), 6)
    2.0
    """
    P = as_matrix(P, "P")
    if (P < 0).any() or not np.allclose(P.sum(axis=1), 1):
        raise ValueError("each row of P must be probabilities that sum to 1")
    if not 1 <= splits <= len(P):
        raise ValueError(f"splits must be from 1 to {len(P)} rows, got {splits}")
    parts = np.array_split(P, splits)
    return float(np.mean([np.exp(rel_entr(p, p.mean(axis=0)).sum(axis=1).mean())
                          for p in parts]))  # fmt: skip


@system("S47.01")
def modes_covered(
    samples: ArrayLike, centers: ArrayLike, radius: float, share: float = 0.02
) -> tuple[int, float]:
    """How many modes of the data samples reach, and how many samples reach one.

    A sample belongs to its nearest centre, if that is no further than `radius`; a
    mode is covered if at least `share` of all samples belong to it. Few modes is
    collapse, few samples near a mode is poor quality; either goes without the
    other.

    Args:
        samples: shape (n, d).
        centers: of the modes, shape (k, d).
        radius: at least 0.
        share: of the samples, above 0.

    Returns:
        The number of modes covered, and the share of samples within `radius`.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.

    >>> modes_covered([[0.0], [0.1], [5.0]], [[0.0], [1.0]], radius=0.2)
    (1, 0.6666666666666666)
    """
    samples, centers = as_matrix(samples, "samples"), as_matrix(centers, "centers")
    if samples.shape[1] != centers.shape[1]:
        raise ValueError(
            f"samples have {samples.shape[1]} features, centers {centers.shape[1]}"
        )
    squares = ((samples[:, None] - centers) ** 2).sum(axis=2)
    close = squares.min(axis=1) <= radius**2
    counts = np.bincount(squares.argmin(axis=1)[close], minlength=len(centers))
    return int((counts >= share * len(samples)).sum()), float(close.mean())


def _covariance(S: ArrayLike, d: int) -> Array:
    S = as_matrix(S, "cov")
    if S.shape != (d, d) or not np.allclose(S, S.T):
        raise ValueError(f"cov must be symmetric, shape {(d, d)}, got {S.shape}")
    lowest = np.linalg.eigvalsh(S)[0]
    if lowest < -1e-8 * max(1.0, np.abs(S).max()):
        raise ValueError(f"cov has the eigenvalue {lowest}; none may be negative")
    return S
