"""Ours beside the library people trust.

`engine/parity/<family>.py` lists in `PAIRS` a `Parity` for each public function
and class of that family: the counterpart, inputs to try, and what differs by
convention. Tests, benchmarks, `python -m quiz proof` and the app read the list.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Parity:
    """One public function or class beside its trusted counterpart.

    Attributes:
        of: the function or class of the engine.
        theirs: what is trusted, called with the same arguments; None where there
            is nothing to compare with, and `convention` says why.
        library: whose it is, or "closed form".
        draw: makes the arguments of one trial.
        ours: how ours is called with those arguments; by default `of` itself.
            Both give an array, a number, or a tuple or dict of them.
        rtol: results may differ by `atol + rtol |theirs|`.
        atol: see `rtol`.
        convention: what differs between the two by design, said once.
        trials: how many inputs the tests draw; fewer where one takes long.
    """

    of: Callable[..., Any]
    theirs: Callable[..., Any] | None
    library: str
    draw: Callable[[np.random.Generator], tuple[Any, ...]]
    ours: Callable[..., Any] | None = None
    rtol: float = 1e-12
    atol: float = 1e-14
    convention: str = ""
    trials: int = 10

    @property
    def name(self) -> str:
        """Where ours lives, without the engine: `nn.softmax.softmax`."""
        place = f"{self.of.__module__}.{self.of.__qualname__}"
        return place.removeprefix("engine.")

    def trial(self, seed: int) -> tuple[float, float]:
        """Compare on one input; above 1 the second says that they disagree.

        Args:
            seed: of the input.

        Returns:
            The largest absolute difference, and the largest share of what is
            allowed that a difference takes up. Infinite where shapes differ, or
            one is finite and the other is not.
        """
        arguments = self.draw(np.random.default_rng(seed))
        # Drawn anew: neither can change what the other gets.
        again = self.draw(np.random.default_rng(seed))
        if self.theirs is None:
            raise ValueError(f"{self.name} has no counterpart: {self.convention}")
        mine = list(_numbers((self.ours or self.of)(*arguments)))
        right = list(_numbers(self.theirs(*again)))
        if len(mine) != len(right):
            return np.inf, np.inf
        apart = [self._apart(a, b) for a, b in zip(mine, right, strict=True)]
        # An empty tuple, such as the shape of a scalar, agrees with an empty one.
        differences, shares = zip(*apart, strict=True) if apart else ((0.0,), (0.0,))
        return max(differences), max(shares)

    def _apart(self, mine: Any, right: Any) -> tuple[float, float]:
        if mine.shape != right.shape:
            return np.inf, np.inf
        if mine.size == 0:
            return 0.0, 0.0
        if mine.dtype.kind not in "biufc" or right.dtype.kind not in "biufc":
            return (0.0, 0.0) if np.array_equal(mine, right) else (np.inf, np.inf)
        mine, right = mine * 1.0, right * 1.0
        finite = np.isfinite(mine) & np.isfinite(right)
        odd_mine, odd_right = mine[~finite], right[~finite]
        if not np.array_equal(odd_mine, odd_right, equal_nan=True):
            return np.inf, np.inf
        difference = np.abs(mine[finite] - right[finite])
        allowed = self.atol + self.rtol * np.abs(right[finite])
        share = difference / np.where(allowed > 0, allowed, np.finfo(float).tiny)
        return float(difference.max(initial=0.0)), float(share.max(initial=0.0))


def _numbers(value: Any) -> Iterator[Any]:
    """The arrays of a result, in order."""
    if isinstance(value, dict):
        yield np.asarray(sorted(value))
        for key in sorted(value):
            yield from _numbers(value[key])
    elif isinstance(value, tuple):
        for part in value:
            yield from _numbers(part)
    else:
        yield np.asarray(value)


def families() -> dict[str, list[Parity]]:
    """Family -> its pairs. Imports the trusted libraries."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: pairs(name) for name in names}


def pairs(family: str) -> list[Parity]:
    """The rows of one family."""
    found: list[Parity] = importlib.import_module(f"{__name__}.{family}").PAIRS
    return found
