"""Trees that learn from each other's errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.ensemble as sk
import sklearn.tree as sk_tree
import torch
import xgboost

from engine.arrays import Array
from engine.parity import Parity
from engine.parity.trees.grown import single
from engine.trees.adaboost import AdaBoostClassifier, best_stump, exponential_loss
from engine.trees.gradient_boosting import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    no_progress,
    pseudo_residuals,
)
from engine.trees.race import boosting_race

Rng = np.random.Generator


_TIES = "Stumps: below, two splits may be equally good, and scikit-learn draws."


def _classes(rng: Rng) -> tuple[Array, Any]:
    X = single(rng, 200, 4)
    y = (X[:, 0] + X[:, 1] ** 2 + 0.5 * rng.normal(size=200) > 1).astype(int)
    return X, y


def _three(rng: Rng) -> tuple[Array, Any]:
    X, y = _classes(rng)
    return X, np.where(X[:, 2] > 0.7, 2, y)


def _numbers(rng: Rng) -> tuple[Array, Array]:
    X = single(rng, 200, 4)
    return X, 50 + X[:, 0] * X[:, 1] + X[:, 2] + rng.normal(size=200)


def _weighted(rng: Rng) -> tuple[Array, Any, Array]:
    X, y = _three(rng)
    return X, y, rng.gamma(1.0, size=200)


def _their_stump(X: Array, y: Any, w: Array) -> tuple[Any, ...]:
    model = sk_tree.DecisionTreeClassifier(max_depth=1).fit(X, y, sample_weight=w)
    tree = model.tree_
    low, high = model.classes_[tree.value[1:, 0].argmax(axis=1)]
    wrong = w[model.predict(X) != y].sum() / w.sum()
    return int(tree.feature[0]), float(tree.threshold[0]), low, high, wrong


def _their_ada(X: Array, y: Any) -> tuple[Any, ...]:
    model = sk.AdaBoostClassifier(n_estimators=6, learning_rate=0.7).fit(X, y)
    return model.estimator_weights_, model.estimator_errors_, model.predict(X)


def _ada(X: Array, y: Any) -> tuple[Any, ...]:
    model = AdaBoostClassifier(6, lr=0.7).fit(X, y)
    return model.alphas_, model.errors_, model.predict(X)


def _signs(rng: Rng) -> tuple[Array, Array]:
    return rng.choice([-1.0, 1.0], 9), rng.normal(size=9)


def _losses(y: Array, F: Array) -> tuple[Array, ...]:
    names = ("squared_error", "absolute_error", "log_loss")
    return tuple(pseudo_residuals(y, F, name) for name in names)


def _torch_losses(y: Array, F: Array) -> tuple[Array, ...]:
    target, found = torch.from_numpy(y), []
    for loss in (
        lambda F: ((target - F) ** 2).sum() / 2,
        lambda F: (target - F).abs().sum(),
        lambda F: torch.nn.functional.binary_cross_entropy_with_logits(
            F, target, reduction="sum"
        ),
    ):
        score = torch.from_numpy(F).requires_grad_()
        loss(score).backward()
        assert score.grad is not None
        found.append(-score.grad.numpy())
    return tuple(found)


def _steady(rng: Rng) -> tuple[Array, Array]:
    """Rows on which scikit-learn finds the same whatever its seed: no ties."""
    while True:
        X, y = _numbers(rng)
        model = sk.GradientBoostingRegressor(n_estimators=10, max_depth=1)
        said = [model.set_params(random_state=s).fit(X, y).predict(2 * X)
                for s in range(5)]  # fmt: skip
        if (said == said[0]).all():
            return X, y


def _their_gb(X: Array, y: Array) -> Any:
    model = sk.GradientBoostingRegressor(n_estimators=10, max_depth=1, random_state=0)
    model.fit(X, y)
    return model.predict(2 * X), model.train_score_


def _gb(X: Array, y: Array) -> Any:
    rng = np.random.default_rng(0)
    model = GradientBoostingRegressor(10, max_depth=1).fit(X, y, rng)
    # Half the mean square is our loss for squares.
    return model.predict(2 * X), 2 * model.history_[1:]


def _absolute(X: Array, y: Array) -> Any:
    """Two rounds for absolute errors, leaf by leaf."""
    F, new = np.full(len(y), np.median(y)), np.full(len(y), np.median(y))
    losses = []
    for _ in range(2):
        model = sk_tree.DecisionTreeRegressor(max_depth=1, random_state=0)
        leaves = model.fit(X, np.sign(y - F)).apply(X)
        steps = {leaf: np.median((y - F)[leaves == leaf]) for leaf in set(leaves)}
        F = F + 0.1 * np.array([steps[leaf] for leaf in leaves])
        new = new + 0.1 * np.array([steps[leaf] for leaf in model.apply(2 * X)])
        losses.append(np.mean(np.abs(y - F)))
    return new, np.array(losses)


def _our_absolute(X: Array, y: Array) -> Any:
    rng = np.random.default_rng(0)
    model = GradientBoostingRegressor(2, max_depth=1, loss="absolute_error")
    return model.fit(X, y, rng).predict(2 * X), model.history_[1:]


def _their_gb_classes(X: Array, y: Any) -> Any:
    model = sk.GradientBoostingClassifier(
        n_estimators=5, max_depth=1, random_state=0
    ).fit(X, y)
    return model.decision_function(2 * X), model.predict_proba(2 * X)


def _gb_classes(X: Array, y: Any) -> Any:
    rng = np.random.default_rng(0)
    model = GradientBoostingClassifier(5, max_depth=1).fit(X, y, rng)
    return model.decision_function(2 * X), model.predict_proba(2 * X)


def _stopping(rng: Rng) -> tuple[list[float], int]:
    return (10 - rng.random(rng.integers(1, 9)).cumsum() % 3).tolist(), int(
        rng.integers(1, 4)
    )


def _their_stopping(losses: list[float], patience: int) -> bool:
    """scikit-learn's ring of the last losses; only the last round is judged."""
    ring = np.full(patience, np.inf)
    for i, loss in enumerate(losses):
        going = bool(np.any(loss + 1e-4 < ring))
        ring[i % patience] = loss
    return not going


