r"""Stable softmax

Turn logits into probabilities: $p_i = e^{z_i} / \sum_j e^{z_j}$.

- `z`: an array of shape `(k,)` with `k >= 1`. A logit may be `-inf`; its probability
  is 0. At least one logit is finite, and none is NaN or `inf`.
- Return the probabilities, shape `(k,)`.

Logits may be large: 1000 must not overflow, and -1000 everywhere must not divide by
zero. Numbers are compared with a relative tolerance of $10^{-6}$.

    >>> softmax(np.array([2.0, 1.0, 0.1])).round(3)
    array([0.659, 0.242, 0.099])
"""

from __future__ import annotations

import math

import numpy as np

from engine.nn.softmax import Array, softmax
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close

challenge = Challenge(
    reference=softmax,
    level=1,
    minutes=8,
    compare=close(rtol=1e-6),
    covers=["S42.01", "S42.06"],
)

EXAMPLES = [(np.array([2.0, 1.0, 0.1]),), (np.array([0.0, 0.0]),)]

EDGES = {
    "one logit": (np.array([3.0]),),
    "equal logits": (np.full(4, 2.0),),
    "large logits": (np.array([1000.0, 1000.0, 999.0]),),
    "very negative logits": (np.array([-1000.0, -1001.0, -1003.0]),),
    "a logit of -inf": (np.array([0.0, -np.inf, 1.0]),),
    "far apart": (np.array([1e308, -1e308]),),
}

EQUIVALENT = {
    "axis=-1 ->": "a vector has one axis",
    "keepdims=True ->": "the maximum of a vector broadcasts either way",
    "_logits(z) -> pass": "every case has valid logits",
    "np.asarray(z, dtype=float) -> pass": "every case has an array of floats",
}


def draw(rng: np.random.Generator) -> tuple[Array]:
    """Two to eight logits around 0, -50 or 50."""
    centre = rng.choice([-50.0, 0.0, 50.0])
    return ((centre + 2 * rng.normal(size=rng.integers(2, 9))).round(2),)


SIZES = (100, 1_000, 10_000, 50_000)


def scale(rng: np.random.Generator, n: int) -> tuple[Array]:
    """n logits."""
    return (rng.normal(size=n),)


@wrong(
    "`exp(1000)` is `inf`, and `inf / inf` is NaN; `exp(-1000)` is 0, and so is the "
    "sum. Subtract the largest logit first: the probabilities do not notice."
)
def without_shift(z: Array) -> Array:
    """The formula as it stands."""
    e = np.exp(z)
    return np.asarray(e / e.sum())


@wrong(
    "The mean is the wrong number to subtract: a logit far above it still overflows, "
    "and one `-inf` drags the mean along. After subtracting the largest, none is "
    "above 0."
)
def shifted_by_mean(z: Array) -> Array:
    """Subtracts the mean logit."""
    e = np.exp(z - z.mean())
    return np.asarray(e / e.sum())


@wrong(
    "You divided by the largest exponential, so the likeliest class always gets 1. "
    "Divide by the sum, so that all of them together get 1."
)
def divided_by_largest(z: Array) -> Array:
    """Divides by the maximum."""
    e = np.exp(z - z.max())
    return np.asarray(e / e.max())


@wrong(
    "That is a sigmoid for each logit by itself. In softmax the classes compete: all "
    "share one denominator, and the result sums to 1."
)
def sigmoid_each(z: Array) -> Array:
    """A sigmoid for each logit."""
    return np.asarray(1 / (1 + np.exp(-z)))


@wrong(
    "The base is $e$, not 2. With base 2 the distribution is flatter: it is softmax at "
    "temperature $1 / \\ln 2$."
)
def base_two(z: Array) -> Array:
    """Powers of two."""
    e = np.exp2(z - z.max())
    return np.asarray(e / e.sum())


@wrong("Those are the logarithms of the probabilities. One `np.exp` is still missing.")
def log_softmax(z: Array) -> Array:
    """The logarithm of softmax."""
    shifted = z - z.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()))


@wrong(
    "You divided by the Euclidean norm, so the squares sum to 1. Probabilities "
    "themselves sum to 1: divide by the plain sum."
)
def euclidean_norm(z: Array) -> Array:
    """Normalises by the L2 norm."""
    e = np.exp(z - z.max())
    return np.asarray(e / np.linalg.norm(e))


@wrong(
    "You normalised the logits themselves. They may be negative or sum to 0, so take "
    "exponentials first."
)
def without_exponential(z: Array) -> Array:
    """Divides the logits by their sum."""
    return np.asarray(z / z.sum())


@accept
def by_log_sum_exp(z: Array) -> Array:
    """Subtracts the logarithm of the sum before the one exponential."""
    return np.asarray(np.exp(z - np.logaddexp.reduce(z)))


@accept
def by_loop(z: Array) -> list[float]:
    """A loop over the logits, and a list."""
    top = max(z)
    e = [math.exp(v - top) for v in z.tolist()]
    return [v / sum(e) for v in e]
