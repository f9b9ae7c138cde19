"""`engine.svm` beside scikit-learn (LIBSVM), SciPy and definitions."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import scipy.optimize
import sklearn.metrics.pairwise as sk_pairwise
import sklearn.svm as sk

from engine.arrays import Array
from engine.parity import Parity
from engine.svm.hard_margin import hard_margin
from engine.svm.kernels import KINDS, Kernel, gamma_scale
from engine.svm.smo import smo, support_vectors
from engine.svm.soft_margin import SoftMarginClassifier, hinge_objective, margins
from engine.svm.svc import SVC
from engine.svm.svr import SVR

_KINDS = ("rbf", "poly", "linear")
_TOL = "Both stop at 1e-10, not 1e-3; LIBSVM keeps K in single precision."


def _rows(rng: np.random.Generator) -> tuple[Array, Array, float]:
    d = int(rng.integers(1, 5))
    X, Z = rng.normal(size=(7, d)), rng.normal(size=(5, d))
    return X, Z, float(rng.uniform(0.1, 2))


def _kernels(X: Array, Z: Array, gamma: float) -> tuple[Array, ...]:
    return tuple(Kernel(k, gamma, 2, 0.5)(X, Z) for k in KINDS)


def _their_kernels(X: Array, Z: Array, gamma: float) -> tuple[Array, ...]:
    return (
        sk_pairwise.linear_kernel(X, Z),
        sk_pairwise.polynomial_kernel(X, Z, degree=2, gamma=gamma, coef0=0.5),
        sk_pairwise.rbf_kernel(X, Z, gamma),
        sk_pairwise.sigmoid_kernel(X, Z, gamma, 0.5),
    )


def _apart(rng: np.random.Generator) -> tuple[Array, Array]:
    d = int(rng.integers(1, 4))
    X = rng.normal(5, 3, size=(25, d))
    w = rng.normal(size=d)
    score = X @ w
    middle = np.median(score)
    y = (score > middle).astype(int)
    return X + np.outer((2 * y - 1), w) / (w @ w), y


def _their_hard(X: Array, y: Array) -> tuple[Any, ...]:
    """The primal program by SLSQP."""
    signs, d = 2 * y - 1, X.shape[1]
    start = sk.SVC(kernel="linear", C=1e6).fit(X, y)
    found = scipy.optimize.minimize(
        lambda z: float(z[:d] @ z[:d] / 2),
        np.append(start.coef_[0], start.intercept_[0]),
        jac=lambda z: np.append(z[:d], 0.0),
        constraints={
            "type": "ineq",
            "fun": lambda z: signs * (X @ z[:d] + z[d]) - 1,
            "jac": lambda _: signs[:, None] * np.column_stack([X, np.ones(len(X))]),
        },
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    return found.x[:d], float(found.x[d])


def _mixed(rng: np.random.Generator) -> tuple[Array, Array, float]:
    X = rng.normal(size=(40, 2))
    y = (X[:, 0] + 0.7 * rng.normal(size=40) > 0).astype(int)
    return X, y, float(rng.choice([0.1, 1.0, 20.0]))


def _clear(rng: np.random.Generator, classes: int) -> tuple[Array, Any, float]:
    """Two or three classes, drawn until each machine's answer is clear."""
    while True:
        X, y, C = _mixed(rng)
        labels = y if classes == 2 else np.where(X[:, 1] > 0.7, 2, y)
        pairs = itertools.combinations(range(classes), 2)
        if all(_fixed(X, labels, C, pair) for pair in pairs):
            return X, labels, C


def _fixed(X: Array, labels: Any, C: float, pair: tuple[int, int]) -> bool:
    """Whether no vector is near to none, and one well inside fixes the bias."""
    rows, gamma = np.isin(labels, pair), gamma_scale(X)
    for kind in _KINDS:
        model = sk.SVC(C=C, kernel=kind, gamma=gamma, coef0=1.0, tol=1e-10)
        model.fit(X[rows], labels[rows])
        share = np.abs(model.dual_coef_) / C
        if not ((share > 0.01) & (share < 0.99)).any() or share.min() < 1e-3:
            return False
    return True


def _dual(X: Array, y: Array, C: float) -> tuple[Any, ...]:
    K, signs = Kernel("rbf", 0.5)(X, X), 2.0 * y - 1
    a, b, _, _ = smo(K, signs, C, -np.ones(len(y)), (1e-10, 100_000))
    z = a * signs
    on, short = support_vectors(a, C)
    return a.sum() - z @ K @ z / 2, z, b, np.flatnonzero(on | short)


def _their_dual(X: Array, y: Array, C: float) -> tuple[Any, ...]:
    model = sk.SVC(C=C, gamma=0.5, tol=1e-10).fit(X, y)
    K = sk_pairwise.rbf_kernel(X, X, 0.5)
    z = np.zeros(len(y))
    z[model.support_] = model.dual_coef_[0]
    objective = np.abs(z).sum() - z @ K @ z / 2
    return objective, z, model.intercept_[0], np.sort(model.support_)


def _their_support(X: Array, y: Array, C: float) -> tuple[Any, ...]:
    model = sk.SVC(C=C, gamma=0.5, tol=1e-10).fit(X, y)
    a = np.zeros(len(y))
    a[model.support_] = np.abs(model.dual_coef_[0])
    return (a > 0) & (a < C), a == C


def _support(X: Array, y: Array, C: float) -> tuple[Any, ...]:
    K = Kernel("rbf", 0.5)(X, X)
    a, _, _, _ = smo(K, 2.0 * y - 1, C, -np.ones(len(y)), (1e-10, 100_000))
    return support_vectors(a, C)


