"""A genetic algorithm: selection, crossover, mutation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Array, Integers
from engine.system import system


@system("S02.15")
def evolve(  # noqa: PLR0913
    fitness: Callable[[Integers], float],
    n: int,
    rng: np.random.Generator,
    *,
    size: int = 60,
    generations: int = 100,
    mutation: float = 0.01,
) -> tuple[Integers, Array]:
    """A string of n bits of high fitness, bred from random ones.

    Each child has two parents, each the fitter of two drawn at random; takes each
    bit from one or the other, with equal chance; and has each bit flipped with
    probability `mutation`. The best of a generation goes on unchanged, so the
    best fitness never falls. Only fitness is asked for, no gradient.

    Args:
        fitness: of a string of bits, shape (n,); larger is better.
        n: bits.
        rng: of everything.
        size: strings in a generation, at least 2.
        generations: how many follow the first.
        mutation: from 0 to 1.

    Returns:
        The best string, and the best fitness of each generation, the first one
        included, shape (generations + 1,).

    Raises:
        ValueError: size is below 2, n below 1, or mutation no probability.

    Source:
        Mitchell, Machine Learning (1997), table 9.1.

    >>> best, history = evolve(np.sum, 50, np.random.default_rng(0))
    >>> int(best.sum()), bool((np.diff(history) >= 0).all())
    (50, True)
    """
    if size < 2 or n < 1 or not 0 <= mutation <= 1:
        raise ValueError(
            f"size must be at least 2, n 1, mutation in [0, 1]; "
            f"got {size}, {n}, {mutation}"
        )
    strings: Integers = rng.integers(2, size=(size, n))
    scores = np.array([float(fitness(s)) for s in strings])
    history = [scores.max()]
    for _ in range(generations):
        best = strings[scores.argmax()]
        rivals = rng.integers(size, size=(2, size, 2))
        first, second = rivals
        fitter = scores[first] >= scores[second]
        chosen = np.where(fitter, first, second)  # (size, 2)
        from_first = rng.random((size, n)) < 0.5
        children = np.where(from_first, strings[chosen[:, 0]], strings[chosen[:, 1]])
        flipped = rng.random((size, n)) < mutation
        strings = np.where(flipped, 1 - children, children)
        strings[0] = best
        scores = np.array([float(fitness(s)) for s in strings])
        history.append(scores.max())
    return strings[scores.argmax()], np.array(history)
