"""Times until a failure, some of which were not awaited."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Booleans, as_vector, check_length
from engine.statistics.continuous import Exponential
from engine.statistics.distribution import Distribution
from engine.system import system


@system("S11.13")
def censored_exponential(times: ArrayLike, failed: ArrayLike) -> Exponential:
    """Most likely failure rate: failures per time watched, `sum failed / sum times`.

    Who has not failed when the watch ends is censored: only `T > t` is known, and
    contributes the survival `exp(-rate t)` in place of the density. Leaving the
    censored out, or taking their times for failures, makes the rate too high.

    Args:
        times: until failure or until the end of the watch, at least 0, shape (n,).
        failed: whether it was a failure, shape (n,).

    Returns:
        The exponential distribution of most likely rate.

    Raises:
        ValueError: shapes do not fit, a time is negative, all are 0, or nothing
            failed, so that the likelihood has no maximum.

    Source:
        Klein and Moeschberger, Survival Analysis (2003), section 3.5.

    >>> censored_exponential([2.0, 3.0, 5.0], [True, True, False])
    Exponential(rate=0.2)
    """
    times, events = _watched(times, failed)
    if not events.any() or times.sum() == 0:
        raise ValueError("at least one failure and some time are needed")
    return Exponential(float(events.sum() / times.sum()))


@system("S11.13")
def kaplan_meier(times: ArrayLike, failed: ArrayLike) -> tuple[Array, Array]:
    """Survival without assuming a distribution: `S(t) = prod (1 - d_i / r_i)`.

    Over the failure times up to t: d_i fail of the r_i still watched just before.
    One who is censored counts among them up to that moment, and never as failed.

    Args:
        times, failed: as for `censored_exponential`.

    Returns:
        The distinct failure times, ascending, and S just after each.

    Raises:
        ValueError: shapes do not fit, or a time is negative.

    Source:
        Kaplan and Meier, Nonparametric Estimation from Incomplete Observations
        (1958).

    >>> kaplan_meier([1.0, 2.0, 2.0, 4.0], [True, True, False, True])
    (array([1., 2., 4.]), array([0.75, 0.5 , 0.  ]))
    """
    times, events = _watched(times, failed)
    moments, failures = np.unique(times[events], return_counts=True)
    watched = len(times) - np.searchsorted(np.sort(times), moments)
    return moments, np.asarray(np.cumprod(1 - failures / watched), dtype=float)


@system("S11.14")
def survival_after(distribution: Distribution, s: float, t: float) -> float:
    """`P(X > s + t | X > s)`: the chance to last t longer, having lasted s.

    For the exponential it is `P(X > t)` whatever s is: it has no memory, and is
    the only continuous distribution without one.

    Args:
        distribution: of the time.
        s: time passed, at least 0.
        t: time to come, at least 0.

    Raises:
        ValueError: s or t is negative, or `P(X > s)` is 0.

    >>> round(survival_after(Exponential(1.0), 5.0, 1.0), 6)  # exp(-1)
    0.367879
    """
    if min(s, t) < 0:
        raise ValueError(f"times must be at least 0, got {s} and {t}")
    so_far = float(distribution.survival(s))
    if so_far == 0:
        raise ValueError(f"nothing lasts longer than {s}")
    return float(distribution.survival(s + t)) / so_far


def _watched(times: ArrayLike, failed: ArrayLike) -> tuple[Array, Booleans]:
    times, events = as_vector(times, "times"), np.asarray(failed, dtype=bool)
    if (times < 0).any():
        raise ValueError(f"times must be at least 0, got {times}")
    check_length(events, len(times), "failed")
    return times, events
