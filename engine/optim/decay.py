"""L2 penalty and weight decay: the same for plain SGD, not for Adam."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.losses.binary import bce_logits
from engine.optim.loop import LossGradient, optimise
from engine.optim.momentum import Rule, State
from engine.optim.training import train
from engine.system import system


@system("S64.04")
def path_gap(
    first: Rule, second: Rule, loss: LossGradient, theta: ArrayLike, steps: int = 50
) -> float:
    """Largest distance between two rules' paths from one start.

    0 for `SGD(lr, l2=lam)` and `SGD(lr, decay=lam)`: without momentum both
    subtract `lr lam theta`. Not 0 for `Adam(l2=lam)` and `AdamW(decay=lam)`.

    Args:
        first: a rule.
        second: the other.
        loss: gives value and gradient at theta.
        theta: where both start, shape (d,).
        steps: how many each takes.

    Returns:
        The largest difference of any parameter after any step.

    >>> from engine.optim.momentum import SGD
    >>> bowl = lambda x: (float(x @ x), 2 * x)
    >>> path_gap(SGD(0.1, l2=0.5), SGD(0.1, decay=0.5), bowl, [1.0]) < 1e-15
    True
    """
    one = optimise(loss, theta, first, steps).theta
    two = optimise(loss, theta, second, steps).theta
    return float(np.abs(one - two).max())


@system("S64.05")
def printed_steps(
    theta: ArrayLike, g: ArrayLike, lr: float, lam: float
) -> tuple[Array, Array]:
    """Two formulas that are often shown as "the problem" and "the solution".

    `theta - lr (g + lam theta)` and `theta - lr g - lr lam theta` are one and
    the same: both are SGD. What tells AdamW from Adam is the denominator that
    divides `lam theta` in the first and not in the second; here neither has it.

    Args:
        theta: parameters.
        g: gradient without the penalty.
        lr: learning rate.
        lam: strength.

    Returns:
        The result of both.

    >>> printed_steps([1.0], [0.5], lr=0.1, lam=0.5)
    (array([0.9]), array([0.9]))
    """
    theta, g = np.asarray(theta, dtype=float), np.asarray(g, dtype=float)
    return theta - lr * (g + lam * theta), theta - lr * g - lr * lam * theta


@system("S64.06")
def shrunk_by_noise(
    rule: Rule, scales: ArrayLike, rng: np.random.Generator, steps: int = 400
) -> Array:
    """Where weights of 1 end if their gradients are nothing but noise.

    Decay apart from the gradient leaves `(1 - lr decay)^steps` of each, give or
    take the noise. With the penalty inside Adam's gradient it depends on the
    scale: much noise hides the penalty, little noise lets it act at full lr.

    Args:
        rule: such as `Adam(l2=0.1)` or `AdamW(decay=0.1)`.
        scales: deviation of each weight's gradient, shape (d,).
        rng: of the noise.
        steps: how many.

    Returns:
        The weights after them, shape (d,).

    >>> from engine.optim.adam import AdamW
    >>> rng = np.random.default_rng(0)
    >>> left = shrunk_by_noise(AdamW(0.01, decay=0.1), [10.0, 0.01], rng)
    >>> bool(np.abs(left - 0.999**400).max() < 0.2)
    True
    """
    scales = as_vector(scales, "scales")
    theta, state = np.ones_like(scales), State()
    for _ in range(steps):
        theta, state = rule(theta, scales * rng.normal(size=scales.shape), state)
    return theta


@system("S64.07")
def compare(
    rules: Mapping[str, Rule], rng: np.random.Generator, seeds: int = 5
) -> dict[str, tuple[float, float]]:
    """Test loss of each rule on small noisy classification problems.

    60 rows to learn from and 30 features, of which 3 matter, so that there is
    something to overfit; all rules see the same problems and batches.

    Args:
        rules: name -> rule.
        rng: gives the problems.
        seeds: how many.

    Returns:
        Name -> mean log loss on 500 new rows, and its standard deviation over
        the problems: a difference within it proves nothing.

    >>> from engine.optim.momentum import SGD
    >>> sorted(compare({"SGD": SGD(0.1)}, np.random.default_rng(0), seeds=2))
    ['SGD']
    """
    found: dict[str, list[float]] = {name: [] for name in rules}
    for seed in rng.integers(2**32, size=seeds):
        X = np.random.default_rng(seed).normal(size=(560, 30))
        noise = np.random.default_rng(seed + 1).normal(size=560)
        y = (X[:, :3].sum(axis=1) + noise > 0).astype(float)
        for name, rule in rules.items():
            order = np.random.default_rng(seed)
            fit = train(_log_loss, np.zeros(30), (X[:60], y[:60]), rule, order,
                        size=16, epochs=40)  # fmt: skip
            found[name].append(_log_loss(fit.theta, X[60:], y[60:])[0])
    return {
        name: (float(np.mean(v)), float(np.std(v, ddof=1) if len(v) > 1 else 0.0))
        for name, v in found.items()
    }


@system("S64.08")
def decay_groups(parameters: Mapping[str, ArrayLike]) -> tuple[list[str], list[str]]:
    """Names of the parameters that decay, and of those that do not.

    Matrices decay; vectors and scalars - biases, gains of normalisation - do
    not: they are few, and a layer needs its offset and scale.

    Args:
        parameters: name -> array.

    Returns:
        Names with decay, names without.

    >>> decay_groups({"w": np.ones((2, 2)), "b": np.zeros(2)})
    (['w'], ['b'])
    """
    decayed = [name for name, p in parameters.items() if np.ndim(p) >= 2]
    return decayed, [name for name in parameters if name not in decayed]


def _log_loss(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    value, by_logit = bce_logits(X @ theta, y)
    return value, X.T @ by_logit
