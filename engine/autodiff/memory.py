"""What each mode of differentiation must remember, and checkpointing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.autodiff.dual import Dual
from engine.autodiff.tape import Value
from engine.system import system

Stages = Sequence[Callable[[Any], Any]]


@system("S36.13")
def tape_floats(y: Value) -> int:
    """Numbers that reverse mode holds before it can walk back from y.

    Every result on the way to y, y and the inputs among them, is one entry of the
    record; forward mode needs none of them again.

    >>> x = Value([1.0, 2.0])
    >>> tape_floats(np.sum(x * x))  # x, its square, the sum: 2 + 2 + 1
    5
    """
    return sum(value.data.size for value in y.history())


@system("S36.13")
def chain_jvp(stages: Stages, x: ArrayLike, v: ArrayLike) -> tuple[Array, int]:
    """Forward mode through a chain of maps: `J v`, and the numbers held at most.

    One stage's input and output live at once, a value and a tangent each, so the
    memory does not grow with the number of stages.

    Args:
        stages: as for `engine.autodiff.dual.jvp`; the first is applied first.
        x: the point, any shape.
        v: the direction, of the shape of x.

    Returns:
        `J v`, and the largest count of numbers held between two stages.

    >>> chain_jvp([np.sin, np.exp, np.square], [0.0], [1.0])
    (array([2.]), 4)
    """
    here, held = Dual(x, v), 0
    for stage in stages:
        after = stage(here)
        held = max(held, 2 * (here.value.size + after.value.size))
        here = after
    return here.tangent, held


@system("S36.13")
def chain_vjp(
    stages: Stages, x: ArrayLike, u: ArrayLike, segment: int | None = None
) -> tuple[Array, int]:
    """Reverse mode through a chain of maps: `u^T J`, and the numbers held at most.

    Without segments the record of all L stages is held. Checkpointing keeps only
    the input of every segment, and on the way back runs one segment at a time
    again to record it: one more forward pass, and about `2 sqrt(L)` entries in
    place of L where a segment has sqrt(L) stages. The gradient is the same to
    the last bit.

    Args:
        stages: as for `engine.autodiff.tape.vjp`; the first is applied first.
        x: the point, any shape.
        u: gradient by the last result, of its shape.
        segment: stages between checkpoints; None for all of them.

    Returns:
        `u^T J`, and the largest count of numbers held: the record of a segment,
        its input among it, and the inputs of the segments before.

    Raises:
        ValueError: segment is below 1.

    Source:
        Chen et al., Training Deep Nets with Sublinear Memory Cost (2016),
        section 4.

    >>> stages = [np.sin] * 16
    >>> chain_vjp(stages, [0.0], [1.0])
    (array([1.]), 17)
    >>> chain_vjp(stages, [0.0], [1.0], segment=4)
    (array([1.]), 8)
    """
    segment = len(stages) if segment is None else segment
    if segment < 1:
        raise ValueError(f"segment must be at least 1, got {segment}")
    parts = [stages[i : i + segment] for i in range(0, len(stages), segment)]
    kept = [np.asarray(x, dtype=float)]
    for part in parts[:-1]:
        kept.append(_run(part, kept[-1]))
    g, held = np.asarray(u, dtype=float), 0
    for part in reversed(parts):
        leaf = Value(kept.pop())
        y = _run(part, leaf)
        held = max(held, tape_floats(y) + sum(point.size for point in kept))
        y.backward(g)
        g = leaf.grad
    return g, held


def _run(stages: Stages, x: Any) -> Any:
    for stage in stages:
        x = stage(x)
    return x
