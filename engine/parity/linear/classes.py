"""Logistic, softmax and Tweedie regression beside scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import sklearn.linear_model as sk

from engine.arrays import Array
from engine.linear.logistic import (
    LogisticRegression,
    line_beside_logistic,
    train_logistic,
)
from engine.linear.softmax import SoftmaxRegression
from engine.linear.tweedie import TweedieRegression
from engine.optim.momentum import SGD
from engine.parity import Parity

Rng = np.random.Generator


def _two_classes(rng: Rng) -> tuple[Array, Any, Array]:
    """Classes that overlap, of labels that are words."""
    n, d = int(rng.integers(20, 60)), int(rng.integers(1, 4))
    X = rng.normal(size=(n, d)) + 1
    y = np.where(X.sum(axis=1) + 2 * rng.normal(size=n) > d, "yes", "no")
    y[:2] = ["yes", "no"]
    return X, y, rng.normal(size=(3, d))


def _many_classes(rng: Rng) -> tuple[Array, Any, Array]:
    n, d, k = (
        int(rng.integers(30, 60)),
        int(rng.integers(1, 4)),
        int(rng.integers(3, 5)),
    )
    y = rng.permutation(np.arange(n) % k)
    X = rng.normal(size=(n, d)) + rng.normal(size=(k, d))[y]
    return X, y, rng.normal(size=(3, d))


def _sk_logistic(X: Array, y: Any, new: Array) -> tuple[Any, ...]:
    model = sk.LogisticRegression(C=2.0, solver="newton-cholesky", tol=1e-12)
    model.fit(X, y)
    return (
        model.coef_[0],
        model.intercept_[0],
        model.predict_proba(new),
        model.predict(new),
    )


def _logistic(X: Array, y: Any, new: Array) -> tuple[Any, ...]:
    model = LogisticRegression(alpha=0.5).fit(X, y)
    return model.coef_, model.intercept_, model.predict_proba(new), model.predict(new)


def _numbers(rng: Rng) -> tuple[Array, Array, Array]:
    X, y, new = _two_classes(rng)
    return X, (y == "yes").astype(float), new


def _sk_softmax(X: Array, y: Any, new: Array) -> tuple[Any, ...]:
    model = sk.LogisticRegression(C=2.0, tol=1e-10, max_iter=5000, solver="newton-cg")
    model.fit(X, y)
    intercept = model.intercept_ - model.intercept_.mean()
    return (model.coef_.T, intercept, model.predict_proba(new), model.predict(new))


def _softmax(X: Array, y: Any, new: Array) -> tuple[Any, ...]:
    model = SoftmaxRegression(alpha=0.5, tol=1e-9).fit(X, y)
    return model.coef_, model.intercept_, model.predict_proba(new), model.predict(new)


def _sk_objective(X: Array, y: Any, _: Array) -> float:
    model = sk.LogisticRegression(C=2.0, tol=1e-10, max_iter=5000, solver="newton-cg")
    log_p = model.fit(X, y).predict_log_proba(X)
    return float(-log_p[np.arange(len(y)), y].sum() + (model.coef_**2).sum() / 4)


def _claims(rng: Rng) -> tuple[Array, Array, Array, float, float]:
    """Counts, claims with many zeros, or amounts; and the power that fits them."""
    n, d = int(rng.integers(20, 60)), int(rng.integers(1, 4))
    X = rng.normal(size=(n, d))
    mu = np.exp(0.5 * X[:, 0] + 1)
    power = float(rng.choice([0.0, 1.0, 1.5, 2.0]))
    y = rng.poisson(mu).astype(float)
    if power != 1:
        y *= rng.gamma(2.0, 0.5, n)
    if power == 2:
        y += rng.gamma(1.0, 0.5, n)
    return X, y, rng.normal(size=(3, d)), power, float(rng.choice([0.0, 0.3]))


def _sk_tweedie(
    X: Array, y: Array, new: Array, power: float, alpha: float
) -> tuple[Any, ...]:
    model = sk.TweedieRegressor(
        power=power, alpha=alpha, link="log", solver="newton-cholesky", tol=1e-12,
        max_iter=1000,
    )  # fmt: skip
    with warnings.catch_warnings():
        # At the minimum its line search cannot improve any further.
        warnings.simplefilter("ignore")
        model.fit(X, y)
    return model.coef_, model.intercept_, model.predict(new)


def _tweedie(
    X: Array, y: Array, new: Array, power: float, alpha: float
) -> tuple[Any, ...]:
    model = TweedieRegression(power, alpha).fit(X, y)
    return model.coef_, model.intercept_, model.predict(new)


PAIRS = [
    Parity(
        LogisticRegression,
        _sk_logistic,
        "scikit-learn",
        _two_classes,
        ours=_logistic,
        rtol=1e-7,
        atol=1e-9,
        convention="alpha is 1 / C; the loss is a sum, the intercept free, in both.",
    ),
    Parity(
        train_logistic,
        lambda X, y, _: np.append(
            *(
                sk.LogisticRegression(C=np.inf, tol=1e-10).fit(X, y).__dict__[k]
                for k in ("coef_", "intercept_")
            )
        ),
        "scikit-learn",
        _numbers,
        ours=lambda X, y, _: (
            train_logistic(
                X, y, SGD(1.0, 0.9), np.random.default_rng(0), size=len(X), epochs=3000
            ).theta
        ),
        rtol=1e-4,
        atol=1e-4,
        trials=3,
        convention="Descent comes close; scikit-learn's L-BFGS does no better here.",
    ),
    Parity(
        line_beside_logistic,
        lambda X, y, new: (
            sk.LinearRegression().fit(X, y).predict(new),
            sk.LogisticRegression(tol=1e-10, solver="newton-cholesky")
            .fit(X, y)
            .predict_proba(new)[:, 1],
        ),
        "scikit-learn",
        _numbers,
        rtol=1e-7,
        atol=1e-9,
    ),
    Parity(
        SoftmaxRegression,
        _sk_softmax,
        "scikit-learn",
        _many_classes,
        ours=_softmax,
        rtol=1e-4,
        atol=1e-5,
        convention="Both stop at a gradient, not at the same; the objective agrees "
        "to ten digits in the next row.",
    ),
    Parity(
        SoftmaxRegression,
        _sk_objective,
        "scikit-learn",
        _many_classes,
        ours=lambda X, y, _: SoftmaxRegression(alpha=0.5, tol=1e-9).fit(X, y).loss_,
        rtol=1e-10,
    ),
    Parity(
        TweedieRegression,
        _sk_tweedie,
        "scikit-learn",
        _claims,
        ours=_tweedie,
        rtol=1e-5,
        atol=1e-6,
        trials=20,
        convention="scikit-learn stops at a coarser gradient.",
    ),
]
