"""Penalties of `engine.linear` beside scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.linear_model as sk
from sklearn.model_selection import PredefinedSplit

from engine.arrays import Array
from engine.linear.lasso import ElasticNet, Lasso, support, sweep_coordinates
from engine.linear.path import elastic_net_path, ridge_path
from engine.linear.ridge import Ridge
from engine.linear.strength import choose_strength
from engine.parity import Parity
from engine.parity.linear.drawn import fitted, regression, rows

_EXACT = {"tol": 1e-14, "max_iter": 100_000}
_ALPHAS = np.array([0.01, 0.1, 1.0, 10.0])


def _correlated(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """As `regression`, with a copy, almost, and a constant column."""
    X, y, new = regression(rng)
    twin = X[:, :1] + 0.1 * rng.normal(size=(len(X), 1))
    constant = np.full((len(X), 1), 2.0)
    return np.hstack([X, twin, constant]), y, np.hstack([new, new[:, :1], new[:, :1]])


def _objective(model: Any, l1: float, l2: float) -> Any:
    """The value of the objective at what was learned, beside the weights."""

    def run(X: Array, y: Array, new: Array) -> tuple[Any, ...]:
        coef, intercept, predictions = fitted(model, X, y, new)
        r = y - X @ coef - intercept
        penalty = l1 * np.abs(coef).sum() + l2 / 2 * coef @ coef
        return coef, intercept, predictions, r @ r / (2 * len(y)) + penalty

    return run


def _chosen(alpha: float, errors: Array) -> tuple[float, Array]:
    """The error of what was chosen, and all errors: of equal ones any may be chosen."""
    return errors[alpha == _ALPHAS].item(), errors


def _strength(X: Array, y: Array, seed: int) -> tuple[float, Array]:
    rng = np.random.default_rng(seed)
    return _chosen(*choose_strength(Lasso, X, y, _ALPHAS, rng, folds=4))


def _sk_strength(X: Array, y: Array, seed: int) -> tuple[float, Array]:
    fold = np.zeros(len(X), dtype=int)
    order = np.random.default_rng(seed).permutation(len(X))
    for i, part in enumerate(np.array_split(order, 4)):
        fold[part] = i
    search = sk.LassoCV(alphas=_ALPHAS[::-1], cv=PredefinedSplit(fold), **_EXACT)
    search.fit(X, y)
    return _chosen(search.alpha_, search.mse_path_.mean(axis=1)[::-1])


def _sk_path(X: Array, y: Array, ratio: float) -> tuple[Array, Array]:
    centred, target = X - X.mean(axis=0), y - y.mean()
    strongest = np.abs(centred.T @ target).max() / len(X) / ratio
    alphas, coefs, _ = sk.enet_path(
        centred, target, l1_ratio=ratio, alphas=strongest * np.geomspace(1, 1e-3, 50),
        **_EXACT,
    )  # fmt: skip
    return alphas, coefs.T


def _sk_ridges(X: Array, y: Array) -> tuple[Array, Array]:
    centred = X - X.mean(axis=0)
    covariance = centred.T @ centred
    hats = [
        centred @ np.linalg.inv(covariance + a * np.eye(X.shape[1])) @ centred.T
        for a in _ALPHAS
    ]
    weights = np.array([sk.Ridge(a).fit(X, y).coef_ for a in _ALPHAS])
    return weights, np.array([np.trace(hat) for hat in hats])


def _orthonormal(rng: np.random.Generator) -> tuple[Array, float, float]:
    return rng.normal(scale=2.0, size=rng.integers(1, 6)), *rng.uniform(0, 2, 2)


PAIRS = [
    Parity(
        Ridge,
        lambda *data: fitted(sk.Ridge(0.7), *data),
        "scikit-learn",
        regression,
        ours=lambda *data: fitted(Ridge(0.7), *data),
        rtol=1e-9,
        atol=1e-10,
        convention="Both sum the squared errors; neither penalises the intercept.",
    ),
    Parity(
        ElasticNet,
        _objective(sk.ElasticNet(0.4, l1_ratio=0.3, **_EXACT), 0.12, 0.28),
        "scikit-learn",
        _correlated,
        ours=_objective(ElasticNet(0.4, 0.3, tol=1e-13), 0.12, 0.28),
        rtol=1e-6,
        atol=1e-7,
        convention="1 / (2 n) before the squares in both. Of the weights of twins "
        "only their sum is well determined.",
    ),
    Parity(
        ElasticNet,
        _objective(sk.ElasticNet(**_EXACT), 0.5, 0.5),
        "scikit-learn",
        regression,
        ours=_objective(ElasticNet(), 0.5, 0.5),
        rtol=1e-7,
        atol=1e-8,
    ),
    Parity(
        ElasticNet,
        lambda X, y, new: fitted(sk.Ridge(0.4 * len(X)), X, y, new),
        "scikit-learn",
        regression,
        ours=lambda *data: fitted(ElasticNet(0.4, 0.0), *data),
        rtol=1e-6,
        atol=1e-8,
        convention="Without L1 it is Ridge with alpha times n.",
    ),
    Parity(
        Lasso,
        _objective(sk.Lasso(0.3, **_EXACT), 0.3, 0.0),
        "scikit-learn",
        regression,
        ours=_objective(Lasso(0.3), 0.3, 0.0),
        rtol=1e-7,
        atol=1e-8,
    ),
    Parity(
        sweep_coordinates,
        lambda c, l1, l2: np.sign(c) * np.maximum(np.abs(c) - l1, 0) / (1 + l2),
        "closed form",
        _orthonormal,
        ours=lambda c, l1, l2: sweep_coordinates(np.eye(len(c)), c, l1, l2)[0],
        convention="Orthonormal columns: every weight is soft-thresholded by itself.",
    ),
    Parity(
        support,
        lambda w: np.array([i for i, v in enumerate(w) if abs(v) > 0]),
        "closed form",
        lambda rng: (rng.choice([0.0, 1e-12, -3.0], 6),),
    ),
    Parity(
        elastic_net_path,
        lambda X, y, _: _sk_path(X, y, 0.6),
        "scikit-learn",
        regression,
        ours=lambda X, y, _: elastic_net_path(X, y, 0.6),
        rtol=1e-6,
        atol=1e-7,
    ),
    Parity(
        elastic_net_path,
        lambda X, y, _: _sk_path(X, y, 1.0),
        "scikit-learn",
        regression,
        ours=lambda X, y, _: elastic_net_path(X, y),
        rtol=1e-6,
        atol=1e-7,
    ),
    Parity(
        ridge_path,
        _sk_ridges,
        "scikit-learn",
        rows,
        ours=lambda X, y: ridge_path(X, y, _ALPHAS),
        rtol=1e-7,
        atol=1e-9,
        convention="scikit-learn has no effective number of parameters: the trace "
        "of the hat matrix.",
    ),
    Parity(
        choose_strength,
        _sk_strength,
        "scikit-learn",
        lambda rng: (*rows(rng), int(rng.integers(100))),
        ours=_strength,
        rtol=1e-7,
        atol=1e-8,
        convention="The same folds; scikit-learn does not shuffle by itself.",
    ),
]
