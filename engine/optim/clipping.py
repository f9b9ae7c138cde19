"""Gradients that are too large, cut to size; and guards against NaN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.optim.momentum import Rule, State
from engine.system import system


@system("S63.01")
def clip_by_value(g: ArrayLike, limit: float) -> Array:
    """Each entry of g cut to [-limit, limit]; the direction may change.

    Args:
        g: gradient, any shape.
        limit: positive.

    Returns:
        The clipped gradient.

    Raises:
        ValueError: limit is not positive.

    >>> clip_by_value([3.0, 0.5], 1.0)
    array([1. , 0.5])
    """
    g = np.asarray(g, dtype=float)
    return np.asarray(np.clip(g, -_limit(limit), limit))


@system("S63.02", "S49.09")
def clip_by_norm(
    gradients: Sequence[ArrayLike], limit: float
) -> tuple[list[Array], float]:
    """All gradients times `min(1, limit / norm)`, the norm being that of all.

    One factor for everything: the direction of the whole step stays. Without
    the minimum, small gradients would be enlarged.

    Args:
        gradients: one array a variable, of any shapes.
        limit: largest norm that is left alone, positive.

    Returns:
        The clipped gradients, and the norm that they had before.

    Raises:
        ValueError: limit is not positive.

    Source:
        Pascanu, Mikolov, Bengio, On the difficulty of training recurrent
        neural networks (2013), algorithm 1. torch divides by norm + 1e-6.

    >>> clipped, norm = clip_by_norm([[3.0], [4.0]], 1.0)
    >>> np.concatenate(clipped), norm
    (array([0.6, 0.8]), 5.0)
    """
    arrays = [np.asarray(g, dtype=float) for g in gradients]
    norm = float(np.sqrt(sum((g**2).sum() for g in arrays)))
    factor = _limit(limit) / norm if norm > limit else 1.0
    return [factor * g for g in arrays], norm


@system("S63.03")
def clip_per_variable(gradients: Sequence[ArrayLike], limit: float) -> list[Array]:
    """Each gradient cut to its own norm, as `clipnorm` of Keras does.

    The direction of each variable stays, that of the whole step does not; the
    counterpart of `clip_by_norm` in Keras is `global_clipnorm`.

    Args:
        gradients: one array a variable, of any shapes.
        limit: largest norm of a variable that is left alone, positive.

    Returns:
        The clipped gradients.

    Raises:
        ValueError: limit is not positive.

    >>> clip_per_variable([[3.0, 4.0], [0.3, 0.4]], 1.0)
    [array([0.6, 0.8]), array([0.3, 0.4])]
    """
    return [clip_by_norm([g], limit)[0][0] for g in gradients]


@system("S63.05")
def watch(gradients: Mapping[str, ArrayLike]) -> dict[str, Any]:
    """What to log of the gradients at each step.

    Args:
        gradients: name of a variable -> its gradient.

    Returns:
        "norm" of all (NaN if any entry is), "norms" of each by name, and
        "bad", the names of those with NaN or infinity.

    >>> watch({"w": [3.0, 4.0], "b": [np.nan]})
    {'norm': nan, 'norms': {'w': 5.0, 'b': nan}, 'bad': ['b']}
    """
    arrays = {name: np.asarray(g, dtype=float) for name, g in gradients.items()}
    norms = {name: float(np.linalg.norm(g)) for name, g in arrays.items()}
    bad = [name for name, g in arrays.items() if not np.isfinite(g).all()]
    return {"norm": float(np.linalg.norm(list(norms.values()))), "norms": norms,
            "bad": bad}  # fmt: skip


def clipped(rule: Rule, limit: float) -> Rule:
    """A rule that sees gradients cut by `clip_by_norm`.

    Args:
        rule: what steps.
        limit: largest norm that is left alone, positive.

    Returns:
        The rule with clipping.

    Raises:
        ValueError: limit is not positive.

    >>> from engine.optim.momentum import SGD
    >>> clipped(SGD(lr=1.0), 1.0)(np.array([0.0, 0.0]), np.array([3.0, 4.0]), {})[0]
    array([-0.6, -0.8])
    """
    _limit(limit)

    def step(theta: Array, g: Array, state: State) -> tuple[Array, State]:
        return rule(theta, clip_by_norm([g], limit)[0][0], state)

    return step


@system("S63.05")
def guarded(rule: Rule) -> Rule:
    """A rule that takes no step where the gradient has NaN or infinity.

    One such entry would spread to every parameter, and stay in the averages of
    momentum and Adam for good. The memory counts what was left out under
    "skipped".

    Args:
        rule: what steps otherwise.

    Returns:
        The rule with a guard.

    >>> from engine.optim.momentum import SGD
    >>> guarded(SGD(lr=0.1))(np.array([1.0]), np.array([np.nan]), {})
    (array([1.]), {'skipped': 1})
    """

    def step(theta: Array, g: Array, state: State) -> tuple[Array, State]:
        skipped = state.get("skipped", 0)
        if not np.isfinite(g).all():
            return theta, {**state, "skipped": skipped + 1}
        theta, state = rule(theta, g, state)
        return theta, {**state, "skipped": skipped}

    return step


def _limit(limit: float) -> float:
    if not limit > 0:
        raise ValueError(f"limit must be positive, got {limit}")
    return limit
