r"""Survival, when not all have failed

Machines are watched until they fail or until the watch ends. Estimate the share that lives
longer than t, without assuming a distribution (Kaplan and Meier):

$$
S(t) = \prod_{t_i \le t} \left(1 - \frac{d_i}{r_i}\right)
$$

over the distinct failure times $t_i$. At each, $d_i$ machines fail of the $r_i$ that were still
watched just before. Whose watch ends at $t_i$ itself without a failure was still watched.

- `times`: until failure or until the end of the watch, at least 0, shape `(n,)`, in any order.
- `failed`: whether it was a failure, shape `(n,)`, True and False.
- Return `(moments, survival)`: the distinct failure times in ascending order, and $S$ just after
  each. Both are empty where nothing failed.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> kaplan_meier([1.0, 2.0, 2.0, 4.0], [True, True, False, True])
    (array([1., 2., 4.]), array([0.75, 0.5 , 0.  ]))
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans
from engine.statistics.survival import kaplan_meier
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts

challenge = Challenge(
    reference=kaplan_meier,
    level=2,
    minutes=20,
    compare=parts(moments=close(), survival=close()),
    covers=["S11.13", "C11.10"],
)

Found = tuple[Array, Array]

EXAMPLES = [
    ([1.0, 2.0, 2.0, 4.0], [True, True, False, True]),
    ([5.0, 3.0, 8.0, 3.0, 9.0], [False, True, True, True, False]),
]

EDGES = {
    "all failed": ([4.0, 1.0, 3.0, 2.0], [True, True, True, True]),
    "nothing failed": ([4.0, 1.0, 3.0], [False, False, False]),
    "one machine": ([2.5], [True]),
    "one machine, still running": ([2.5], [False]),
    "several fail at once": ([2.0, 2.0, 2.0, 5.0, 7.0], [True, True, False, True, False]),
    "a watch ends with a failure": ([3.0, 3.0, 3.0], [False, True, False]),
    "watches end before the first failure": ([1.0, 1.5, 4.0, 6.0], [False, False, True, True]),
    "the longest still runs": ([1.0, 2.0, 9.0], [True, True, False]),
    "failed at once": ([0.0, 0.0, 3.0, 4.0], [True, False, True, True]),
    "zeros and ones": ([6.0, 2.0, 4.0, 4.0], [1, 0, 1, 0]),
}  # fmt: skip

EQUIVALENT = {
    "-> pass": "every case has arguments of the right kind",
    "True -> False": "every case is finite",
}


def draw(rng: np.random.Generator) -> tuple[Array, Booleans]:
    """One to fourteen machines, times with ties."""
    n = int(rng.integers(1, 15))
    return rng.integers(1, 9, size=n) / 2, rng.random(n) < 0.6


def _arrays(times: Any, failed: Any) -> tuple[Array, Any]:
    return np.asarray(times, dtype=float), np.asarray(failed, dtype=bool)


def _product(moments: Array, d: ArrayLike, r: ArrayLike) -> Found:
    return moments, np.asarray(np.cumprod(1 - np.divide(d, r)), dtype=float)


@wrong(
    "You leave out the machines that have not failed. Up to the end of their watch they were "
    "among those that could have."
)
def censored_dropped(times: Any, failed: Any) -> Found:
    """Failures alone."""
    t, e = _arrays(times, failed)
    moments, d = np.unique(t[e], return_counts=True)
    return _product(moments, d, np.array([(t[e] >= m).sum() for m in moments]))


@wrong(
    "You count the end of a watch as a failure. Of such a machine only T > t is known."
)
def censored_as_failed(times: Any, failed: Any) -> Found:
    """Every time is a failure."""
    t, _ = _arrays(times, failed)
    moments, d = np.unique(t, return_counts=True)
    return _product(moments, d, np.array([(t >= m).sum() for m in moments]))


@wrong(
    "You keep the machines whose watch is over among those watched, for ever. They count up to "
    "their end only."
)
def censored_never_leave(times: Any, failed: Any) -> Found:
    """Only failures leave."""
    t, e = _arrays(times, failed)
    moments, d = np.unique(t[e], return_counts=True)
    return _product(
        moments, d, len(t) - np.concatenate([[0], np.cumsum(d)[:-1]])[: len(d)]
    )


@wrong(
    "A machine whose watch ends just when another fails was still watched: it belongs to those "
    "at risk."
)
def censored_leave_first(times: Any, failed: Any) -> Found:
    """Strictly later, for the censored."""
    t, e = _arrays(times, failed)
    moments, d = np.unique(t[e], return_counts=True)
    r = [((t > m) | ((t == m) & e)).sum() for m in moments]
    return _product(moments, d, np.array(r, dtype=float))


@wrong(
    "You take those left after the failure. Divide by how many were watched just before it."
)
def at_risk_after(times: Any, failed: Any) -> Found:
    """Strictly later."""
    t, e = _arrays(times, failed)
    moments, d = np.unique(t[e], return_counts=True)
    r = np.maximum(np.array([(t > m).sum() for m in moments], dtype=float), 1.0)
    return _product(moments, d, r)


@wrong(
    "You give the share that failed, among those watched, at each moment. Multiply the shares that "
    "lived through."
)
def hazards(times: Any, failed: Any) -> Found:
    """No product."""
    t, e = _arrays(times, failed)
    moments, d = np.unique(t[e], return_counts=True)
    r = np.array([(t >= m).sum() for m in moments], dtype=float)
    return moments, np.asarray(d / np.maximum(r, 1), dtype=float)


@wrong(
    "You count one failure for each moment. Several machines may fail at the same time."
)
def ties_as_one(times: Any, failed: Any) -> Found:
    """d is 1."""
    t, e = _arrays(times, failed)
    moments = np.unique(t[e])
    r = np.array([(t >= m).sum() for m in moments], dtype=float)
    return _product(moments, np.ones(len(moments)), r)


@wrong("You list moments at which nothing failed. S steps at failures only.")
def every_moment(times: Any, failed: Any) -> Found:
    """Censored times as well."""
    t, e = _arrays(times, failed)
    moments = np.unique(t)
    d = np.array([((t == m) & e).sum() for m in moments], dtype=float)
    return _product(moments, d, np.array([(t >= m).sum() for m in moments]))


@wrong("You give the share that has failed so far, which is 1 - S.")
def failed_so_far(times: Any, failed: Any) -> Found:
    """The other share."""
    moments, left = kaplan_meier(times, failed)
    return moments, 1 - left


@accept
def by_comparing(times: Any, failed: Any) -> Found:
    """Whole tables of comparisons."""
    t, e = _arrays(times, failed)
    moments = np.unique(t[e])
    d = ((t == moments[:, None]) & e).sum(axis=1)
    r = (t >= moments[:, None]).sum(axis=1)
    return moments, np.cumprod(1 - d / np.maximum(r, 1))


@accept
def by_logarithms(times: Any, failed: Any) -> Found:
    """Sums of logarithms."""
    t, e = _arrays(times, failed)
    moments, d = np.unique(t[e], return_counts=True)
    r = np.array([(t >= m).sum() for m in moments], dtype=float)
    with np.errstate(divide="ignore"):
        return moments, np.exp(np.cumsum(np.log1p(-d / np.maximum(r, 1))))


@accept(naive=True)
def one_by_one(times: Any, failed: Any) -> tuple[list[float], list[float]]:
    """From machine to machine, in the order of their times."""
    rows = sorted((float(t), bool(e)) for t, e in zip(times, failed, strict=True))
    moments: list[float] = []
    survival: list[float] = []
    left, share, i = len(rows), 1.0, 0
    while i < len(rows):
        now = rows[i][0]
        together = [e for t, e in rows[i:] if t == now]
        if any(together):
            share *= 1 - sum(together) / left
            moments.append(now)
            survival.append(share)
        left -= len(together)
        i += len(together)
    return moments, survival
