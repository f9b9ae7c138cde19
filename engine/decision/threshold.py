"""The threshold of a yes-or-no rule, learned from its answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import as_vector, check_length
from engine.system import system


@system("S03.02", "S03.05")
def learn_threshold(x: ArrayLike, yes: ArrayLike) -> tuple[float, int]:
    """The t for which `x > t` disagrees with the fewest answers.

    Candidates are -inf (always yes), the middle between neighbouring values, and
    inf (always no): no other t answers differently. One sort and two running
    counts score them all. A decision tree of depth 1 learns the same where the
    answers can be separated. Fitted again on answers given under a new policy,
    the threshold follows the policy; one that was written down does not.

    Args:
        x: values, shape (n,).
        yes: answers, true or 1 where the rule said yes, shape (n,).

    Returns:
        The smallest best t, and how many answers it gets wrong.

    Raises:
        ValueError: x is no finite vector, or the lengths differ.

    >>> ages = np.arange(60)
    >>> learn_threshold(ages, ages > 18), learn_threshold(ages, ages > 21)
    ((18.5, 0), (21.5, 0))
    """
    x, yes = as_vector(x, "x"), np.asarray(yes, dtype=bool)
    check_length(yes, len(x), "yes")
    values, place = np.unique(x, return_inverse=True)
    said_yes = np.bincount(place[yes], minlength=len(values))
    said_no = np.bincount(place[~yes], minlength=len(values))
    # Wrong with a cut after value i: each yes up to i, and each no beyond it.
    wrong = np.append(0, np.cumsum(said_yes)) + said_no.sum()
    wrong = wrong - np.append(0, np.cumsum(said_no))
    cuts = np.concatenate([[-np.inf], (values[1:] + values[:-1]) / 2, [np.inf]])
    best = int(wrong.argmin())
    return float(cuts[best]), int(wrong[best])
