"""What becomes of an answer when the rows of a sequence trade places."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.system import system


@system("S58.17")
def permutation_errors(
    f: Callable[[Array], Array], x: ArrayLike, rng: np.random.Generator
) -> tuple[float, float]:
    """How far f is from equivariant and from invariant, for one random order.

    Equivariant: `f(x[order]) = f(x)[order]`. Invariant: `f(x[order]) = f(x)`.
    Self-attention is the first and not the second; a mean over its rows is the
    second. Positions, or a causal mask, break both.

    Args:
        f: maps rows, shape (T, d), to an array; to be equivariant, to T rows.
        x: rows, shape (T, d), T >= 2.
        rng: of the order, which is not the one that x has.

    Returns:
        Largest absolute differences; infinite for the first where f does not give
        one row for each row.

    Raises:
        ValueError: x has fewer than two rows.

    Source:
        Zaheer et al., Deep Sets (2017), section 2.

    >>> x = [[1.0], [2.0], [4.0]]
    >>> permutation_errors(lambda v: 2 * v, x, np.random.default_rng(0))
    (0.0, 6.0)
    >>> permutation_errors(lambda v: v.sum(axis=0), x, np.random.default_rng(0))
    (inf, 0.0)
    """
    x = np.asarray(x, dtype=float)
    if len(x) < 2:
        raise ValueError(f"two rows are needed to trade places, got {len(x)}")
    order = rng.permutation(len(x))
    if (order == np.arange(len(x))).all():
        order = order[::-1]
    before, after = np.asarray(f(x)), np.asarray(f(x[order]))
    invariant = float(np.abs(after - before).max())
    if len(before) != len(x):
        return np.inf, invariant
    return float(np.abs(after - before[order]).max()), invariant
