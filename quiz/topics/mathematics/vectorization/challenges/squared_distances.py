r"""Distances of all pairs

Give the squared Euclidean distance of each row of `X` to each row of `Z`, without a loop and
without an array larger than the result and the inputs:

$$
\lVert x - z \rVert^2 = \lVert x \rVert^2 + \lVert z \rVert^2 - 2\, x \cdot z .
$$

- `X`: shape `(m, d)`; `Z`: shape `(n, d)`.
- Return the squares, shape `(m, n)`, none of them negative.
- The rows may lie far from the origin and near each other. As it stands the formula then
  subtracts huge numbers that are nearly equal, and nothing is left but rounding. Distances do
  not depend on where the origin is.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> squared_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]))
    array([[25.,  1.]])
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Array
from engine.neighbors.distances import squared_distances
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import Difference, close
from quiz.coding.constraints import no_call, no_import, no_loops

_NEAR = close(rtol=1e-6, atol=1e-9)


def _compared(
    got: object, expected: object, args: tuple[Any, ...]
) -> Difference | None:
    """Near what was expected, and nowhere below 0."""
    found = _NEAR(got, expected, args)
    if found is None and (least := float(np.min(np.asarray(got, dtype=float)))) < 0:
        return Difference("property", f"The smallest square is {least:.2g}, below 0")
    return found


challenge = Challenge(
    reference=squared_distances,
    level=2,
    minutes=20,
    compare=_compared,
    constraints=[
        no_loops(),
        no_import("sklearn"),
        no_call("scipy.spatial.distance.cdist"),
    ],
    covers=["H27.01", "S27.03", "Q27.02"],
)

Rng = np.random.Generator
Case = tuple[Array, Array]

ROWS = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0], [0.0, 2.0, 2.0], [1.5, 1.0, 0.0]])
TURN = np.linspace(0.0, 2 * np.pi, 12, endpoint=False)
AROUND = np.column_stack([5 * np.cos(TURN) + 9, 5 * np.sin(TURN) - 4]).round(2)
MANY = np.random.default_rng(7).normal(size=(30, 5)).round(2)

EXAMPLES = [
    (np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 1.0]])),
    (ROWS[:3], ROWS[2:]),
    (AROUND, AROUND),
]

EDGES = {
    "rows against themselves": (ROWS, ROWS),
    "many rows against themselves": (MANY, MANY),
    "one feature": (ROWS[:, :1], ROWS[1:, :1]),
    "one row each": (ROWS[:1], ROWS[1:2]),
    "as many rows as features": (ROWS[:3], ROWS[1:]),
    "whole numbers": (np.array([[1, 2], [3, 4], [5, 7]]), np.array([[1, 2], [0, -4]])),
    "far from the origin": (ROWS + 1e6, ROWS[::-1] + 1e6),
    "very far from the origin": (ROWS[:2] + 1e9, ROWS[1:] + 1e9),
    "in one direction only": (ROWS - 1e9 * np.eye(3)[1], ROWS[:2] - 1e9 * np.eye(3)[1]),
    "rows of zeros": (np.zeros((2, 3)), ROWS),
    "tiny distances": (ROWS[:1] + np.array([[0.0], [1e-3]]), ROWS[:1]),
}

EQUIVALENT = {
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "-> pass": "every case has matrices that fit",
    "return array": "every case has matrices of floats",
    "origin = Z[0]": "any row of Z serves as the origin",
    "Z[0] ->": "any row of Z serves as the origin",
    ": 0 -> -1": "any row of Z serves as the origin",
    "out=squares": "it saves an array, and changes no number",
}


def draw(rng: Rng) -> Case:
    """A few rows, in every other case around a point far away."""
    m, n, d = int(rng.integers(1, 6)), int(rng.integers(1, 6)), int(rng.integers(1, 5))
    origin = rng.choice([0.0, 1e8]) * rng.choice([-1.0, 1.0], size=d)
    return origin + rng.normal(size=(m, d)).round(2), origin + rng.normal(
        size=(n, d)
    ).round(2)


SIZES = (10, 100, 1_000, 3_000)


def scale(rng: Rng, n: int) -> Case:
    """n rows against 50."""
    return rng.normal(size=(n, 8)), rng.normal(size=(50, 8))


def _squares(X: Array, Z: Array, times: float = 2.0) -> Array:
    """The formula, with rows moved to Z's mean first."""
    middle = Z.mean(axis=0)
    x, z = X - middle, Z - middle
    found = (x**2).sum(axis=1)[:, None] + (z**2).sum(axis=1) - times * x @ z.T
    return np.asarray(np.maximum(found, 0.0))


