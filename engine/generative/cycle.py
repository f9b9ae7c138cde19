"""Cycle consistency: two translators that must undo one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.generative.distance import sliced_earth_mover
from engine.system import system

Translator = Callable[[Array], Array]
"""Rows to rows, shape (n, d) to (n, d)."""


@system("S47.16")
def cycle_loss(G: Translator, F: Translator, x: ArrayLike, y: ArrayLike) -> float:
    """`mean |F(G(x)) - x| + mean |G(F(y)) - y|`, over rows and features.

    0 if F undoes G on the data and G undoes F, whatever G is: the loss never asks
    that G(x) look like the other domain. That is the adversarial loss's part.

    Args:
        G: from the domain of x to that of y.
        F: back.
        x: rows of one domain, shape (n, d).
        y: rows of the other, shape (m, d); nothing pairs them with x.

    Raises:
        ValueError: a value is not finite.

    Source:
        Zhu et al., Unpaired Image-to-Image Translation Using Cycle-Consistent
        Adversarial Networks (2017), equation 2 (there a norm, summed over pixels).

    >>> cycle_loss(lambda x: 2 * x, lambda y: y / 2, [[1.0]], [[3.0]])
    0.0
    >>> cycle_loss(lambda x: x + 1, lambda y: y, [[1.0]], [[3.0]])
    2.0
    """
    x, y = as_matrix(x, "x"), as_matrix(y, "y")
    return float(np.abs(F(G(x)) - x).mean() + np.abs(G(F(y)) - y).mean())


class Rotations(NamedTuple):
    """What two clouds of points, which nothing pairs, say of the way between them."""

    forth: float
    """Angle of G, the best, in radians, in [0, 2 pi)."""
    back: float
    """Angle of F, likewise."""
    match: Array
    """How far G(x) is from y plus F(y) from x, shape (t, t): row G, column F."""
    cycle: Array
    """The cycle loss, shape (t, t)."""


@system("S47.16")
def find_rotations(x: ArrayLike, y: ArrayLike, angles: int = 24) -> Rotations:
    """Rotations G and F with the least `match + cycle`, among all pairs of angles.

    `match` takes the place of two discriminators: the mean earth mover along 16
    directions. It alone cannot tell apart the rotations after which a cloud looks
    the same: a square has 4 for G and 4 for F, and most of the 16 pairs do not
    undo each other. The cycle loss keeps those 4 that do. Which of the 4 is meant,
    no unpaired data can say.

    Args:
        x: shape (n, 2).
        y: shape (m, 2), in any order.
        angles: tried for each, evenly spaced from 0; at least 1.

    Returns:
        See `Rotations`.

    Raises:
        ValueError: not two columns, a value is not finite, or no angle.

    >>> found = find_rotations([[1.0, 0.0], [2.0, 0.0]], [[0.0, 2.0], [0.0, 1.0]], 4)
    >>> np.rad2deg([found.forth, found.back])
    array([ 90., 270.])
    """
    x, y = as_matrix(x, "x"), as_matrix(y, "y")
    if x.shape[1] != 2 or y.shape[1] != 2 or angles < 1:
        raise ValueError(
            f"x and y must have 2 columns and angles be at least 1, got {x.shape[1]}, "
            f"{y.shape[1]} and {angles}"
        )
    tried = 2 * np.pi * np.arange(angles) / angles
    turns = [_turn(angle) for angle in tried]
    directions = np.array(
        [_turn(a)(np.array([1.0, 0.0])) for a in np.pi * np.arange(16) / 16]
    )
    to_y = np.array([sliced_earth_mover(R(x), y, directions) for R in turns])
    to_x = np.array([sliced_earth_mover(R(y), x, directions) for R in turns])
    match = to_y[:, None] + to_x
    cycle = np.array([[cycle_loss(G, F, x, y) for F in turns] for G in turns])
    i, j = np.unravel_index((match + cycle).argmin(), match.shape)
    return Rotations(float(tried[i]), float(tried[j]), match, cycle)


def _turn(angle: float) -> Translator:
    cos, sin = np.cos(angle), np.sin(angle)
    return lambda rows: rows @ np.array([[cos, sin], [-sin, cos]])
