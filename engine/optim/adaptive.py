"""Rules that give each coordinate a rate of its own, from its past gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.optim.momentum import State
from engine.system import system


@system("S24.08", "S38.10", "S25.07")
@dataclass(frozen=True)
class Adagrad:
    """`s <- s + g^2`, `theta <- theta - lr g / (sqrt(s) + eps)`.

    The rate only falls: with a constant gradient it is `lr / sqrt(t)`. A
    coordinate that rarely has a gradient keeps a large rate.

    Args:
        lr: learning rate.
        eps: keeps the first division finite; outside the root, as in torch
            (Keras puts it inside).

    Source:
        Duchi, Hazan, Singer, Adaptive Subgradient Methods (2011).

    >>> Adagrad(lr=0.1)(np.array([1.0]), np.array([2.0]), {})[0].round(6)
    array([0.9])
    """

    lr: float = 0.01
    eps: float = 1e-10

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        s = state.get("s", 0.0) + g**2
        return theta - self.lr * g / (np.sqrt(s) + self.eps), {"s": s}


@system("S24.05", "S38.09", "S25.07", "S26.04", "S31.15")
@dataclass(frozen=True)
class RMSProp:
    """`s <- alpha s + (1 - alpha) g^2`, then `theta - lr g / (sqrt(s) + eps)`.

    Adagrad with a memory that fades, so that the rate can rise again. The first
    step is `1 / sqrt(1 - alpha)` times lr, since s starts at 0 and is not
    corrected for it.

    Args:
        lr: learning rate; outside the velocity.
        alpha: weight of the past in the average.
        eps: outside the root.
        momentum: of a velocity over the scaled gradients; 0 for none.

    Source:
        Hinton, Neural Networks for Machine Learning (2012), lecture 6e.

    >>> RMSProp(lr=0.1, alpha=0.75)(np.array([1.0]), np.array([2.0]), {})[0].round(6)
    array([0.8])
    """

    lr: float = 0.01
    alpha: float = 0.99
    eps: float = 1e-8
    momentum: float = 0.0

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        s = self.alpha * state.get("s", 0.0) + (1 - self.alpha) * g**2
        v = self.momentum * state.get("v", 0.0) + g / (np.sqrt(s) + self.eps)
        return theta - self.lr * v, {"s": s, "v": v}


@system("S24.09")
@dataclass(frozen=True)
class Adadelta:
    """Steps in the units of theta: `d = sqrt(u + eps) / sqrt(s + eps) g`.

    s and u are fading averages of `g^2` and of `d^2`. The ratio needs no rate
    (lr is 1), but u starts at 0, so the first steps are as small as `sqrt(eps)`.

    Args:
        lr: multiplies every step.
        rho: weight of the past in both averages.
        eps: inside both roots; it sets the size of the first steps.

    Source:
        Zeiler, ADADELTA (2012), algorithm 1.

    >>> rule = Adadelta(rho=0.75, eps=1e-6)  # sqrt(1e-6) / sqrt(0.25 * 16) * 4
    >>> rule(np.array([1.0]), np.array([4.0]), {})[0].round(6)
    array([0.998])
    """

    lr: float = 1.0
    rho: float = 0.9
    eps: float = 1e-6

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        u = state.get("u", 0.0)
        s = self.rho * state.get("s", 0.0) + (1 - self.rho) * g**2
        d = np.sqrt(u + self.eps) / np.sqrt(s + self.eps) * g
        u = self.rho * u + (1 - self.rho) * d**2
        return theta - self.lr * d, {"s": s, "u": u}
