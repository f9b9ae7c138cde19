r"""The shape of what is broadcast

Arrays of several shapes are added up. Which shape has the sum? Give it without making an array.

- `*shapes`: any number of shapes, each a tuple of sizes; () is a scalar. They fit.
- Shapes are aligned from the right, and a shorter one has 1 in front. Along each axis the sizes
  are equal, or 1, which is stretched to the other size. An axis may have size 0: stretched to 0,
  a 1 is gone.
- Return a tuple of sizes; for no shapes at all, that of a scalar.

Sizes are compared exactly.

    >>> broadcast_shapes((64, 50), (50,))
    (64, 50)
    >>> broadcast_shapes((3, 1), (1, 4), ())
    (3, 4)
"""

from __future__ import annotations

import itertools

import numpy as np

from engine.algebra.broadcasting import broadcast_shapes
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import exact
from quiz.coding.constraints import no_call

Shape = tuple[int, ...]

challenge = Challenge(
    reference=broadcast_shapes,
    level=1,
    minutes=8,
    compare=exact(),
    constraints=[no_call("np.broadcast_shapes"), no_call("np.broadcast")],
    covers=["H48.01", "S48.05"],
)

Rng = np.random.Generator

EXAMPLES = [((64, 50), (50,)), ((3, 1), (1, 4), ())]

EDGES: dict[str, tuple[Shape, ...]] = {
    "no shapes": (),
    "a scalar": ((),),
    "one shape": ((2, 3),),
    "scalars": ((), (), ()),
    "the shorter one first": ((4,), (2, 3, 4)),
    "a column and a vector": ((5, 1), (5,)),
    "a row and a column": ((1, 4), (3, 1)),
    "an axis of size 0": ((0, 3), (1, 3)),
    "0 meets 1 in front": ((1, 2), (0, 1), (2,)),
    "ones only": ((1, 1), (1,)),
    "ones in front": ((1, 1, 3), (3,)),
    "three at once": ((2, 1, 1), (3, 1), (4,)),
    "the largest is in the middle": ((1,), (6, 1), (1, 1)),
}

EQUIVALENT = {
    "-> pass": "every case has shapes that fit",
    "default=0 -> default=-1": "without shapes there are no axes, whichever it is",
}


def draw(rng: Rng) -> tuple[Shape, ...]:
    """Two or three shapes made from one by taking axes off and setting sizes to 1."""
    full = [int(k) for k in rng.integers(2, 7, size=int(rng.integers(1, 5)))]
    shapes = []
    for _ in range(int(rng.integers(2, 4))):
        kept = full[int(rng.integers(len(full) + 1)) :]
        shapes.append(tuple(1 if rng.random() < 0.4 else size for size in kept))
    return tuple(shapes)


def _padded(shapes: tuple[Shape, ...]) -> list[Shape]:
    ndim = max(map(len, shapes), default=0)
    return [(1,) * (ndim - len(shape)) + tuple(shape) for shape in shapes]


@wrong(
    "You align shapes from the left. They are aligned from the right, so that a vector meets "
    "columns: (2, 3, 4) with (4,), not with (2,)."
)
def from_the_left(*shapes: Shape) -> Shape:
    """Ones are put behind."""
    columns = itertools.zip_longest(*shapes, fillvalue=1)
    return tuple(0 if 0 in sizes else max(sizes) for sizes in columns)


@wrong(
    "You take the largest size along each axis. A 1 that meets 0 is stretched to 0: nothing is "
    "left of it."
)
def largest(*shapes: Shape) -> Shape:
    """max, which 0 never wins."""
    return tuple(max(sizes) for sizes in zip(*_padded(shapes), strict=True))


@wrong(
    "You return the longest of the shapes as it is. Its axes of size 1 are stretched, too."
)
def the_longest(*shapes: Shape) -> Shape:
    """The one with most axes."""
    return max(shapes, key=len, default=())


@wrong(
    "You stop where the shortest shape ends. The axes in front of it stay: a shorter shape has "
    "1 there."
)
def the_shortest(*shapes: Shape) -> Shape:
    """zip drops what has no partner."""
    turned = [tuple(reversed(shape)) for shape in shapes]
    found = [max(set(sizes) - {1}, default=1) for sizes in zip(*turned, strict=False)]
    return tuple(reversed(found))


@wrong(
    "You return the axes in reverse. You went through them from the right; turn the result round."
)
def reversed_axes(*shapes: Shape) -> Shape:
    """From the last axis to the first."""
    padded = zip(*(reversed(shape) for shape in _padded(shapes)), strict=True)
    return tuple(max(set(sizes) - {1}, default=1) for sizes in padded)


@wrong("You drop axes of size 1. An axis that is 1 in all shapes stays: it is an axis.")
def squeezed(*shapes: Shape) -> Shape:
    """Without ones."""
    return tuple(size for size in broadcast_shapes(*shapes) if size != 1)


@wrong(
    "You compare the first two shapes alone. There may be more of them, one, or none."
)
def first_two(*shapes: Shape) -> Shape:
    """Whatever comes third is ignored."""
    return broadcast_shapes(*shapes[:2])


@accept
def two_at_a_time(*shapes: Shape) -> Shape:
    """From the right, one shape after the other."""
    found: list[int] = []
    for shape in shapes:
        for i, size in enumerate(reversed(shape)):
            if i == len(found):
                found.append(size)
            elif found[i] == 1:
                found[i] = size
    return tuple(reversed(found))


@accept
def by_numpy(*shapes: Shape) -> list[int]:
    """NumPy's own."""
    return list(np.broadcast_shapes(*shapes))


@accept(naive=True)
def by_an_array(*shapes: Shape) -> Shape:
    """Makes the sum, and looks."""
    return np.asarray(sum(np.zeros(shape) for shape in shapes)).shape
