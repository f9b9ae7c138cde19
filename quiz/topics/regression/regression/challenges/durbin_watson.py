r"""Are neighbours alike?

The statistic of Durbin and Watson compares each residual with the one before it,

$$\frac{\sum_{t=2}^{n} (e_t - e_{t-1})^2}{\sum_{t=1}^{n} e_t^2} .$$

It is near 2 where neighbours are unrelated, near 0 where they are alike, and near 4 where
they alternate.

- `e`: residuals in order of time, shape `(n,)`, with `n >= 1`. They are used as they are:
  their mean need not be 0. Not all of them are 0.
- Return a number. A single residual has no neighbour, and its sum of differences is 0.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> durbin_watson(np.array([1.0, -1.0, 1.0, -1.0]))
    3.0
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.linear.assumptions import durbin_watson
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=durbin_watson,
    level=1,
    minutes=8,
    compare=close(),
    constraints=[no_import("statsmodels")],
    covers=["H06.02", "S06.10"],
)

EXAMPLES = [
    (np.array([1.0, -1.0, 1.0, -1.0]),),
    (np.array([0.5, 1.0, 0.5, -0.5, -1.0, -0.5]),),
]

EDGES = {
    "one residual": (np.array([2.0]),),
    "two residuals": (np.array([3.0, -1.0]),),
    "all alike": (np.full(6, 0.5),),
    "zeros at both ends": (np.array([0.0, 0.0, 2.0, -1.0, 0.0]),),
    "a mean that is not 0": (np.array([5.0, 6.0, 5.5, 7.0, 6.5]),),
    "long runs": (np.repeat([1.0, -1.0, 2.0], 8),),
    "tiny residuals": (np.array([1.0, -2.0, 1.5, 0.5]) * 1e-9,),
    "a large first residual": (np.array([50.0, 1.0, -1.0, 2.0, -2.0]),),
    "a large last residual": (np.array([1.0, -1.0, 2.0, -2.0, 50.0]),),
}

EQUIVALENT = {
    "-> pass": "every case has an array of the right kind",
    "return array": "the statistic is the same for residuals of the other sign",
    "return _numbers": "the statistic is the same for residuals of the other sign",
    "True -> False": "every case is finite",
}


def draw(rng: np.random.Generator) -> tuple[Array]:
    """A few residuals, each keeping a part of the one before."""
    n, share = int(rng.integers(3, 30)), float(rng.choice([-0.7, 0.0, 0.8]))
    e = rng.normal(size=n)
    for t in range(1, n):
        e[t] += share * e[t - 1]
    return (e.round(3) + float(rng.choice([0.0, 1.0])),)


def _over(above: float, e: Array) -> float:
    return float(above / (e @ e))


@wrong(
    "You return $2(1 - r)$. That is close for long series; the two ends make a difference."
)
def by_correlation(e: Array) -> float:
    """Two less twice the correlation of neighbours."""
    return 2 * (1 - _over(float(e[1:] @ e[:-1]), e))


@wrong(
    "You subtract the mean first. The statistic takes the residuals as they are, and some fits "
    "have no intercept."
)
def centred(e: Array) -> float:
    """Around the mean."""
    return _over(float((np.diff(e) ** 2).sum()), e - e.mean())


@wrong(
    "You divide by the residuals that have a neighbour before them. All n are squared below."
)
def first_left_out(e: Array) -> float:
    """n - 1 squares below."""
    below = float(e[1:] @ e[1:])
    return float((np.diff(e) ** 2).sum()) / below if below else 0.0


@wrong(
    "You took means of squares: n - 1 differences above, n residuals below. Both are sums."
)
def of_means(e: Array) -> float:
    """A ratio of means."""
    return float(np.mean(np.diff(e) ** 2) / np.mean(e**2)) if len(e) > 1 else 0.0


@wrong(
    "You compare the first residual with the last. Time is no circle: it has n - 1 steps."
)
def around_in_a_circle(e: Array) -> float:
    """The first has the last for a neighbour."""
    return _over(float(((e - np.roll(e, 1)) ** 2).sum()), e)


@wrong("Square each difference. You took its size, and squared sizes stand below.")
def sizes(e: Array) -> float:
    """Absolute differences."""
    return _over(float(np.abs(np.diff(e)).sum()), e)


@wrong(
    "You compare residuals that are two apart. Each is compared with the one before it."
)
def two_apart(e: Array) -> float:
    """e[t] - e[t - 2]."""
    return _over(float(((e[2:] - e[:-2]) ** 2).sum()), e)


@accept(naive=True)
def one_by_one(e: Array) -> float:
    """A loop over time."""
    above = below = 0.0
    for t, value in enumerate(e):
        below += value**2
        if t:
            above += (value - e[t - 1]) ** 2
    return float(above / below)


@accept
def multiplied_out(e: Array) -> float:
    """Squares of both ends and products of neighbours."""
    return _over(float(2 * (e @ e) - e[0] ** 2 - e[-1] ** 2 - 2 * (e[1:] @ e[:-1])), e)
