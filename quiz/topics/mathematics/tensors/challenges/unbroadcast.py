r"""The gradient of what was stretched

`c = a + b` stretches `b` to the shape of `c`. The way back brings `g`, the gradient by the
stretched `b`. Give the gradient by `b` itself. Every autodiff library has this function.

- `g`: numbers, an array of any number of axes.
- `shape`: that of `b`, a tuple, () for a scalar. It has at most as many axes as `g`; aligned from
  the right, each size is that of `g`, or 1.
- Each number of `b` has acted wherever it was repeated, so what comes back from all of these
  places adds up.
- Return an array of shape `shape`.

Numbers are compared with a relative tolerance of $10^{-9}$.

    >>> unbroadcast([[1.0, 2.0], [3.0, 4.0]], (2,)).tolist()
    [4.0, 6.0]
    >>> unbroadcast([[1.0, 2.0], [3.0, 4.0]], (2, 1)).tolist()
    [[3.0], [7.0]]
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.algebra.broadcasting import unbroadcast
from engine.arrays import Array
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

Shape = tuple[int, ...]

challenge = Challenge(
    reference=unbroadcast,
    level=2,
    minutes=15,
    compare=close(1e-9, 1e-12),
    constraints=[no_import("torch")],
    covers=["H48.04", "S48.06"],
)

Rng = np.random.Generator
Case = tuple[Any, Shape]

G = np.arange(1.0, 25.0).reshape(2, 3, 4)

EXAMPLES: list[Case] = [
    ([[1.0, 2.0], [3.0, 4.0]], (2,)),
    ([[1.0, 2.0], [3.0, 4.0]], (2, 1)),
]

EDGES: dict[str, Case] = {
    "nothing was stretched": (G, (2, 3, 4)),
    "to a scalar": (G, ()),
    "a scalar from a scalar": (2.5, ()),
    "axes of size 1 alone": (G, (1, 1, 1)),
    "the middle axis": (G, (2, 1, 4)),
    "an axis in front is missing, another has size 1": (G, (1, 4)),
    "the last axis": (G, (3, 1)),
    "an axis of size 1 that was not stretched": (G[:, :1], (2, 1, 4)),
    "of size 1 in front, and not stretched": (G[:1], (3, 4)),
    "one number in an axis": (G, (1,)),
    "as many rows as columns": ([[1.0, 2.0], [3.0, 5.0]], (1, 2)),
    "no rows": (np.zeros((0, 3)), (3,)),
    "stretched to nothing": (np.zeros((0, 3)), (1, 3)),
    "no rows, kept": (np.zeros((0, 3)), (0, 1)),
    "whole numbers": ([[1, 2], [3, 4]], (2,)),
}

EQUIVALENT = {
    "-> pass": "every case has shapes that fit",
    "-> g.shape": "every case has shapes that fit",
    "default=0": "there are always two shapes to compare",
    "!= 1": "the sum over an axis of size 1 is the number itself",
}


def draw(rng: Rng) -> Case:
    """One to four axes; some are missing in front, some have size 1."""
    full = tuple(int(k) for k in rng.integers(1, 5, size=int(rng.integers(1, 5))))
    kept = full[int(rng.integers(len(full) + 1)) :]
    shape = tuple(1 if rng.random() < 0.5 else size for size in kept)
    return rng.normal(size=full).round(2), shape


def _added(g: Array, shape: Shape) -> Array:
    """Without the axes that the stretch has put in front."""
    return np.asarray(g.sum(axis=tuple(range(g.ndim - len(shape)))))


def _ones(shape: Shape) -> Shape:
    return tuple(i for i, size in enumerate(shape) if size == 1)


@wrong(
    "You sum over the axes that were put in front, and forget those of size 1 that were "
    "stretched."
)
def front_only(g: Any, shape: Shape) -> Array:
    """Stretched axes stay stretched."""
    return _added(np.asarray(g, dtype=float), shape)


@wrong(
    "You sum over axes of size 1 and lose them. b has them, and so must its gradient: "
    "`keepdims=True`."
)
def axes_lost(g: Any, shape: Shape) -> Array:
    """No keepdims."""
    return np.asarray(_added(np.asarray(g, dtype=float), shape).sum(axis=_ones(shape)))


@wrong(
    "You take means. A number that was used four times has acted four times: it is the sum."
)
def means(g: Any, shape: Shape) -> Array:
    """Mean in place of sum."""
    g = np.asarray(g, dtype=float)
    if g.size == 0:
        return unbroadcast(g, shape)
    inner = g.mean(axis=tuple(range(g.ndim - len(shape))))
    return np.asarray(inner.mean(axis=_ones(shape), keepdims=True))


@wrong("You take the first of the places where a number was used. All of them add up.")
def first_place(g: Any, shape: Shape) -> Array:
    """No sum at all."""
    g = np.asarray(g, dtype=float)
    if g.size == 0:
        return unbroadcast(g, shape)
    inner = g[(0,) * (g.ndim - len(shape))]
    for i in _ones(shape):
        inner = np.take(inner, [0], axis=i)
    return np.asarray(inner)


@wrong(
    "You look for the axes that are missing at the end. Shapes are aligned from the right: those in "
    "front were added."
)
def missing_behind(g: Any, shape: Shape) -> Array:
    """The last axes are summed, and cut to shape where that is possible."""
    g = np.asarray(g, dtype=float)
    inner = np.asarray(g.sum(axis=tuple(range(len(shape), g.ndim))))
    return np.asarray(inner.sum(axis=_ones(shape), keepdims=True))


@wrong(
    "You reshape to the shape of b. That needs as many numbers, and adds up none; what was repeated "
    "has to be summed."
)
def reshaped(g: Any, shape: Shape) -> Array:
    """The first numbers, in the shape of b."""
    return np.resize(np.asarray(g, dtype=float), shape)


@wrong(
    "You sum over one axis at most. Several may have been stretched, in front and within."
)
def one_axis(g: Any, shape: Shape) -> Array:
    """The first that differs."""
    g = np.asarray(g, dtype=float)
    if g.ndim > len(shape):
        return np.asarray(g.sum(axis=0))
    for i, size in enumerate(shape):
        if size != g.shape[i]:
            return np.asarray(g.sum(axis=i, keepdims=True))
    return np.asarray(g)


@accept
def padded_first(g: Any, shape: Shape) -> Array:
    """Ones in front, one sum, and the shape of b."""
    g = np.asarray(g, dtype=float)
    padded = (1,) * (g.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, size in enumerate(padded) if size == 1)
    return np.asarray(g.sum(axis=axes, keepdims=True).reshape(shape))


@accept
def axis_by_axis(g: Any, shape: Shape) -> Array:
    """From the front while there are too many, then where a size is 1."""
    g = np.asarray(g, dtype=float)
    while g.ndim > len(shape):
        g = np.asarray(g.sum(axis=0))
    for i, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=i, keepdims=True)
    return np.asarray(g)


@accept(naive=True)
def place_by_place(g: Any, shape: Shape) -> Array:
    """Each number of g goes back to where it came from."""
    g = np.asarray(g, dtype=float)
    total = np.zeros(shape)
    for place in np.ndindex(g.shape):
        own = place[g.ndim - len(shape) :]
        total[tuple(0 if n == 1 else i for i, n in zip(own, shape, strict=True))] += g[
            place
        ]
    return total
