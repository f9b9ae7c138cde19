r"""A curve to draw over the rows

Rows are scattered; a fitted curve is drawn on a fine, even grid that goes somewhat beyond
them. Compute what is drawn.

- `x`, `y`: rows and targets, shape `(n,)` each, in any order; there are more different
  places than `degree`.
- `degree`: of the polynomial that is fitted by least squares, with an intercept, at least 1.
- `points`: of the grid, at least 2; 101 if nothing is said.
- `beyond`: how far the grid goes past the smallest and the largest x, on **both** sides, as
  a share of the distance between these two; 0 if nothing is said.
- Return `(grid, curve)`: even places from the lowest to the highest, both ends among them,
  and the polynomial there. Both have the shape `(points,)`.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> fitted_curve([0, 1, 2], [0, 1, 4], 2, points=3, beyond=0.5)
    (array([-1.,  1.,  3.]), array([1., 1., 9.]))
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.linear.polynomial import fitted_curve
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=fitted_curve,
    level=2,
    minutes=15,
    compare=parts(grid=close(), curve=close(rtol=1e-6, atol=1e-7)),
    constraints=[no_import("sklearn")],
    covers=["S16.05", "S16.01"],
)

Case = tuple[Array, Array, int, int, float]
Found = tuple[ArrayLike, ArrayLike]

X = np.array([3.0, -1.0, 0.5, 2.0, -0.5, 1.0])
Y = np.array([4.0, 2.0, -1.0, 0.0, 1.5, -2.0])

EXAMPLES = [
    (np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 4.0]), 2, 3, 0.5),
    (X, Y, 2, 5, 0.25),
    (X, Y, 1, 4, 0.0),
]

EDGES = {
    "a line": (X, Y, 1, 7, 0.1),
    "through every row": (X, Y, 5, 9, 0.0),
    "two points of the grid": (X, Y, 2, 2, 0.5),
    "far beyond": (X, Y, 2, 5, 2.0),
    "sorted downwards": (np.array([4.0, 3.0, 1.0, 0.0]), np.array([1.0, 3.0, 2.0, 5.0]), 2, 5, 0.25),
    "repeated places": (
        np.array([1.0, 1.0, 2.0, 2.0, 4.0]), np.array([0.0, 2.0, 3.0, 4.0, 1.0]), 2, 5, 0.0),
    "all x below 0": (X - 5.0, Y, 2, 6, 0.2),
    "whole numbers": (np.array([0, 1, 2, 5]), np.array([1, 0, 2, 7]), 2, 6, 0.2),
    "points not given": (X, Y, 3),
    "beyond not given": (X, Y, 3, 11),
    "rows uneven": (np.array([0.0, 0.1, 0.2, 0.3, 5.0]), np.array([1.0, 2.0, 0.0, 1.0, 3.0]), 2, 6, 0.1),
}  # fmt: skip

EQUIVALENT = {
    "degree < 1": "every case has a degree of at least 1",
    "-> pass": "every case has arguments of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "finfo": "no case has dependent columns, so nothing is cut off",
    "max(X.shape)": "no case has dependent columns, so nothing is cut off",
    "rcond=cut": "no case has dependent columns, so nothing is cut off",
    "y - mean_y": "the columns are centred, so a constant in y changes no weight",
    "-> self.coef_ @ mean_x": "the product of two vectors, either way round",
    "'coef_') -> check_fitted(": "that predict is the line's, which is not called",
    "len(self.coef_)": "that predict is the line's, which is not called",
    "X @ self.coef_": "that predict is the line's, which is not called",
    ": 2 -> ": "every case gives a degree",
    "bias": "a spare column of ones has weight 0",
    "False -> True": "a spare column of ones has weight 0",
    ": 0 -> ": "every case is without a column of ones",
    ": 1 -> 0": "a spare column of ones has weight 0",
    "-np.column_stack": "the weights turn round as well",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
}


def draw(rng: np.random.Generator) -> Case:
    """Five to ten rows out of order."""
    n = int(rng.integers(5, 11))
    x = rng.permutation(np.arange(n) + rng.uniform(-0.3, 0.3, n)).round(2) - 2.0
    y = (x**2 / 4 + rng.normal(size=n)).round(2)
    points, degree = int(rng.integers(3, 12)), int(rng.integers(1, 4))
    return x, y, degree, points, float(rng.choice([0.0, 0.1, 0.25, 0.5]))


def _grid(x: Array, points: int, beyond: float) -> Array:
    margin = beyond * (x.max() - x.min())
    return np.linspace(x.min() - margin, x.max() + margin, points)


@wrong(
    "Your curve goes through the rows' own places, in their order. Drawn, it runs to and fro "
    "and has corners; use an even grid."
)
def at_the_rows(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """No grid."""
    del points, beyond
    return x, np.polyval(np.polyfit(x, y, degree), x)


@wrong("Your grid goes beyond the rows on the right only.")
def right_side_only(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """Half of the margin."""
    grid = np.linspace(x.min(), x.max() + beyond * (x.max() - x.min()), points)
    return grid, np.polyval(np.polyfit(x, y, degree), grid)


@wrong("`beyond` is a share of the range of x. You took it as a distance.")
def as_a_distance(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """In units of x."""
    grid = np.linspace(x.min() - beyond, x.max() + beyond, points)
    return grid, np.polyval(np.polyfit(x, y, degree), grid)


@wrong(
    "You take the first and the last row for the ends. Rows come in any order; use the "
    "smallest and the largest x."
)
def first_and_last(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """Rows taken for sorted."""
    margin = beyond * (x[-1] - x[0])
    grid = np.linspace(x[0] - margin, x[-1] + margin, points)
    return grid, np.polyval(np.polyfit(x, y, degree), grid)


@wrong("Your polynomial has no intercept, so it is forced through the origin.")
def without_intercept(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """Powers from 1 on, no constant."""
    powers = np.arange(1, degree + 1)
    w = np.linalg.lstsq(np.asarray(x, float)[:, None] ** powers, y, rcond=None)[0]
    grid = _grid(x, points, beyond)
    return grid, grid[:, None] ** powers @ w


@wrong(
    "Only the highest power is in your table. A polynomial has all the lower ones too."
)
def highest_power_only(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """b + w x^D."""
    w, b = np.polyfit(np.asarray(x, float) ** degree, y, 1)
    grid = _grid(x, points, beyond)
    return grid, b + w * grid**degree


@wrong(
    "Your grid lacks its right end: `np.arange` stops before it. Both ends belong to it."
)
def end_left_out(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """Steps of the range over the number of points."""
    ends = _grid(x, 2, beyond)
    grid = ends[0] + np.arange(points) * (ends[1] - ends[0]) / points
    return grid, np.polyval(np.polyfit(x, y, degree), grid)


@wrong(
    "You join the rows by straight pieces. What is asked is the polynomial of least squares."
)
def joined_up(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """np.interp."""
    del degree
    order = np.argsort(x)
    grid = _grid(x, points, beyond)
    return grid, np.interp(grid, x[order], y[order])


@wrong(
    "You scale x to fit, and the grid by its own range to predict. What was taken off the "
    "rows has to be taken off the grid: the same numbers, not its own."
)
def scaled_anew(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """The grid standardised by itself."""
    grid = _grid(x, points, beyond)
    w = np.polyfit((x - x.mean()) / x.std(), y, degree)
    return grid, np.polyval(w, (grid - grid.mean()) / grid.std())


@accept
def by_polyfit(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """NumPy's fit."""
    grid = _grid(x, points, beyond)
    return grid, np.polyval(np.polyfit(x, y, degree), grid)