def _classified(X: Array, y: Any, C: float) -> tuple[Any, ...]:
    found: list[Any] = []
    for kind in _KINDS:
        model = SVC(C, kind, coef0=1.0, tol=1e-10).fit(X, y)
        found += [model.support_, model.gamma_, model.predict(2 * X)]
        found += [np.abs(model.decision_function(2 * X))]
    return tuple(found)


def _their_classified(X: Array, y: Any, C: float) -> tuple[Any, ...]:
    found: list[Any] = []
    for kind in _KINDS:
        model = sk.SVC(
            C=C, kernel=kind, coef0=1.0, tol=1e-10, decision_function_shape="ovo"
        ).fit(X, y)
        found += [np.sort(model.support_), model._gamma, model.predict(2 * X)]
        found += [np.abs(model.decision_function(2 * X))]
    return tuple(found)


def _curve(rng: np.random.Generator) -> tuple[Array, Array, float]:
    X = rng.uniform(-3, 3, size=(40, 1))
    return X, np.sin(X[:, 0]) + 0.1 * rng.normal(size=40), float(rng.choice([0.3, 5.0]))


def _regressed(X: Array, y: Array, C: float) -> tuple[Any, ...]:
    model = SVR(C, epsilon=0.15, tol=1e-10).fit(X, y)
    return model.support_, model.dual_coef_, model.predict(2 * X)


def _their_regressed(X: Array, y: Array, C: float) -> tuple[Any, ...]:
    model = sk.SVR(C=C, epsilon=0.15, tol=1e-10).fit(X, y)
    return model.support_, model.dual_coef_[0], model.predict(2 * X)


def _primal(X: Array, y: Array, C: float) -> float:
    model = SoftMarginClassifier(C, max_iter=4000).fit(X, y)
    found = hinge_objective(model.coef_, model.intercept_, X, 2 * y - 1, C)
    return found[0]


def _their_primal(X: Array, y: Array, C: float) -> float:
    model = sk.SVC(C=C, kernel="linear", tol=1e-10).fit(X, y)
    w, b = model.coef_[0], model.intercept_[0]
    slack = np.maximum(1 - (2 * y - 1) * (X @ w + b), 0)
    return float(w @ w / 2 + C * slack.sum())


def _hinges(rng: np.random.Generator) -> tuple[Any, ...]:
    X, y, C = _mixed(rng)
    return rng.normal(size=2), float(rng.normal()), X, 2 * y - 1, C


def _summed(w: Array, b: float, X: Array, y: Array, C: float) -> tuple[Any, ...]:
    total, by_w, by_b = w @ w / 2, w.copy(), 0.0
    for x, label in zip(X, y, strict=True):
        short = 1 - label * (x @ w + b)
        if short > 0:
            total += C * short
            by_w -= C * label * x
            by_b -= C * label
    return total, by_w, by_b


PAIRS = [
    Parity(
        Kernel,
        _their_kernels,
        "scikit-learn",
        _rows,
        ours=_kernels,
        rtol=1e-10,
        atol=1e-12,
    ),
    Parity(
        gamma_scale,
        lambda X: sk.SVC().fit(X, [0, 1, 0, 1])._gamma,
        "scikit-learn",
        lambda rng: (rng.normal(size=(4, 3)),),
    ),
    Parity(
        margins,
        lambda w: (1 / np.sqrt(np.sum(w**2)), 2 / np.sqrt(np.sum(w**2))),
        "closed form",
        lambda rng: (rng.normal(size=3),),
    ),
    Parity(hinge_objective, _summed, "closed form", _hinges, rtol=1e-10, atol=1e-10),
    Parity(
        SoftMarginClassifier,
        _their_primal,
        "scikit-learn",
        _mixed,
        ours=_primal,
        rtol=2e-2,
        trials=3,
        convention="The objective; subgradient steps close in slowly.",
    ),
    Parity(
        smo,
        _their_dual,
        "scikit-learn",
        _mixed,
        ours=_dual,
        rtol=1e-3,
        atol=1e-3,
        convention=_TOL,
    ),
    Parity(
        smo,
        lambda X, y, C: _their_dual(X, y, C)[0],
        "scikit-learn",
        _mixed,
        ours=lambda X, y, C: _dual(X, y, C)[0],
        rtol=1e-7,
        convention="The objective, which errors of K in the multipliers hardly move.",
    ),
    Parity(support_vectors, _their_support, "scikit-learn", _mixed, ours=_support),
    Parity(
        hard_margin,
        _their_hard,
        "scipy",
        _apart,
        ours=lambda X, y: hard_margin(X, y)[:2],
        rtol=1e-6,
        atol=1e-6,
        convention="The primal by SLSQP beside the dual by SMO.",
    ),
    Parity(
        SVC,
        _their_classified,
        "scikit-learn",
        lambda rng: _clear(rng, 3),
        ours=_classified,
        rtol=1e-3,
        atol=1e-3,
        trials=6,
        convention=_TOL + " Signs of machines: above 0 is the earlier class there.",
    ),
    Parity(
        SVC,
        _their_classified,
        "scikit-learn",
        lambda rng: _clear(rng, 2),
        ours=_classified,
        rtol=1e-3,
        atol=1e-3,
        trials=6,
        convention=_TOL,
    ),
    Parity(
        SVR,
        _their_regressed,
        "scikit-learn",
        _curve,
        ours=_regressed,
        rtol=1e-3,
        atol=1e-3,
        convention=_TOL,
    ),
]
