"""Underfitting and overfitting, made to happen, and what helps.

Each experiment draws its data and returns mean squared errors or accuracies on the
rows learned from and on new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arrays import Array, Integers
from engine.linear.polynomial import PolynomialRegression
from engine.metrics.rates import accuracy
from engine.system import system
from engine.trees.cart import DecisionTreeClassifier
from engine.trees.gradient_boosting import GradientBoostingRegressor

NOISE = 0.3
"""Standard deviation of the noise on the sine: no model gets below its square."""


@system("S04.01")
def polynomial_degrees(
    rng: np.random.Generator, degrees: Sequence[int] = (1, 3, 12), n: int = 25
) -> dict[int, tuple[float, float]]:
    """Polynomials on a noisy sine: a line underfits, degree 12 overfits.

    A line is poor on its own rows as on new ones.

    Args:
        rng: draws the data.
        degrees: to try, each at least 1.
        n: training rows.

    Returns:
        Degree -> mean squared error on the training rows and on 2000 new ones.

    >>> found = polynomial_degrees(np.random.default_rng(0))
    >>> {d: (round(a, 2), round(b, 2)) for d, (a, b) in found.items() if d < 12}
    {1: (0.2, 0.34), 3: (0.05, 0.11)}
    """
    train, test = _sine(n, rng), _sine(2000, rng)
    return {d: _errors(PolynomialRegression(d).fit(*train), train, test)
            for d in degrees}  # fmt: skip


@system("S04.02")
def memorising_tree(
    rng: np.random.Generator,
    depths: Sequence[int | None] = (1, 3, 5, None),
    n: int = 500,
    flipped: float = 0.2,
) -> dict[int | None, tuple[float, float]]:
    """Trees on labels of which a share is flipped: without a limit, all are learned.

    Args:
        rng: draws the data.
        depths: to try; None grows until every leaf is pure.
        n: training rows, of 10 features; the label depends on two of them.
        flipped: share of wrong labels, among new rows too.

    Returns:
        Depth -> accuracy on the training rows and on 2000 new ones.

    >>> found = memorising_tree(np.random.default_rng(0))
    >>> found[None][0], found[None][1] < found[3][1]
    (1.0, True)
    """
    train, test = (_flipped(size, flipped, rng) for size in (n, 2000))
    found = {}
    for depth in depths:
        tree = DecisionTreeClassifier(max_depth=depth).fit(*train)
        found[depth] = tuple(accuracy(y, tree.predict(X)) for X, y in (train, test))
    return found  # type: ignore[return-value]


@system("S04.05")
def cure_underfitting(
    rng: np.random.Generator, n: int = 200
) -> dict[str, tuple[float, float]]:
    """A model that is too stiff for a sine, and three ways to help it.

    Args:
        rng: draws the data.
        n: training rows.

    Returns:
        Test error before and after: "more complexity", a line against a cubic;
        "more training", 1 against 50 rounds of boosting; "more features", x
        against x and sin(2 pi x), each by least squares.

    >>> found = cure_underfitting(np.random.default_rng(0))
    >>> all(after < before for before, after in found.values())
    True
    """
    train, test = _sine(n, rng), _sine(2000, rng)

    def wave(X: Array) -> Array:
        return np.column_stack([X, np.sin(2 * np.pi * X)])

    line = _errors(PolynomialRegression(1).fit(*train), train, test)[1]
    cubic = _errors(PolynomialRegression(3).fit(*train), train, test)[1]
    one, fifty = (
        GradientBoostingRegressor(rounds, max_depth=2).fit(*train, rng)
        for rounds in (1, 50)
    )
    wide = PolynomialRegression(1).fit(wave(train[0]), train[1])
    informed = float(((test[1] - wide.predict(wave(test[0]))) ** 2).mean())
    return {
        "more complexity": (line, cubic),
        "more training": (
            _errors(one, train, test)[1],
            _errors(fifty, train, test)[1],
        ),
        "more features": (line, informed),
    }


def _sine(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    x = rng.random(n)
    y = np.sin(2 * np.pi * x) + NOISE * rng.normal(size=n)
    return x[:, None], y


def _flipped(n: int, share: float, rng: np.random.Generator) -> tuple[Array, Integers]:
    X = rng.normal(size=(n, 10))
    y = (X[:, 0] + X[:, 1] > 0).astype(int)
    return X, np.where(rng.random(n) < share, 1 - y, y)


def _errors(
    model: Any, train: tuple[Array, Array], test: tuple[Array, Array]
) -> tuple[float, float]:
    on_train, on_test = (
        float(((y - model.predict(X)) ** 2).mean()) for X, y in (train, test)
    )
    return on_train, on_test
