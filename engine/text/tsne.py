"""t-SNE: a map in which near neighbours stay near."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers, as_matrix
from engine.clustering.spherical import SphericalKMeans
from engine.system import system


@system("S54.11")
def tsne_affinities(X: ArrayLike, perplexity: float = 5.0) -> Array:
    """How much i and j are neighbours: `P_ij = (p_j|i + p_i|j) / (2 n)`.

    `p_j|i` falls with the squared distance as a Gaussian around i does, whose
    width is sought by halving until `e^entropy` is the perplexity: about so many
    neighbours count for each, in thin places and in thick.

    Args:
        X: rows, shape (n, d), n at least 2.
        perplexity: above 1 and below n - 1, or 1 where n is 2.

    Returns:
        Shape (n, n): symmetric, summing to 1, with 0 on the diagonal.

    Raises:
        ValueError: perplexity is out of range, or a value is not finite.

    Source:
        van der Maaten and Hinton, Visualizing Data using t-SNE (2008), sections 2
        and 3.1.

    >>> tsne_affinities([[0.0], [1.0], [2.0]], 1.5).sum().round(6)
    np.float64(1.0)
    """
    X = as_matrix(X)
    n = len(X)
    if not 1 < perplexity < n - 1:
        raise ValueError(f"perplexity must be in (1, {n - 1}), got {perplexity}")
    squares = ((X[:, None] - X) ** 2).sum(axis=2)
    np.fill_diagonal(squares, np.inf)
    squares -= squares.min(axis=1, keepdims=True)  # cancels, and keeps exp from 0
    low, high = np.full(n, -40.0), np.full(n, 40.0)
    for _ in range(100):
        middle = (low + high) / 2
        p = np.exp(-squares * np.exp(middle)[:, None])
        p /= p.sum(axis=1, keepdims=True)
        entropy = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=1)
        wide = entropy > np.log(perplexity)
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    return np.asarray((p + p.T) / (2 * n))


@system("S54.11")
def tsne_loss(Y: ArrayLike, P: ArrayLike) -> tuple[float, Array]:
    """`KL(P | Q) = sum_ij P_ij ln(P_ij / Q_ij)` and its gradient by the places Y.

    `Q_ij = q_ij / sum q` with `q_ij = 1 / (1 + |y_i - y_j|^2)`, the heavy tail of
    Student's t with one degree of freedom: what is moderately far may be put far
    away. `dKL/dy_i = 4 sum_j (P_ij - Q_ij) q_ij (y_i - y_j)`.

    Args:
        Y: places on the map, shape (n, k).
        P: affinities, shape (n, n).

    Returns:
        The divergence in nats, and the gradient, shape (n, k).

    Raises:
        ValueError: shapes do not fit.

    Source:
        van der Maaten and Hinton (2008), equations 4 and 5.

    >>> loss, gradient = tsne_loss([[0.0], [3.0]], [[0.0, 0.5], [0.5, 0.0]])
    >>> loss, gradient.tolist()
    (0.0, [[0.0], [0.0]])
    """
    Y, P = as_matrix(Y, "Y"), as_matrix(P, "P")
    if P.shape != (len(Y), len(Y)):
        raise ValueError(f"P must be {len(Y)} by {len(Y)}, got {P.shape}")
    apart = Y[:, None] - Y  # (n, n, k)
    q = 1 / (1 + (apart**2).sum(axis=2))
    np.fill_diagonal(q, 0.0)
    Q = q / q.sum()
    seen = P > 0
    loss = float((P[seen] * np.log(P[seen] / Q[seen])).sum())
    return loss, np.asarray(4 * (((P - Q) * q)[:, :, None] * apart).sum(axis=1))


@system("S54.11")
def tsne(
    X: ArrayLike, rng: np.random.Generator, perplexity: float = 5.0, steps: int = 300
) -> tuple[Array, Array]:
    """Places of the rows on a map of two dimensions, by descent with momentum.

    For the first third P is four times too large, which pulls clusters together
    before they are set in place. Distances between clusters and their sizes mean
    nothing on the map; neighbourhoods do.

    Args:
        X: rows, shape (n, d).
        rng: of the start.
        perplexity: as `tsne_affinities`.
        steps: how many.

    Returns:
        Places, shape (n, 2), and the loss before each step, with P as it is.

    Raises:
        ValueError: as `tsne_affinities`.

    >>> tsne(np.eye(5), np.random.default_rng(0), 2.0, steps=2)[0].shape
    (5, 2)
    """
    P = tsne_affinities(X, perplexity)
    Y = 1e-2 * rng.normal(size=(len(P), 2))
    velocity = np.zeros_like(Y)
    losses = []
    for step in range(steps):
        early = step < steps / 3
        loss, gradient = tsne_loss(Y, P)
        losses.append(loss)
        if early:
            gradient = tsne_loss(Y, 4 * P)[1]
        velocity = (0.5 if early else 0.8) * velocity - len(P) / 4 * gradient
        Y = Y + velocity
    return Y, np.array(losses)


@system("S54.11")
def word_map(
    E: ArrayLike, k: int, rng: np.random.Generator, perplexity: float = 5.0
) -> tuple[Integers, Array]:
    """Vectors of words in k clusters by their directions, and on a map.

    Args:
        E: vectors, none of them 0, shape (v, d).
        k: clusters.
        rng: of both.
        perplexity: of the map.

    Returns:
        The cluster of each word, shape (v,), and its place, shape (v, 2).

    Raises:
        ValueError: as `tsne_affinities` and `SphericalKMeans.fit`.

    >>> E = np.repeat(np.eye(2), 4, axis=0)
    >>> E += 0.01 * np.random.default_rng(1).normal(size=E.shape)
    >>> clusters, places = word_map(E, 2, np.random.default_rng(0), 2.0)
    >>> len(set(clusters[:4])), len(set(clusters[4:])), places.shape
    (1, 1, (8, 2))
    """
    E = as_matrix(E, "E")
    clusters = SphericalKMeans(k).fit(E, rng).predict(E)
    return clusters, tsne(
        E / np.linalg.norm(E, axis=1, keepdims=True), rng, perplexity
    )[0]
