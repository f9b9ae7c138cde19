"""Boosting with curvature."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import sklearn.ensemble as sk
import xgboost

from engine.arrays import Array
from engine.parity import Parity
from engine.parity.trees.grown import single
from engine.trees.second_order import (
    as_gaps,
    best_histogram_split,
    bin_thresholds,
    leaf_weight,
    split_gain,
    to_bins,
)
from engine.trees.second_order_boosting import (
    SecondOrderClassifier,
    SecondOrderRegressor,
)

Rng = np.random.Generator


def _classes(rng: Rng) -> tuple[Array, Any]:
    """Of 900 rows: in a small node two splits can gain the same, and each takes one."""
    X = single(rng, 900, 4)
    y = (X[:, 0] + X[:, 1] ** 2 + 0.5 * rng.normal(size=900) > 1).astype(int)
    return X, y


def _numbers(rng: Rng) -> tuple[Array, Array]:
    X = single(rng, 200, 4)
    return X, 50 + X[:, 0] * X[:, 1] + X[:, 2] + rng.normal(size=200)


def _leaf(rng: Rng) -> tuple[float, float, float, float]:
    return (5 * rng.normal(), rng.gamma(2.0), rng.gamma(1.0), rng.gamma(1.0))


def _searched_leaf(G: float, H: float, lam: float, alpha: float) -> float:
    """The least of the objective where its parabolas end: at 0 or at a vertex."""
    ends = [0.0, -(G + alpha) / (H + lam), -(G - alpha) / (H + lam)]
    return min(ends, key=lambda w: G * w + (H + lam) * w * w / 2 + alpha * abs(w))


def _searched_gain(a: Array, b: Array, lam: float, alpha: float) -> float:
    def lowest(G: float, H: float) -> float:
        w = _searched_leaf(G, H, lam, alpha)
        return G * w + (H + lam) * w * w / 2 + alpha * abs(w)

    return 2 * (lowest(*(a + b)) - lowest(*a) - lowest(*b))


def _gaps(rng: Rng) -> tuple[Array, Array, Array]:
    X = single(rng, 40, 3)
    X[:, 1] = X[:, 1].round(1)
    X[rng.random(X.shape) < 0.2] = np.nan
    return X, rng.normal(size=40), rng.gamma(2.0, size=40)


def _every_split(X: Array, g: Array, h: Array) -> tuple[Any, ...]:
    """All thresholds, both directions, sums from the start."""
    best: tuple[Any, ...] = (0, np.inf, False, 0.0)
    for j in range(X.shape[1]):
        x, missing = X[:, j], np.isnan(X[:, j])
        values = np.unique(x[~missing])
        for t in [*(values[:-1] + values[1:]) / 2, np.inf]:
            for missing_left in (False, True):
                left = (x <= t) | (missing & missing_left)
                if left.all() or not left.any():
                    continue
                sides = [(g[s].sum(), h[s].sum()) for s in (left, ~left, left | ~left)]
                worth = [G**2 / (H + 0.5) for G, H in sides]
                gain = worth[0] + worth[1] - worth[2]
                if gain > best[3] + 1e-9:
                    best = (j, float(t), missing_left, float(gain))
    return best


def _holes(rng: Rng) -> tuple[Array, Array, dict[str, float]]:
    X, y = _numbers(rng)
    X[rng.random(X.shape) < 0.2] = np.nan
    changed = {"lam": 0.0, "alpha": 3.0, "gamma": 2.0, "min_child_weight": 6.0}
    name = str(rng.choice(list(changed)))
    return X, y, {name: changed[name]}


_NAMES = {"lam": "reg_lambda", "alpha": "reg_alpha"}


def _their_boost(X: Array, y: Array, how: dict[str, float]) -> Any:
    how = {_NAMES.get(name, name): value for name, value in how.items()}
    model = xgboost.XGBRegressor(
        n_estimators=8, max_depth=3, tree_method="exact", n_jobs=1,
        base_score=float(y.mean()), **how,
    ).fit(X, y)  # fmt: skip
    return model.predict(X).astype(float)


def _boost(X: Array, y: Array, how: dict[str, Any]) -> Any:
    return SecondOrderRegressor(8, max_depth=3, **how).fit(X, y).predict(X)


def _their_histograms(X: Array, y: Array) -> Any:
    model = sk.HistGradientBoostingRegressor(
        max_iter=5, max_depth=2, max_leaf_nodes=None, min_samples_leaf=10,
        learning_rate=0.3, early_stopping=False,
    ).fit(X, y)  # fmt: skip
    return model.predict(2 * X)


def _histograms(X: Array, y: Array) -> Any:
    model = SecondOrderRegressor(
        5, max_depth=2, lam=0.0, max_bins=255, min_child_weight=10.0
    ).fit(X, y)
    return model.predict(2 * X)


def _their_boost_classes(X: Array, y: Any) -> Any:
    model = xgboost.XGBClassifier(
        n_estimators=3, max_depth=2, tree_method="exact", n_jobs=1,
        base_score=float(y.mean()),
    ).fit(X, y)  # fmt: skip
    return model.predict_proba(X).astype(float)


def _boost_classes(X: Array, y: Any) -> Any:
    model = SecondOrderClassifier(3, max_depth=2, max_bins=len(X)).fit(X, y)
    return model.predict_proba(X)


def _their_custom(X: Array, y: Any) -> Any:
    """A loss of one's own in XGBoost: the log loss, as a function of margins."""

    def objective(F: Array, data: Any) -> tuple[Array, Array]:
        p = 1 / (1 + np.exp(-F))
        return p - data.get_label(), p * (1 - p)

    start = float(np.log(y.mean() / (1 - y.mean())))
    data = xgboost.DMatrix(X, label=y)
    data.set_base_margin(np.full(len(y), start))
    how = {"max_depth": 2, "tree_method": "exact", "nthread": 1}
    model = xgboost.train(how, data, num_boost_round=3, obj=objective)
    return model.predict(data, output_margin=True).astype(float)