@accept
def moved_first(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> Found:
    """x moved to [-1, 1], by the rows' own ends."""
    middle, half = (x.max() + x.min()) / 2, (x.max() - x.min()) / 2
    grid = _grid(x, points, beyond)
    table = np.vander((x - middle) / half, degree + 1)
    w = np.linalg.lstsq(table, y, rcond=None)[0]
    return grid, np.vander((grid - middle) / half, degree + 1) @ w


@accept(naive=True)
def by_hand(
    x: Array, y: Array, degree: int, points: int = 101, beyond: float = 0.0
) -> tuple[list[float], list[float]]:
    """Normal equations with lists, and Horner's scheme."""
    rows = [[float(v) ** k for k in range(degree + 1)] for v in x]
    A = [[sum(r[i] * r[j] for r in rows) for j in range(degree + 1)]
         for i in range(degree + 1)]  # fmt: skip
    c = [
        sum(r[i] * float(t) for r, t in zip(rows, y, strict=True))
        for i in range(degree + 1)
    ]
    w = np.linalg.solve(A, c).tolist()
    low, high = float(min(x)), float(max(x))
    low, high = low - beyond * (high - low), high + beyond * (high - low)
    grid = [low + (high - low) * i / (points - 1) for i in range(points)]
    curve = []
    for place in grid:
        value = 0.0
        for weight in reversed(w):
            value = value * place + weight
        curve.append(value)
    return grid, curve
