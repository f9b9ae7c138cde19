"""`engine.probability` beside exact fractions, SciPy and NumPy."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import scipy.integrate
import scipy.stats

from engine.arrays import Array
from engine.parity import Parity
from engine.probability.bayes import positive_test, total_probability, update_belief
from engine.probability.events import (
    complement,
    conditional_probability,
    independent,
    intersection_probability,
    probability,
    union_probability,
)
from engine.probability.expectation import (
    conditional,
    distribution_variance,
    expectation,
    integral_expectation,
    marginal,
)

Rng = np.random.Generator
Masks = tuple[Array, Array]


def _masks(rng: Rng) -> Masks:
    """Which of some outcomes belong to A and to B; some events are empty."""
    n = int(rng.integers(1, 12))
    a, b = rng.random((2, n)) < rng.choice([0.0, 0.5, 1.0], 2)[:, None]
    return a, b


def _of_masks(f: Callable[..., Any]) -> Callable[[Array, Array], float]:
    """Call with events and a space made from two masks."""
    return lambda a, b: float(
        f(lambda i: bool(a[i]), lambda i: bool(b[i]), range(len(a)))
    )


def _possible(rng: Rng) -> Masks:
    a, b = _masks(rng)
    b[0] = True
    return a, b


def _belief(rng: Rng) -> tuple[Array, Array]:
    k = int(rng.integers(1, 6))
    return rng.dirichlet(np.ones(k)), rng.random(k)


def _bayes(prior: Array, likelihood: Array) -> Array:
    """In exact fractions."""
    p, q = ([Fraction(float(v)) for v in part] for part in (prior, likelihood))
    joint = [a * b for a, b in zip(p, q, strict=True)]
    return np.array([float(j / sum(joint)) for j in joint])


def _outcomes(rng: Rng) -> tuple[Array, Array]:
    k = int(rng.integers(1, 6))
    return rng.normal(size=k) + 50, rng.dirichlet(np.ones(k))


def _joint(rng: Rng) -> tuple[Array, int]:
    shape = tuple(map(int, rng.integers(1, 4, rng.integers(1, 4))))
    table = rng.dirichlet(np.ones(np.prod(shape))).reshape(shape)
    return table, int(rng.integers(len(shape)))


def _marginal(table: Array, axis: int) -> Array:
    letters = "abc"[: table.ndim]
    return np.asarray(np.einsum(f"{letters}->{letters[axis]}", table))


def _conditional(table: Array, axis: int) -> Array:
    first = np.moveaxis(table, axis, 0)[0]
    return np.asarray(first / first.sum())


PAIRS = [
    Parity(
        probability,
        lambda a, _: a.mean(),
        "numpy",
        _masks,
        ours=_of_masks(lambda a, _, space: probability(a, space)),
    ),
    Parity(
        complement,
        lambda a, _: (~a).mean(),
        "numpy",
        _masks,
        ours=_of_masks(lambda a, _, space: probability(complement(a), space)),
    ),
    Parity(
        union_probability,
        lambda a, b: (a | b).mean(),
        "numpy",
        _masks,
        ours=_of_masks(union_probability),
    ),
    Parity(
        intersection_probability,
        lambda a, b: (a & b).mean(),
        "numpy",
        _masks,
        ours=_of_masks(intersection_probability),
    ),
    Parity(
        conditional_probability,
        lambda a, b: a[b].mean(),
        "numpy",
        _possible,
        ours=_of_masks(conditional_probability),
    ),
    Parity(
        independent,
        lambda a, b: float((a & b).sum() * len(a) == a.sum() * b.sum()),
        "numpy",
        _masks,
        ours=_of_masks(independent),
        trials=30,
    ),
    Parity(total_probability, np.dot, "numpy", _belief),
    Parity(update_belief, _bayes, "exact fractions", _belief),
    Parity(
        positive_test,
        lambda p, s, f: p * s / (p * s + (1 - p) * f),
        "closed form",
        lambda rng: tuple(map(float, rng.random(3))),
    ),
    Parity(expectation, np.dot, "numpy", _outcomes),
    Parity(
        distribution_variance,
        lambda x, p: np.cov(x, aweights=p, ddof=0),
        "numpy",
        _outcomes,
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        integral_expectation,
        lambda m: scipy.integrate.quad(
            lambda x: np.sin(x) * scipy.stats.norm.pdf(x, m), m - 9, m + 9
        )[0],
        "scipy",
        lambda rng: (float(rng.normal()),),
        ours=lambda m: integral_expectation(
            np.sin,
            lambda x: np.exp(-((x - m) ** 2) / 2) / np.sqrt(2 * np.pi),
            m - 9,
            m + 9,
        ),
        rtol=1e-7,
        atol=1e-9,
        convention="quad adapts its panels; Simpson's rule has them fixed.",
    ),
    Parity(marginal, _marginal, "numpy", _joint),
    Parity(
        conditional,
        _conditional,
        "numpy",
        _joint,
        ours=lambda table, axis: conditional(table, axis, 0),
    ),
]