def _custom(X: Array, y: Any) -> Any:
    def objective(y: Array, F: Array) -> tuple[Array, Array]:
        p = 1 / (1 + np.exp(-F))
        return p - y, p * (1 - p)

    model = SecondOrderClassifier(3, max_depth=2, max_bins=len(X), objective=objective)
    return model.fit(X, y).decision_function(X)


def _middles(x: Array) -> list[float]:
    values = sorted(x.tolist())
    return [(a + b) / 2 for a, b in itertools.pairwise(values)]


def _finite(edges: Any) -> Array:
    """No infinity, which cannot be subtracted."""
    return np.asarray(np.minimum(np.asarray(edges, dtype=float), 1e9))


PAIRS = [
    Parity(leaf_weight, _searched_leaf, "closed form", _leaf, rtol=1e-9),
    Parity(
        split_gain,
        _searched_gain,
        "closed form",
        lambda rng: (
            np.array(_leaf(rng)[:2]),
            np.array(_leaf(rng)[:2]),
            *rng.gamma(1.0, size=2),
        ),
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        best_histogram_split,
        _every_split,
        "closed form",
        _gaps,
        ours=lambda X, g, h: best_histogram_split(X, g, h, lam=0.5),
        rtol=1e-9,
        trials=20,
    ),
    Parity(
        bin_thresholds,
        lambda X: _finite([[*_middles(x), np.inf] for x in X.T]),
        "numpy",
        lambda rng: (rng.permuted(np.arange(18.0).reshape(6, 3) ** 2, axis=0),),
        ours=lambda X: _finite(bin_thresholds(X)),
    ),
    Parity(
        to_bins,
        lambda X, e: np.array(
            [[(x > row).sum() for x, row in zip(r, e, strict=True)] for r in X]
        ),
        "numpy",
        lambda rng: (
            rng.integers(0, 5, (9, 2)),
            np.array([[1, 2, np.inf], [3, 4, np.inf]]),
        ),
    ),
    Parity(as_gaps, np.float64, "numpy", lambda rng: (_gaps(rng)[0].tolist(),)),
    Parity(
        SecondOrderRegressor,
        _their_boost,
        "XGBoost",
        _holes,
        ours=_boost,
        rtol=1e-5,
        atol=1e-5,
        convention="XGBoost counts in single precision; the rows learned from.",
        trials=8,
    ),
    Parity(
        SecondOrderRegressor,
        _their_histograms,
        "scikit-learn",
        _numbers,
        ours=_histograms,
        rtol=1e-5,
        convention="lam 0, and derivatives in single precision there.",
        trials=4,
    ),
    Parity(
        SecondOrderClassifier,
        _their_boost_classes,
        "XGBoost",
        _classes,
        ours=_boost_classes,
        rtol=1e-4,
        atol=1e-5,
        convention="XGBoost counts in single precision; the rows learned from.",
        trials=4,
    ),
    Parity(
        SecondOrderClassifier,
        _their_custom,
        "XGBoost",
        _classes,
        ours=_custom,
        rtol=1e-4,
        atol=1e-4,
        convention="A loss of one's own: XGBoost asks for F first and the data next.",
        trials=4,
    ),
]
