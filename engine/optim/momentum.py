"""Gradient descent, with and without momentum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.arrays import Array
from engine.system import system

State = dict[str, Any]
Rule = Callable[[Array, Array, State], tuple[Array, State]]
"""Parameters, gradient, memory -> new parameters, new memory; {} at the start."""


@system("S24.02", "S24.03", "S24.04", "S25.01", "S38.07", "S18.08", "S26.04")
@dataclass(frozen=True)
class SGD:
    """`v <- momentum v + g`, `theta <- theta - lr v`; without momentum v is g.

    Plain gradient descent if g is the gradient of the whole loss, stochastic if
    it is that of a batch: the rule is the same. A constant gradient is
    multiplied by `1 / (1 - momentum)` in the end. Nesterov's form steps along
    `g + momentum v`, where the velocity is about to lead.

    Args:
        lr: learning rate; it stands outside v, so a schedule acts at once.
        momentum: share of the velocity that is kept, in [0, 1).
        nesterov: whether to look ahead.
        l2: adds `l2 theta` to g, the gradient of `l2 |theta|^2 / 2`.
        decay: multiplies theta by `1 - lr decay` first, apart from g.

    Source:
        Sutskever et al., On the importance of initialization and momentum in
        deep learning (2013), section 2; torch keeps lr outside v.

    >>> import numpy as np
    >>> SGD(lr=0.1)(np.array([1.0]), np.array([2.0]), {})[0]
    array([0.8])
    """

    lr: float = 0.001
    momentum: float = 0.0
    nesterov: bool = False
    l2: float = 0.0
    decay: float = 0.0

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        g = g + self.l2 * theta
        theta = (1 - self.lr * self.decay) * theta
        v = self.momentum * state.get("v", 0.0) + g
        step = g + self.momentum * v if self.nesterov else v
        return theta - self.lr * step, {"v": v}


@system("S25.06")
@dataclass(frozen=True)
class AveragedMomentum:
    """`v <- beta v + (1 - beta) g`, `theta <- theta - lr v`: v is an average.

    The path of `SGD(lr (1 - beta), momentum=beta)`. With the same lr in both,
    this one is slower by `1 / (1 - beta)`.

    Args:
        lr: learning rate.
        beta: weight of the past in the average, in [0, 1).

    >>> import numpy as np
    >>> AveragedMomentum(lr=0.1, beta=0.5)(np.array([1.0]), np.array([2.0]), {})[0]
    array([0.9])
    """

    lr: float = 0.001
    beta: float = 0.9

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        v = self.beta * state.get("v", 0.0) + (1 - self.beta) * g
        return theta - self.lr * v, {"v": v}
