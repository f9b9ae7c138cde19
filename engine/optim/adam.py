"""Adam and its relatives: momentum, and a rate for each coordinate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.optim.momentum import State
from engine.system import system


@system("S24.06", "S38.08", "S25.07", "S26.04", "S64.01", "S31.15")
@dataclass(frozen=True)
class Adam:
    """`theta <- theta - lr m_hat / (sqrt(v_hat) + eps)`.

    m and v are fading averages of g and of `g^2` that start at 0; dividing by
    `1 - beta^t` makes them averages from the first step on, so the first step
    is `lr sign(g)`, whatever the size of g.

    Args:
        lr: learning rate.
        beta1: weight of the past in m.
        beta2: weight of the past in v.
        eps: outside the corrected root, as in the paper's algorithm 1 (Keras
            has "epsilon hat", outside the uncorrected root).
        l2: adds `l2 theta` to g. It is scaled like the rest of g then, so
            weights with large gradients are hardly penalised at all.
        decay: multiplies theta by `1 - lr decay` first, apart from g.
        amsgrad: divide by the largest v so far, so that a rate never rises.

    Source:
        Kingma and Ba, Adam (2015), algorithm 1. Reddi, Kale, Kumar, On the
        Convergence of Adam and Beyond (2018), algorithm 2.

    >>> Adam(lr=0.1)(np.array([1.0, 1.0]), np.array([2.0, -0.01]), {})[0].round(4)
    array([0.9, 1.1])
    """

    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    l2: float = 0.0
    decay: float = 0.0
    amsgrad: bool = False

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        if self.l2:
            g = g + self.l2 * theta
        if self.decay:
            theta = (1 - self.lr * self.decay) * theta
        t = state.get("t", 0) + 1
        m = self.beta1 * state.get("m", 0.0) + (1 - self.beta1) * g
        v = self.beta2 * state.get("v", 0.0) + (1 - self.beta2) * g**2
        top = np.maximum(state.get("top", 0.0), v) if self.amsgrad else v
        m_hat = m / (1 - self.beta1**t)
        v_hat = top / (1 - self.beta2**t)
        step = self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        return theta - step, {"t": t, "m": m, "v": v, "top": top}


@system("S24.07", "S64.02", "S18.08")
@dataclass(frozen=True)
class AdamW(Adam):
    """Adam whose weights decay by `1 - lr decay` a step, apart from the gradient.

    Every weight shrinks by the same share, whatever the size of its gradient;
    with `l2` in Adam the penalty is divided by `sqrt(v_hat)` as well.

    Source:
        Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019),
        algorithm 2; as in torch, lr multiplies the decay.

    >>> AdamW(lr=0.1, decay=0.1)(np.array([1.0]), np.array([0.0]), {})[0]
    array([0.99])
    >>> Adam(lr=0.1, l2=0.1)(np.array([1.0]), np.array([0.0]), {})[0].round(6)
    array([0.9])
    """

    decay: float = 0.01


@dataclass(frozen=True)
class Adamax:
    """Adam with the largest gradient, fading, in place of the root of v.

    `u <- max(beta2 u, |g| + eps)`, `theta <- theta - lr m_hat / u`; only m needs
    the correction.

    Args:
        lr: learning rate.
        beta1: weight of the past in m.
        beta2: how slowly u fades.
        eps: keeps u above 0; inside the maximum, as in torch.

    Source:
        Kingma and Ba, Adam (2015), algorithm 2.

    >>> Adamax(lr=0.1)(np.array([1.0]), np.array([2.0]), {})[0].round(6)
    array([0.9])
    """

    lr: float = 0.002
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        t = state.get("t", 0) + 1
        m = self.beta1 * state.get("m", 0.0) + (1 - self.beta1) * g
        u = np.maximum(self.beta2 * state.get("u", 0.0), np.abs(g) + self.eps)
        step = self.lr * m / (1 - self.beta1**t) / u
        return theta - step, {"t": t, "m": m, "u": u}


@system("S24.10")
@dataclass(frozen=True)
class NAdam:
    """Adam whose momentum looks one step ahead, as Nesterov's does.

    The momentum warms up: `mu_t = beta1 (1 - 0.96^(t psi) / 2)`. With P the
    product of all mu so far,
    `m_hat = mu_(t+1) m / (1 - P mu_(t+1)) + (1 - mu_t) g / (1 - P)`.

    Args:
        lr: learning rate.
        beta1: momentum in the end.
        beta2: weight of the past in v.
        eps: outside the corrected root.
        psi: how fast the momentum warms up.

    Source:
        Dozat, Incorporating Nesterov Momentum into Adam (2016), algorithm 2.

    >>> NAdam(lr=0.1, beta1=0.0)(np.array([1.0]), np.array([2.0]), {})[0].round(6)
    array([0.9])
    """

    lr: float = 0.002
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    psi: float = 0.004

    def __call__(self, theta: Array, g: Array, state: State) -> tuple[Array, State]:
        """One step: new parameters and memory."""
        t = state.get("t", 0) + 1
        mu, ahead = self._momentum(t), self._momentum(t + 1)
        product = state.get("product", 1.0) * mu
        m = self.beta1 * state.get("m", 0.0) + (1 - self.beta1) * g
        v = self.beta2 * state.get("v", 0.0) + (1 - self.beta2) * g**2
        m_hat = ahead * m / (1 - product * ahead) + (1 - mu) * g / (1 - product)
        v_hat = v / (1 - self.beta2**t)
        step = self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        return theta - step, {"t": t, "product": product, "m": m, "v": v}

    def _momentum(self, t: int) -> float:
        return float(self.beta1 * (1 - 0.96 ** (t * self.psi) / 2))


@system("S64.03")
def moments(
    gradients: Array, beta1: float = 0.9, beta2: float = 0.999
) -> dict[str, Array]:
    """Adam's two averages over a run, before and after the correction.

    m is momentum's average, v that of RMSProp. A constant gradient has
    `m = (1 - beta1^t) g`, so `m_hat = m / (1 - beta1^t)` is g at every step.

    Args:
        gradients: one row a step, shape (T, d).
        beta1: weight of the past in m.
        beta2: weight of the past in v.

    Returns:
        "m", "v", "m_hat" and "v_hat", each of shape (T, d).

    Source:
        Kingma and Ba, Adam (2015), section 3.

    >>> found = moments(np.array([[2.0], [2.0]]))
    >>> found["m"].ravel().round(2), found["m_hat"].ravel()
    (array([0.2 , 0.38]), array([2., 2.]))
    """
    gradients = np.asarray(gradients, dtype=float)
    m, v = np.zeros_like(gradients), np.zeros_like(gradients)
    past_m = past_v = np.zeros(gradients.shape[1:])
    for t, g in enumerate(gradients):
        m[t] = past_m = beta1 * past_m + (1 - beta1) * g
        v[t] = past_v = beta2 * past_v + (1 - beta2) * g**2
    steps = np.arange(1, len(gradients) + 1)[:, None]
    return {
        "m": m,
        "v": v,
        "m_hat": m / (1 - beta1**steps),
        "v_hat": v / (1 - beta2**steps),
    }
