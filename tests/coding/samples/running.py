r"""Running mean

Keep the mean and the variance of numbers that come one at a time. `push` returns the
object itself; `variance` divides by $n - 1$.
"""

from __future__ import annotations

import numpy as np

from quiz.coding.challenge import Call, Challenge, Script, accept, wrong
from quiz.coding.compare import close

SMALLEST = 2


class Running:
    """Welford's method."""

    def __init__(self, start: float = 0.0) -> None:
        self.n = 0
        self.mean_ = start
        self.sum_ = 0.0

    def push(self, x: float) -> Running:
        """Take one number."""
        self.n += 1
        step = x - self.mean_
        self.mean_ += step / self.n
        self.sum_ += step * (x - self.mean_)
        return self

    def variance(self) -> float:
        """Of what has come so far; 0 for fewer than two numbers."""
        return self.sum_ / (self.n - 1) if self.n >= SMALLEST else 0.0


challenge = Challenge(Running, level=2, minutes=10, compare=close(), covers=[])


def script(*numbers: float) -> Script:
    """Push the numbers, then look."""
    pushed = [Call(".push", (float(x),)) for x in numbers]
    return (Call("Running"), *pushed, Call(".mean_"), Call(".variance"))


EXAMPLES = [script(1.0, 2.0, 4.0)]
EDGES = {
    "nothing yet": script(),
    "one number": script(5.0),
    "large": script(1e9, 1e9 + 1),
}


def draw(rng: np.random.Generator) -> Script:
    """Three to six numbers."""
    return script(*rng.normal(size=rng.integers(3, 7)))


@wrong("You divided by n; a sample's variance has n - 1.")
class Population(Running):
    """Divides by n."""

    def variance(self) -> float:
        """Of the numbers as if they were all there are."""
        return self.sum_ / self.n if self.n else 0.0


@accept
class Kept:
    """Keeps every number."""

    def __init__(self, start: float = 0.0) -> None:
        self.numbers: list[float] = []
        self.start = start

    @property
    def mean_(self) -> float:
        """Of what has come so far."""
        return float(np.mean(self.numbers)) if self.numbers else self.start

    def push(self, x: float) -> None:
        """Take one number."""
        self.numbers.append(x)

    def variance(self) -> float:
        """Of what has come so far."""
        return float(np.var(self.numbers, ddof=1)) if len(self.numbers) > 1 else 0.0
