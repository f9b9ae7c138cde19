r"""A memory of two numbers

A position drifts, and is measured with noise. Follow it, with nothing but a mean and a variance
as memory.

- `z`: measurements in the order of time, shape `(T,)`, `T >= 1`.
- `q`: variance of the step that the position makes *before each measurement*, the first one
  included; at least 0.
- `r`: variance of the noise of a measurement, positive.
- `start`: mean and variance of the position before anything happens; `(0.0, 1.0)` if it is not
  given.
- For each measurement, predict and correct:

$$
P \leftarrow P + q, \qquad K = \frac{P}{P + r}, \qquad m \leftarrow m + K (z - m), \qquad
P \leftarrow (1 - K) P .
$$

- Return `(means, variances)` after each measurement, both of shape `(T,)`.

Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> means, variances = kalman_filter(np.array([2.0, 2.0]), q=0.0, r=1.0)
    >>> means.round(4), variances.round(4)
    (array([1.    , 1.3333]), array([0.5   , 0.3333]))
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.decision.kalman import kalman_filter
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=kalman_filter,
    level=1,
    minutes=12,
    compare=parts(means=close(), variances=close()),
    constraints=[no_import("filterpy")],
    covers=["S02.10", "C02.04"],
)

Start = tuple[float, float]
Both = tuple[Array, Array]
UNIT: Start = (0.0, 1.0)

EXAMPLES = [
    (np.array([2.0, 2.0]), 0.0, 1.0),
    (np.array([5.0, 6.0, 4.0]), 1.0, 2.0, (5.0, 3.0)),
]

EDGES = {
    "one measurement": (np.array([3.0]), 0.5, 2.0),
    "nothing drifts": (np.array([1.0, 3.0, 2.0, 2.0]), 0.0, 1.0),
    "it drifts by much": (np.array([1.0, 9.0, -4.0]), 1000.0, 0.5),
    "hardly any noise": (np.array([1.0, 9.0, -4.0]), 0.5, 1e-4),
    "almost only noise": (np.array([1.0, 9.0, -4.0]), 0.5, 1e6, (2.0, 0.5)),
    "the start is known for sure": (np.array([4.0, 8.0]), 1.0, 1.0, (2.0, 0.0)),
    "sure, and nothing drifts": (np.array([4.0, 8.0]), 0.0, 1.0, (2.0, 0.0)),
    "the start is anybody's guess": (np.array([4.0, 8.0]), 1.0, 1.0, (0.0, 1e6)),
    "below zero": (np.array([-4.0, -8.0, -2.0]), 0.3, 0.7, (-5.0, 2.0)),
    "the same value again and again": (np.full(8, 7.0), 0.2, 1.0),
}

EQUIVALENT = {
    "as_vector": "every case has measurements of the right kind",
    "return array": "every case has arrays of the right kind",
    "return _numbers": "every case has arrays of the right kind",
    "-> pass": "every case has variances of the right kind",
    "finite": "every case is finite",
    "True -> False": "every case is finite",
    "q >= 0": "every case has variances of the right kind",
    "r > 0": "every case has variances of the right kind",
    "variance >= 0": "every case has variances of the right kind",
}


def draw(rng: np.random.Generator) -> tuple[Array, float, float, Start]:
    """A walk of three to twelve steps that begins off the start."""
    n = int(rng.integers(3, 13))
    q, r = float(rng.integers(1, 20)) / 4, float(rng.integers(1, 20)) / 4
    start = (float(rng.integers(-9, 10)), float(rng.integers(1, 12)) / 4)
    z = start[0] + 3 + np.cumsum(q**0.5 * rng.normal(size=n))
    return (z + r**0.5 * rng.normal(size=n)).round(1), q, r, start


def _followed(
    z: Array, q: float, r: float, start: Start, late: bool = False
) -> tuple[list[float], list[float]]:
    """Predict and correct; `late` lets the position drift after the measurement."""
    mean, p = start
    means, variances = [], []
    for measured in z:
        if not late:
            p += q
        gain = p / (p + r)
        mean += gain * (measured - mean)
        p *= 1 - gain
        if late:
            p += q
        means.append(mean)
        variances.append(p)
    return means, variances


@wrong(
    "You let the position drift after the measurement. It drifts before it: the variance grows, "
    "then the measurement makes it smaller."
)
def drifts_too_late(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """Correct, then predict."""
    means, variances = _followed(z, q, r, start, late=True)
    return np.array(means), np.array(variances)


@wrong(
    "Your variance never grows: the drift q is missing, so old measurements never age."
)
def no_drift(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """q ignored."""
    del q
    means, variances = _followed(z, 0.0, r, start)
    return np.array(means), np.array(variances)


@wrong(
    "The gain is the weight of the measurement, P / (P + r); yours is r / (P + r), the weight "
    "of what was believed."
)
def gain_turned_round(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """1 - K for K."""
    mean, p = start
    means, variances = np.empty(len(z)), np.empty(len(z))
    for t, measured in enumerate(z):
        p += q
        gain = r / (p + r)
        mean += gain * (measured - mean)
        p *= 1 - gain
        means[t], variances[t] = mean, p
    return means, variances


@wrong("A measurement makes the variance smaller: P becomes (1 - K) P.")
def never_surer(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """P only grows."""
    mean, p = start
    means, variances = np.empty(len(z)), np.empty(len(z))
    for t, measured in enumerate(z):
        p += q
        mean += p / (p + r) * (measured - mean)
        means[t], variances[t] = mean, p
    return means, variances


@wrong(
    "You begin with the first measurement. `start` says what is believed before it, and the "
    "first measurement is weighed like the others."
)
def begins_with_the_first(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """z[0] taken at its word."""
    rest, variances = _followed(z[1:], q, r, (float(z[0]), start[1]))
    return np.array([z[0], *rest]), np.array([start[1], *variances])


@wrong("You returned the predictions. What is asked for comes after the correction.")
def predictions(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """Before each measurement."""
    means, variances = _followed(z, q, r, start)
    before = np.array([start[1], *variances[:-1]]) + q
    return np.array([start[0], *means[:-1]]), before


@wrong("q and r are variances already. Do not square them.")
def squares_them(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """Deviations, as it were."""
    means, variances = _followed(z, q**2, r**2, start)
    return np.array(means), np.array(variances)


@wrong(
    "Your estimate is the mean of all measurements so far. It has to weigh them: what is old "
    "has drifted, and the start counts too."
)
def plain_mean(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """The mean of what was measured."""
    count = np.arange(1, len(z) + 1)
    return np.cumsum(z) / count, np.array(_followed(z, q, r, start)[1])


@accept
def with_lists(
    z: Array, q: float, r: float, start: Start = UNIT
) -> tuple[list[float], list[float]]:
    """Appends to two lists."""
    return _followed(z, q, r, start)


@accept
def by_precision(z: Array, q: float, r: float, start: Start = UNIT) -> Both:
    """Both say something, each with the weight of one over its variance."""
    mean, p = start
    means, variances = np.empty(len(z)), np.empty(len(z))
    for t in range(len(z)):
        p = p + q
        mean = (r * mean + p * z[t]) / (p + r)
        p = p * r / (p + r)
        means[t], variances[t] = mean, p
    return means, variances
