"""What each rule has, measured, and how they do against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.optim.adam import Adam, AdamW, NAdam
from engine.optim.adaptive import Adadelta, Adagrad, RMSProp
from engine.optim.loop import LossGradient
from engine.optim.momentum import SGD, Rule, State
from engine.system import system

RULES: dict[str, Any] = {
    "gradient descent": SGD(),
    "SGD": SGD(),
    "momentum": SGD(momentum=0.9),
    "RMSProp": RMSProp(),
    "Adam": Adam(),
    "AdamW": AdamW(),
    "Adagrad": Adagrad(),
    "Adadelta": Adadelta(),
    "NAdam": NAdam(),
}
"""Nine rules with their defaults. The first two differ in the gradient they get."""


@system("S24.12")
def traits(rule: Rule) -> dict[str, bool]:
    """What a rule has, found by asking it.

    - "adapts": steps of two coordinates are not in the ratio of their gradients;
    - "momentum": it still moves when the gradient has become 0;
    - "decays": it shrinks a weight whose gradient was never anything but 0.

    Args:
        rule: a rule.

    Returns:
        The three answers.

    >>> traits(Adam())
    {'adapts': True, 'momentum': True, 'decays': False}
    """
    start = np.zeros(2)
    after, state = rule(start, np.array([1.0, 100.0]), {})
    coasting, _ = rule(after, np.zeros(2), state)
    idle, _ = rule(np.ones(1), np.zeros(1), {})
    return {
        "adapts": not np.isclose(after[1], 100 * after[0]),
        "momentum": bool((np.sign(coasting - after) == np.sign(after)).all()),
        "decays": bool(idle[0] < 1),
    }


@system("S24.12")
def steps_to(
    loss: LossGradient,
    theta: ArrayLike,
    rules: Mapping[str, Rule],
    goal: float,
    limit: int = 10_000,
) -> dict[str, int | None]:
    """How many steps each rule takes until the loss is at most `goal`.

    Args:
        loss: gives value and gradient at theta, such as a surface.
        theta: where all start, shape (d,).
        rules: name -> rule.
        goal: a loss.
        limit: after which a rule has not arrived.

    Returns:
        Name -> steps, or None.

    >>> bowl = lambda x: (float(x @ x), 2 * x)
    >>> steps_to(bowl, [1.0], {"small": SGD(0.1), "large": SGD(1.1)}, 0.01, limit=50)
    {'small': 11, 'large': None}
    """
    start = as_vector(theta, "theta")
    return {
        name: _steps(loss, start, rule, goal, limit) for name, rule in rules.items()
    }


def _steps(
    loss: LossGradient, at: Array, rule: Rule, goal: float, limit: int
) -> int | None:
    state: State = {}
    for t in range(limit + 1):
        value, g = loss(at)
        if value <= goal:
            return t
        at, state = rule(at, g, state)
    return None
