"""Search over hyper-parameters: every combination, random ones, the survivors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from engine.system import system

Settings = dict[str, Any]


@system("S38.15", "S07.06")
def grid(space: Mapping[str, Sequence[Any]]) -> Iterator[Settings]:
    """Every combination of the values, the last name changing fastest.

    The number of combinations is the product of the lengths, and along each
    name only so many different values are ever tried.

    Args:
        space: name -> values to try. Names are gone through in order of the
            alphabet.

    Yields:
        Settings: name -> value.

    >>> list(grid({"b": [1, 2], "a": [0]}))
    [{'a': 0, 'b': 1}, {'a': 0, 'b': 2}]
    """
    names = sorted(space)
    for values in product(*(space[name] for name in names)):
        yield dict(zip(names, values, strict=True))


@system("S38.15", "S07.06")
def random_search(
    space: Mapping[str, Sequence[Any] | Callable[[np.random.Generator], Any]],
    n: int,
    rng: np.random.Generator,
) -> list[Settings]:
    """n settings, each value drawn by itself.

    n draws try n different values of every name, however many names there are;
    a grid of n points tries far fewer of the one that matters.

    Args:
        space: name -> values, one of which is drawn, or a function that draws
            from rng, such as `lambda rng: 10 ** rng.uniform(-4, -1)`.
        n: how many.
        rng: of the draws.

    Returns:
        Settings: name -> value.

    Source:
        Bergstra and Bengio, Random Search for Hyper-Parameter Optimization
        (2012).

    >>> random_search({"lr": [0.1]}, 2, np.random.default_rng(0))
    [{'lr': 0.1}, {'lr': 0.1}]
    """
    return [
        {
            name: part(rng) if callable(part) else part[int(rng.integers(len(part)))]
            for name, part in space.items()
        }
        for _ in range(n)
    ]


def successive_halving(
    evaluate: Callable[[Settings, int], float],
    candidates: Sequence[Settings],
    budget: int = 1,
    factor: int = 3,
) -> list[list[tuple[Settings, float]]]:
    """Give all a little, keep the best third, give them three times as much.

    Each round costs about the same: fewer candidates, more for each. A
    candidate that starts slowly is lost, however well it would have ended.

    Args:
        evaluate: loss of settings trained with a budget, such as epochs.
        candidates: settings, at least one.
        budget: of each in the first round.
        factor: share that is kept, 1 / factor, and growth of the budget; at
            least 2.

    Returns:
        Rounds: settings and loss, best first; the last round has one.

    Raises:
        ValueError: no candidates, or factor is below 2.

    Source:
        Jamieson and Talwalkar, Non-stochastic Best Arm Identification and
        Hyperparameter Optimization (2016).

    >>> far = lambda s, budget: abs(s["x"] - 2) / budget
    >>> rounds = successive_halving(far, [{"x": x} for x in range(9)])
    >>> [len(r) for r in rounds], rounds[-1][0][0]
    ([9, 3, 1], {'x': 2})
    """
    if not candidates or factor < 2:
        raise ValueError("there must be a candidate, and factor at least 2")
    rounds, left = [], list(candidates)
    while True:
        tried = [(settings, evaluate(settings, budget)) for settings in left]
        tried.sort(key=lambda pair: pair[1])
        rounds.append(tried)
        if len(tried) == 1:
            return rounds
        left = [settings for settings, _ in tried[: max(1, len(tried) // factor)]]
        budget *= factor
