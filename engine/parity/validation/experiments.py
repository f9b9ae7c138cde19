"""Cross-validation, tuning and experiments beside scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.model_selection as sk
from sklearn.ensemble import GradientBoostingRegressor as SkBoosting
from sklearn.linear_model import LinearRegression as SkLine
from sklearn.linear_model import Ridge as SkRidge
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures
from sklearn.tree import DecisionTreeClassifier as SkTree

from engine.arrays import Array
from engine.linear.goodness import r_squared
from engine.linear.polynomial import PolynomialRegression
from engine.linear.ridge import Ridge
from engine.parity import Parity
from engine.parity.validation.splits import regression
from engine.validation.bias_variance import bias_variance, trade_off
from engine.validation.cross_validation import (
    grid_search,
    nested_cross_validate,
    rows_and_targets,
    tune,
)
from engine.validation.curves import learning_curve, overfitting_gap, validation_curve
from engine.validation.experiments import (
    cure_underfitting,
    memorising_tree,
    polynomial_degrees,
)
from engine.validation.held_out import HeldOut
from engine.validation.remedies import cure_overfitting
from engine.validation.splits import (
    k_fold,
)

SPACE = {"alpha": [0.01, 1.0, 100.0]}


def _grid(X: Array, y: Array) -> tuple[Any, ...]:
    search = sk.GridSearchCV(SkRidge(), SPACE, cv=sk.KFold(4), scoring="r2").fit(X, y)
    return search.best_params_["alpha"], search.cv_results_["mean_test_score"]


def _our_grid(X: Array, y: Array) -> tuple[Any, ...]:
    best, tried = grid_search(Ridge(), SPACE, (X, y), k_fold(24, 4), score=r_squared)
    return best["alpha"], np.array([mean for _, mean in tried])


def _tuned(X: Array, y: Array) -> tuple[Any, ...]:
    fold = sk.PredefinedSplit([-1] * 16 + [0] * 8)
    search = sk.GridSearchCV(SkRidge(), SPACE, cv=fold, scoring="r2").fit(X, y)
    return search.best_params_["alpha"], search.cv_results_["mean_test_score"]


def _our_tuned(X: Array, y: Array) -> tuple[Any, ...]:
    train, validation = (X[:16], y[:16]), (X[16:], y[16:])
    best, tried = tune(Ridge(), SPACE, train, validation, score=r_squared)
    return best["alpha"], np.array([score for _, score in tried])


def _nested(X: Array, y: Array) -> Any:
    search = sk.GridSearchCV(SkRidge(), SPACE, cv=sk.KFold(4), scoring="r2")
    return sk.cross_val_score(search, X, y, cv=sk.KFold(3), scoring="r2")


def _our_nested(X: Array, y: Array) -> Array:
    return nested_cross_validate(
        Ridge(), SPACE, (X, y), k_fold(24, 3), lambda n: k_fold(n, 4), score=r_squared
    )


def _validation(X: Array, y: Array) -> tuple[Any, ...]:
    found = sk.validation_curve(
        SkRidge(), X, y, param_name="alpha", param_range=SPACE["alpha"],
        cv=sk.KFold(4), scoring="r2",
    )  # fmt: skip
    return tuple(scores.mean(axis=1) for scores in found)


def _learning(X: Array, y: Array) -> tuple[Any, ...]:
    _, train, test = sk.learning_curve(
        SkRidge(), X, y, train_sizes=[5, 18], cv=sk.KFold(4), scoring="r2"
    )
    return train.mean(axis=1), test.mean(axis=1)


def _bias(seed: int, degree: int) -> tuple[float, ...]:
    """Least squares is linear in y: predictions are a fixed matrix times y."""
    rng, x = np.random.default_rng(seed), np.linspace(-1, 1, 15)
    A = np.vander(x, degree + 1)
    hat = A @ np.linalg.pinv(A)
    f = np.cos(3 * x)
    told = np.array([hat @ (f + 0.5 * rng.normal(size=15)) for _ in range(30)])
    new = f + 0.5 * rng.normal(size=(30, 15))
    bias2 = np.mean((np.mean(told, axis=0) - f) ** 2)
    variance = np.mean((told - told.mean(axis=0)) ** 2)
    return bias2, variance, 0.25, bias2 + variance + 0.25, np.mean((new - told) ** 2)


def _our_bias(seed: int, degree: int) -> tuple[float, ...]:
    found = bias_variance(
        PolynomialRegression(degree), lambda x: np.cos(3 * x), np.linspace(-1, 1, 15),
        0.5, np.random.default_rng(seed), reps=30,
    )  # fmt: skip
    return tuple(found[k] for k in ("bias2", "variance", "noise", "total", "mse"))


def _seed(rng: np.random.Generator) -> tuple[int]:
    return (int(rng.integers(10_000)),)


def _sine(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    x = rng.random(n)
    return x[:, None], np.sin(2 * np.pi * x) + 0.3 * rng.normal(size=n)


def _mse(model: Any, X: Array, y: Array) -> float:
    return float(np.mean((y - model.predict(X)) ** 2))


def _polynomial(degree: int) -> Any:
    return make_pipeline(PolynomialFeatures(degree), SkLine())


def _degrees_again(seed: int) -> dict[int, tuple[float, float]]:
    rng = np.random.default_rng(seed)
    train, test = _sine(25, rng), _sine(2000, rng)
    models = {d: _polynomial(d).fit(*train) for d in (1, 3, 5)}
    return {d: (_mse(m, *train), _mse(m, *test)) for d, m in models.items()}


def _tree_again(seed: int) -> dict[int, tuple[float, float]]:
    rng, data = np.random.default_rng(seed), []
    for n in (500, 2000):
        X = rng.normal(size=(n, 10))
        y = X[:, 0] + X[:, 1] > 0
        data.append((X, y ^ (rng.random(n) < 0.2)))
    trees = {d: SkTree(max_depth=d, random_state=0).fit(*data[0]) for d in (1, 2)}
    return {d: tuple(t.score(*rows) for rows in data) for d, t in trees.items()}


def _cures_again(seed: int) -> dict[str, tuple[float, float]]:
    rng = np.random.default_rng(seed)
    (X, y), (new, truth) = _sine(200, rng), _sine(2000, rng)
    line, cubic = (_mse(_polynomial(d).fit(X, y), new, truth) for d in (1, 3))
    one, fifty = (
        _mse(SkBoosting(n_estimators=k, max_depth=2).fit(X, y), new, truth)
        for k in (1, 50)
    )
    wave, new_wave = (np.hstack([Z, np.sin(2 * np.pi * Z)]) for Z in (X, new))
    informed = _mse(_polynomial(1).fit(wave, y), new_wave, truth)
    return {
        "more complexity": (line, cubic),
        "more training": (one, fifty),
        "more features": (line, informed),
    }


def _trade_off_again(seed: int) -> tuple[float, ...]:
    """The line alone, which draws first, by its matrix."""
    rng, x = np.random.default_rng(seed), np.linspace(0, 1, 25)
    A = np.vander(x, 2)
    f = np.sin(2 * np.pi * x)
    told = [A @ np.linalg.pinv(A) @ (f + 0.3 * rng.normal(size=25)) for _ in range(5)]
    return float(((np.mean(told, axis=0) - f) ** 2).mean()), float(
        np.var(told, axis=0).mean()
    )


def _our_trade_off(seed: int) -> tuple[float, ...]:
    line = trade_off(np.random.default_rng(seed), reps=5)["line"]
    return line["bias2"], line["variance"]


def _with_seed(experiment: Any, *arguments: Any) -> Any:
    return lambda seed: experiment(np.random.default_rng(seed), *arguments)


def _only(cures: Any, *names: str) -> Any:
    return lambda seed: {name: cures(seed)[name] for name in names}


_LINES = "more complexity", "more features"
_BOOSTED = "more training"

PAIRS = [
    Parity(grid_search, _grid, "scikit-learn", regression, ours=_our_grid, rtol=1e-9),
    Parity(tune, _tuned, "scikit-learn", regression, ours=_our_tuned, rtol=1e-9),
    Parity(
        nested_cross_validate,
        _nested,
        "scikit-learn",
        regression,
        ours=_our_nested,
        rtol=1e-9,
    ),
    Parity(rows_and_targets, lambda X, y: (X, y), "as they are", regression),
    Parity(
        validation_curve,
        _validation,
        "scikit-learn",
        regression,
        ours=lambda X, y: validation_curve(
            Ridge(), "alpha", SPACE["alpha"], (X, y), k_fold(24, 4), score=r_squared
        ),
        rtol=1e-9,
    ),
    Parity(
        learning_curve,
        _learning,
        "scikit-learn",
        regression,
        ours=lambda X, y: learning_curve(
            Ridge(), [5, 18], (X, y), k_fold(24, 4), score=r_squared
        ),
        rtol=1e-9,
    ),
    Parity(
        overfitting_gap,
        lambda train, other: train - other,
        "closed form",
        lambda rng: tuple(rng.random(2)),
        ours=lambda train, other: overfitting_gap(train, other, 0.9)[0],
    ),
    Parity(
        HeldOut,
        lambda X, y: r2_score(y, SkRidge().fit(X, y).predict(X)),
        "scikit-learn",
        regression,
        ours=lambda X, y: HeldOut(X, y).score(Ridge().fit(X, y), r_squared),
        rtol=1e-9,
    ),
    Parity(
        bias_variance,
        _bias,
        "hat matrix",
        lambda rng: (*_seed(rng), int(rng.integers(1, 6))),
        ours=_our_bias,
        rtol=1e-8,
    ),
    Parity(
        trade_off, _trade_off_again, "hat matrix", _seed, ours=_our_trade_off, rtol=1e-9
    ),
    Parity(
        polynomial_degrees,
        _degrees_again,
        "scikit-learn",
        _seed,
        ours=_with_seed(polynomial_degrees, (1, 3, 5)),
        rtol=1e-7,
        trials=3,
    ),
    Parity(
        memorising_tree,
        _tree_again,
        "scikit-learn",
        _seed,
        ours=_with_seed(memorising_tree, (1, 2)),
        trials=3,
        convention="To depth 2: further down equal gains are broken by chance there.",
    ),
    Parity(
        cure_underfitting,
        _only(_cures_again, *_LINES),
        "scikit-learn",
        _seed,
        ours=_only(_with_seed(cure_underfitting), *_LINES),
        rtol=1e-7,
        trials=3,
    ),
    Parity(
        cure_underfitting,
        _only(_cures_again, _BOOSTED),
        "scikit-learn",
        _seed,
        ours=_only(_with_seed(cure_underfitting), _BOOSTED),
        rtol=1e-4,
        trials=3,
        convention="Of cuts that gain the same any may be taken.",
    ),
    Parity(
        cure_overfitting,
        None,
        "",
        _seed,
        convention="An experiment with torch's own network and optimiser; its"
        " tests compare the remedies.",
    ),
]