def _race(rng: Rng) -> tuple[Array, Any, Array, Any]:
    X, y = _classes(rng)
    return X[:100], y[:100], X[100:], y[100:]


def _their_race(X: Array, y: Any, new: Array, y_new: Any) -> dict[str, float]:
    models = {
        "stump": sk_tree.DecisionTreeClassifier(max_depth=1),
        "adaboost": sk.AdaBoostClassifier(n_estimators=100),
        "gradient": sk.GradientBoostingClassifier(random_state=0),
        "second order": xgboost.XGBClassifier(
            n_estimators=100, max_depth=3, learning_rate=0.1, n_jobs=1
        ),
    }
    return {
        n: float(np.mean(m.fit(X, y).predict(new) == y_new)) for n, m in models.items()
    }


PAIRS = [
    Parity(best_stump, _their_stump, "scikit-learn", _weighted, rtol=1e-9),
    Parity(
        AdaBoostClassifier,
        _their_ada,
        "scikit-learn",
        _three,
        ours=_ada,
        rtol=1e-9,
        convention="Both SAMME; textbooks' alphas are half as large.",
        trials=6,
    ),
    Parity(
        exponential_loss,
        lambda y, F: np.mean([np.exp(-a * b) for a, b in zip(y, F, strict=True)]),
        "numpy",
        _signs,
    ),
    Parity(
        pseudo_residuals,
        _torch_losses,
        "torch",
        lambda rng: (rng.integers(0, 2, 9).astype(float), 3 * rng.normal(size=9)),
        ours=_losses,
    ),
    Parity(
        GradientBoostingRegressor,
        _their_gb,
        "scikit-learn",
        _steady,
        ours=_gb,
        rtol=1e-9,
        convention=_TIES,
        trials=4,
    ),
    Parity(
        GradientBoostingRegressor,
        _absolute,
        "closed form",
        _numbers,
        ours=_our_absolute,
        rtol=1e-9,
        convention="scikit-learn's median of an even number is the lower one.",
        trials=4,
    ),
    Parity(
        GradientBoostingClassifier,
        _their_gb_classes,
        "scikit-learn",
        _classes,
        ours=_gb_classes,
        rtol=1e-9,
        atol=1e-12,
        convention=_TIES,
        trials=4,
    ),
    Parity(no_progress, _their_stopping, "closed form", _stopping, trials=40),
    Parity(
        boosting_race,
        _their_race,
        "scikit-learn and XGBoost",
        _race,
        atol=0.06,
        trials=2,
        convention="Accuracy on 100 new rows, where ties in the trees show.",
    ),
]
