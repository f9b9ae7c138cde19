"""What a squared error is made of: bias, variance, and noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_vector
from engine.linear.least_squares import LinearRegression
from engine.linear.polynomial import PolynomialRegression
from engine.system import system
from engine.trees.cart import DecisionTreeRegressor
from engine.validation.cross_validation import trained


@system("S04.03", "S13.22")
def bias_variance(  # noqa: PLR0913
    model: Any,
    truth: Callable[[Array], Array],
    x: ArrayLike,
    sigma: float,
    rng: np.random.Generator,
    *,
    reps: int = 200,
) -> dict[str, float]:
    """Refit to fresh noise, again and again, and see how predictions spread.

    With targets `y = f(x) + e`, `e ~ N(0, sigma^2)`, the expected squared error
    on new targets at the same x is

        E (y - f_hat)^2 = (E f_hat - f)^2 + Var f_hat + sigma^2
                        = bias^2 + variance + noise,

    here averaged over x. A stiff model has bias, an eager one variance; no
    model removes the noise.

    Args:
        model: an estimator of the engine with `predict`.
        truth: f, of an array of shape (n,).
        x: where targets are observed, shape (n,).
        sigma: standard deviation of the noise, at least 0.
        rng: draws the noise.
        reps: training sets, at least 2.

    Returns:
        "bias2", "variance", "noise", their sum "total", and "mse", the error
        measured on new targets, which agrees with the sum up to chance. The
        variance has divisor reps, so bias2 holds 1/reps of the true variance.

    Raises:
        ValueError: sigma is negative, reps below 2, or x is not finite.

    Source:
        Hastie, Tibshirani, Friedman, The Elements of Statistical Learning
        (2009), equation 7.9.

    >>> flat = bias_variance(LinearRegression(), np.abs, [-1.0, 0.0, 1.0], 0.0,
    ...                      np.random.default_rng(0), reps=2)
    >>> round(flat["bias2"], 6), flat["variance"]  # predicts 2/3 for 1, 0, 1
    (0.222222, 0.0)
    """
    x = as_vector(x, "x")
    if not sigma >= 0 or reps < 2:
        raise ValueError(f"sigma is at least 0 and reps 2, got {sigma} and {reps}")
    f = np.asarray(truth(x), dtype=float)
    rows = x[:, None]
    told = np.array(
        [
            trained(model, rows, f + sigma * rng.normal(size=len(x)), rng).predict(rows)
            for _ in range(reps)
        ]
    )
    new = f + sigma * rng.normal(size=told.shape)
    bias2 = float(((told.mean(axis=0) - f) ** 2).mean())
    variance = float(told.var(axis=0).mean())
    return {
        "bias2": bias2,
        "variance": variance,
        "noise": sigma**2,
        "total": bias2 + variance + sigma**2,
        "mse": float(((new - told) ** 2).mean()),
    }


@system("S08.10", "S08.11")
def trade_off(
    rng: np.random.Generator, n: int = 25, sigma: float = 0.3, reps: int = 100
) -> dict[str, dict[str, float]]:
    """Bias and variance of a line, a full-grown tree and a cubic on a sine.

    The line cannot bend and is wrong in the same way each time; the tree
    follows every noise; the cubic is about right. It is the match with the
    data that decides, not the kind of model: were the truth a line, the line
    would be the unbiased one.

    Args:
        rng: draws the noise.
        n: rows of a training set, on [0, 1].
        sigma: standard deviation of the noise.
        reps: training sets.

    Returns:
        "line", "deep tree" and "cubic" -> as `bias_variance`.

    Raises:
        ValueError: as `bias_variance`.

    >>> found = trade_off(np.random.default_rng(0), reps=20)
    >>> {name: max(["bias2", "variance"], key=lambda part: parts[part])
    ...  for name, parts in found.items()}
    {'line': 'bias2', 'deep tree': 'variance', 'cubic': 'variance'}
    >>> min(found, key=lambda name: found[name]["total"])
    'cubic'
    """
    models = {
        "line": LinearRegression(),
        "deep tree": DecisionTreeRegressor(),
        "cubic": PolynomialRegression(degree=3),
    }
    return {
        name: bias_variance(model, _sine, np.linspace(0, 1, n), sigma, rng, reps=reps)
        for name, model in models.items()
    }


def _sine(x: Array) -> Array:
    return np.asarray(np.sin(2 * np.pi * x))
