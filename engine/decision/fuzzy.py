"""Fuzzy logic: membership by degrees, and Mamdani's controller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.system import system

Triangle = tuple[float, float, float]
"""Where membership leaves 0, where it is 1, where it is 0 again."""
FuzzyRule = tuple[Mapping[str, Triangle], Triangle]
"""A set for each input that it asks about, and the set of the output."""


@system("S07.13")
def triangular(x: ArrayLike, a: float, b: float, c: float) -> Array:
    """Membership in a fuzzy set: `min((x - a) / (b - a), (c - x) / (c - b))` or 0.

    A degree, not a probability: a person of 1.75 m is tall to 0.6 with certainty.
    With `a = b` or `b = c` a side is a step, of membership 1 at b.

    Args:
        x: any shape.
        a, b, c: feet and peak, `a <= b <= c`.

    Raises:
        ValueError: a, b, c do not rise.

    >>> triangular([0.0, 1.0, 2.0, 3.5], 0.0, 2.0, 4.0)
    array([0.  , 0.5 , 1.  , 0.25])
    """
    if not a <= b <= c:
        raise ValueError(f"a, b, c must rise, got {a}, {b}, {c}")
    x = np.asarray(x, dtype=float)
    rise = (x - a) / (b - a) if b > a else np.where(x >= b, 1.0, 0.0)
    fall = (c - x) / (c - b) if c > b else np.where(x <= b, 1.0, 0.0)
    return np.clip(np.minimum(rise, fall), 0.0, 1.0)


@system("S07.13")
def mamdani(
    rules: Sequence[FuzzyRule], inputs: Mapping[str, float], universe: ArrayLike
) -> float:
    """Crisp output of fuzzy rules: "if cold and damp then heat much".

    The strength of a rule is the smallest membership of its inputs (and); it
    clips the rule's output set from above; the clipped sets are united by their
    maximum; and the answer is the centroid `sum u m(u) / sum m(u)`.

    Args:
        rules: sets of the inputs, and of the output.
        inputs: name -> value.
        universe: values that the output may have, evenly spaced, shape (u,).

    Returns:
        The centroid, in units of the universe.

    Raises:
        ValueError: no rule applies at all.

    Source:
        Mamdani and Assilian, An Experiment in Linguistic Synthesis with a Fuzzy
        Logic Controller (1975).

    >>> cold, warm = (-1.0, 0.0, 20.0), (0.0, 20.0, 40.0)
    >>> rules = [({"t": cold}, (5.0, 10.0, 15.0)), ({"t": warm}, (-5.0, 0.0, 5.0))]
    >>> round(mamdani(rules, {"t": 10.0}, np.linspace(-5, 15, 201)), 6)
    5.0
    """
    universe = as_vector(universe, "universe")
    united = np.zeros(len(universe))
    for premises, output in rules:
        degrees = [float(triangular(inputs[k], *s)) for k, s in premises.items()]
        clipped = np.minimum(min(degrees), triangular(universe, *output))
        united = np.maximum(united, clipped)
    if not united.any():
        raise ValueError(f"no rule applies to {dict(inputs)}")
    return float(universe @ united / united.sum())
