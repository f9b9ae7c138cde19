"""Points with labels: data that can be looked at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array, Integers, as_matrix
from engine.system import system


@system("S01.18")
class Dataset(NamedTuple):
    """Features, labels, and what the features are called.

    Attributes:
        X: one row for each example, shape (n, d).
        y: what is to be predicted, shape (n,).
        names: of the d features.

    >>> Dataset(np.array([[120.0, 3.0]]), np.array([250.0]), ("area", "rooms")).y
    array([250.])
    """

    X: Array
    y: NDArray[np.float64] | Integers
    names: tuple[str, ...]


def moons(n: int, noise: float, rng: np.random.Generator) -> Dataset:
    """Two half circles that no line separates.

    Class 0 is `(cos t, sin t)`, class 1 is `(1 - cos t, 1/2 - sin t)`, t evenly
    spaced in [0, pi].

    Args:
        n: rows, of which `n // 2` are of class 0.
        noise: deviation of normal noise on both coordinates.
        rng: of the noise.

    >>> moons(4, 0.0, np.random.default_rng(0)).X.round(6)[:2] + 0.0
    array([[ 1.,  0.],
           [-1.,  0.]])
    """
    t, u = np.linspace(0, np.pi, n // 2), np.linspace(0, np.pi, n - n // 2)
    upper = np.column_stack([np.cos(t), np.sin(t)])
    lower = np.column_stack([1 - np.cos(u), 0.5 - np.sin(u)])
    X = np.vstack([upper, lower]) + noise * rng.normal(size=(n, 2))
    return Dataset(X, np.repeat([0, 1], [len(t), len(u)]), ("x", "y"))


def xor(n: int, noise: float, rng: np.random.Generator) -> Dataset:
    """The corners of a square; class 1 where exactly one coordinate is 1.

    Args:
        n: rows; corners 00, 01, 10, 11 take turns.
        noise: deviation of normal noise on both coordinates.
        rng: of the noise.

    >>> xor(4, 0.0, np.random.default_rng(0)).y
    array([0, 1, 1, 0])
    """
    corner = np.arange(n) % 4
    bits = np.column_stack([corner // 2, corner % 2])
    X = bits + noise * rng.normal(size=(n, 2))
    return Dataset(X, bits[:, 0] ^ bits[:, 1], ("a", "b"))


def blobs(n: int, centers: ArrayLike, sd: float, rng: np.random.Generator) -> Dataset:
    """Round clouds about given centres, which take turns.

    Args:
        n: rows.
        centers: shape (k, d).
        sd: deviation of each coordinate.
        rng: of the points.

    Raises:
        ValueError: centers is no finite matrix.

    >>> blobs(3, [[0.0], [9.0]], 0.0, np.random.default_rng(0)).X.ravel()
    array([0., 9., 0.])
    """
    centers = as_matrix(centers, "centers")
    y = np.arange(n) % len(centers)
    X = centers[y] + sd * rng.normal(size=(n, centers.shape[1]))
    return Dataset(X, y, tuple(f"x{j}" for j in range(centers.shape[1])))