@wrong(
    "Far from the origin your squares are rounding and nothing else: $10^{18}$ has no digits left for "
    "a difference of 1. Subtract one point from all rows of both before you begin."
)
def as_it_stands(X: Array, Z: Array) -> Array:
    """The formula without a shift."""
    found = (X**2).sum(axis=1)[:, None] + (Z**2).sum(axis=1) - 2 * X @ Z.T
    return np.asarray(np.maximum(found, 0.0))


@wrong(
    "A square of yours is negative. Where two rows are the same, rounding leaves a number on either "
    "side of 0, and a root would make it NaN: end with `np.maximum(..., 0)`."
)
def not_clipped(X: Array, Z: Array) -> Array:
    """Rounding below 0 stays."""
    x, z = X - Z.mean(axis=0), Z - Z.mean(axis=0)
    return np.asarray((x**2).sum(axis=1)[:, None] + (z**2).sum(axis=1) - 2 * x @ z.T)


@wrong(
    "You move X and Z each to its own mean. Then they have moved by different amounts, and so "
    "have the distances: subtract the same point from both."
)
def each_to_its_mean(X: Array, Z: Array) -> Array:
    """Two shifts."""
    x, z = X - X.mean(axis=0), Z - Z.mean(axis=0)
    found = (x**2).sum(axis=1)[:, None] + (z**2).sum(axis=1) - 2 * x @ z.T
    return np.asarray(np.maximum(found, 0.0))


@wrong("The product is taken twice: $|x|^2 - 2\\,x \\cdot z + |z|^2$.")
def product_once(X: Array, Z: Array) -> Array:
    """Minus x z."""
    return _squares(X, Z, times=1.0)


@wrong("You return distances. Squares are asked for: no root.")
def rooted(X: Array, Z: Array) -> Array:
    """The root as well."""
    return np.asarray(np.sqrt(_squares(X, Z)))


@wrong(
    "Rows of X go down, rows of Z across: the shape is (m, n). Yours is its transpose."
)
def turned(X: Array, Z: Array) -> Array:
    """(n, m)."""
    return _squares(X, Z).T


@wrong("You average over the features. A squared distance is their sum.")
def averaged(X: Array, Z: Array) -> Array:
    """Mean in place of sum."""
    return np.asarray(_squares(X, Z) / X.shape[1])


@wrong(
    "You scale every row to length 1 first, which gives the distance of directions. The rows "
    "are to be taken as they are."
)
def of_directions(X: Array, Z: Array) -> Array:
    """2 - 2 cos."""
    x, z = (v / np.maximum(np.linalg.norm(v, axis=1), 1e-12)[:, None] for v in (X, Z))
    return np.asarray(2 - 2 * x @ z.T)


@wrong("Those are sums of absolute differences. Square the differences, then sum.")
def along_the_axes(X: Array, Z: Array) -> Array:
    """Manhattan."""
    return np.asarray(np.abs(X[:, None] - Z).sum(axis=-1))


@accept
def around_the_mean(X: Array, Z: Array) -> Array:
    """The mean of Z as the origin."""
    return _squares(X, Z)


@accept
def all_differences(X: Array, Z: Array) -> Array:
    """By broadcasting: right, with an array of shape (m, n, d) on the way."""
    return np.asarray(((X[:, None] - Z) ** 2).sum(axis=-1))


@accept
def feature_by_feature(X: Array, Z: Array) -> Array:
    """A loop over features, which are few."""
    total = np.zeros((len(X), len(Z)))
    for x, z in zip(X.T, Z.T, strict=True):
        total += (x[:, None] - z) ** 2
    return total


@accept(naive=True)
def pair_by_pair(X: Array, Z: Array) -> list[list[float]]:
    """Two loops."""
    return [[float(((x - z) ** 2).sum()) for z in Z] for x in X]
