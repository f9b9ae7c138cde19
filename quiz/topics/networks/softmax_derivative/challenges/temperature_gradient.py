r"""How probabilities answer the temperature

With $p = \mathrm{softmax}(z / T)$, how does each probability change when the temperature
rises?

- `z`: logits, an array of shape `(k,)`, finite, `k >= 1`.
- `T`: the temperature, a positive number.
- Return $\partial p_i / \partial T$, shape `(k,)`, without building the Jacobian.

Logits may be large: 1000 must not overflow. Numbers are compared with a relative
tolerance of $10^{-6}$.

    >>> temperature_gradient(np.array([1.0, -1.0]), 1.0).round(4)
    array([-0.21,  0.21])
"""

from __future__ import annotations

import numpy as np

from engine.nn.softmax import Array, softmax
from engine.nn.temperature import temperature_gradient
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close

challenge = Challenge(
    reference=temperature_gradient,
    level=3,
    minutes=15,
    compare=close(rtol=1e-6),
    covers=["S42.07", "C42.05"],
)

EXAMPLES = [(np.array([1.0, -1.0]), 1.0), (np.array([2.0, 1.0, 0.1]), 2.0)]

EDGES = {
    "one logit": (np.array([3.0]), 0.5),
    "equal logits": (np.full(4, 2.0), 3.0),
    "large logits": (np.array([1000.0, 999.0, 998.0]), 1.0),
    "logits far apart": (np.array([900.0, 0.0, -900.0]), 1.0),
    "a low temperature": (np.array([1.0, 0.8, 0.9]), 0.1),
    "a high temperature": (np.array([5.0, -5.0, 0.0]), 50.0),
}

EQUIVALENT = {
    "axis=-1 ->": "a vector has one axis",
    "keepdims=True ->": "the maximum of a vector broadcasts either way",
    "-> pass": "every case has valid logits, as an array of floats",
    "1.0 -> ": "every case gives the temperature",
}


def draw(rng: np.random.Generator) -> tuple[Array, float]:
    """Three to six logits, a temperature between 0.3 and 4."""
    z = (2 * rng.normal(size=rng.integers(3, 7))).round(2)
    return z, round(float(rng.uniform(0.3, 4)), 2)


SIZES = (100, 1_000, 10_000, 50_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array, float]:
    """n logits."""
    return rng.normal(size=n), 2.0


@wrong(
    "One factor $1/T$ is missing: the derivative of $z/T$ by $T$ is $-z/T^2$, not $-z/T$."
)
def one_factor(z: Array, T: float) -> Array:
    """Divides by T once."""
    p = softmax(z / T)
    return np.asarray(p * (p @ z - z) / T)


@wrong(
    "That is the derivative of $z/T$ alone, $-z/T^2$, times $p$. All classes share the "
    "denominator: subtract the mean logit $\\sum_j p_j z_j$."
)
def without_the_mean(z: Array, T: float) -> Array:
    """Only the class's own logit."""
    p = softmax(z / T)
    return np.asarray(-p * z / T**2)


@wrong(
    "The sign is turned round: warming up takes probability from the largest logit, so "
    "its derivative is negative."
)
def turned_round(z: Array, T: float) -> Array:
    """Minus the derivative."""
    p = softmax(z / T)
    return np.asarray(p * (z - p @ z) / T**2)


@wrong("Your probabilities are those at temperature 1. They change with $T$ too.")
def at_temperature_one(z: Array, T: float) -> Array:
    """p from z instead of z / T."""
    p = softmax(z)
    return np.asarray(p * (p @ z - z) / T**2)


@wrong("The mean logit is weighed by $p$; you took the plain mean of the logits.")
def plain_mean(z: Array, T: float) -> Array:
    """All logits count alike."""
    p = softmax(z / T)
    return np.asarray(p * (z.mean() - z) / T**2)


@wrong(
    "`exp` of a large logit is `inf`, and `inf / inf` is NaN. Subtract the largest logit "
    "before the exponential; neither $p$ nor its derivative notices."
)
def without_shift(z: Array, T: float) -> Array:
    """The right formula from an unstable softmax."""
    e = np.exp(z / T)
    p = e / e.sum()
    return np.asarray(p * (p @ z - z) / T**2)


@accept
def by_logarithms(z: Array, T: float) -> Array:
    """From the derivative of log p."""
    u = z / T - (z / T).max()
    log_p = u - np.log(np.exp(u).sum())
    p = np.exp(log_p)
    return np.asarray(p * ((p @ z) - z) / T**2)


@accept(naive=True)
def by_the_jacobian(z: Array, T: float) -> Array:
    """With the whole matrix, which the statement does without; right all the same."""
    p = softmax(z / T)
    return np.asarray((np.diag(p) - np.outer(p, p)) @ (-z / T**2))
