"""Encoders, bins, pipelines and leaks beside scikit-learn and pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sklearn.preprocessing as sk
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer as SkImputer
from sklearn.linear_model import LogisticRegression as SkLogistic
from sklearn.linear_model import Ridge as SkRidge
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline

from engine.arrays import Array
from engine.linear.goodness import r_squared
from engine.linear.ridge import Ridge
from engine.parity import Parity
from engine.preprocessing.binning import bin_edges, bin_index
from engine.preprocessing.encoders import (
    label_encode,
    one_hot,
    ordinal_encode,
    target_encode,
    target_encode_out_of_fold,
)
from engine.preprocessing.leakage import (
    leakage_gap,
    models_on_holes,
    selection_leak,
    target_leak,
)
from engine.preprocessing.pipeline import Pipeline
from engine.preprocessing.scalers import StandardScaler
from engine.preprocessing.simple_imputer import SimpleImputer
from engine.validation.splits import k_fold

Labels = NDArray[np.str_]
LEVELS = ["low", "medium", "high", "none"]


def _labels(rng: np.random.Generator) -> tuple[Labels]:
    return (rng.choice(LEVELS, rng.integers(1, 20)),)


def _targets(rng: np.random.Generator) -> tuple[Labels, Array, Labels, float]:
    """New labels that no training row has among them."""
    x = rng.choice(["a", "b", "c"], 20)
    return x, rng.normal(size=20), rng.choice(["a", "b", "c", "d"], 9), 3.0


def _one_hot(x: Labels) -> tuple[Any, ...]:
    frame = pd.get_dummies(pd.Series(x), dtype=float)
    return frame.to_numpy(), frame.columns.to_numpy(dtype=str)


def _one_hot_known(x: Labels) -> Any:
    encoder = sk.OneHotEncoder(
        categories=[["low", "medium"]], handle_unknown="ignore", sparse_output=False
    )
    return encoder.fit_transform(x[:, None])


def _target(x: Labels, y: Array, new: Labels, smooth: float) -> Any:
    """scikit-learn's, which takes the same mean of level and of all."""
    encoder = sk.TargetEncoder(smooth=smooth, target_type="continuous")
    return encoder.fit(x[:, None], y).transform(new[:, None])[:, 0]


def _out_of_fold(x: Labels, y: Array) -> Array:
    codes = np.empty(len(x))
    for others, fold in KFold(4).split(x):
        encoder = sk.TargetEncoder(smooth=2.0, target_type="continuous")
        encoder.fit(x[others, None], y[others])
        codes[fold] = encoder.transform(x[fold, None])[:, 0]
    return codes


def _bins(rng: np.random.Generator) -> tuple[Array, int]:
    return rng.normal(size=rng.integers(3, 30)), int(rng.integers(2, 6))


def _edges(strategy: str) -> Any:
    def run(x: Array, bins: int) -> Any:
        binner = sk.KBinsDiscretizer(
            bins, encode="ordinal", strategy=strategy, quantile_method="linear"
        )
        return binner.fit(x[:, None]).bin_edges_[0]

    return run


def _binned(x: Array, bins: int) -> Any:
    binner = sk.KBinsDiscretizer(bins, encode="ordinal", strategy="uniform")
    binner.fit(x[:, None])
    return binner.transform(3 * x[:, None])[:, 0].astype(int)


def _holed(rng: np.random.Generator) -> tuple[Array, Array]:
    X = rng.normal(size=(30, 3))
    y = X.sum(axis=1) + rng.normal(size=30)
    X[rng.random((30, 3)) < 0.2] = np.nan
    return X, y


def _pipeline() -> Pipeline:
    return Pipeline([SimpleImputer("median"), StandardScaler(), Ridge()])


def _sk_pipeline() -> Any:
    return make_pipeline(SkImputer(strategy="median"), sk.StandardScaler(), SkRidge())


def _gap(X: Array, y: Array) -> tuple[Any, ...]:
    model = _sk_pipeline()
    inside = cross_val_score(model, X, y, cv=KFold(5), scoring="r2")
    Z = model[:-1].fit_transform(X)
    return inside.mean(), cross_val_score(model[-1], Z, y, cv=KFold(5)).mean()


def _our_gap(X: Array, y: Array) -> tuple[float, float]:
    return leakage_gap(_pipeline(), (X, y), k_fold(30, 5), score=r_squared)


def _seed(rng: np.random.Generator) -> tuple[int]:
    return (int(rng.integers(10_000)),)


def _selected(seed: int) -> tuple[float, float]:
    """The same by numpy.corrcoef and scikit-learn's logistic regression."""
    X = np.random.default_rng(seed).normal(size=(60, 200))
    y = np.arange(60) % 2

    def best(rows: Any) -> Any:
        r = [abs(np.corrcoef(x[rows], y[rows])[0, 1]) for x in X.T]
        return np.argsort(r)[::-1][:10]

    scores = []
    for train, test in KFold(5).split(X):
        for columns in (best(train), best(np.arange(60))):
            model = SkLogistic(tol=1e-10).fit(X[np.ix_(train, columns)], y[train])
            scores.append(model.score(X[np.ix_(test, columns)], y[test]))
    return float(np.mean(scores[::2])), float(np.mean(scores[1::2]))


def _leak(seed: int) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 200, (2, 400)), rng.integers(0, 2, (2, 400))
    means = pd.Series(y[0]).groupby(x[0]).mean()
    new = pd.Series(x[1]).map(means).fillna(y[0].mean())
    return roc_auc_score(y[0], means[x[0]]), roc_auc_score(y[1], new)


def _models(seed: int) -> tuple[float, ...]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(400, 2))
    y = 3 * X[:, 0] + X[:, 1] + 0.3 * rng.normal(size=400)
    X[rng.random(400) < 0.2, 0] = np.nan
    constant = SkImputer(strategy="constant", fill_value=-999.0)
    scores = []
    for model in (
        make_pipeline(SkImputer(), SkRidge()),
        make_pipeline(constant, SkRidge()),
    ):
        model.fit(X[:200], y[:200])
        scores.append(r2_score(y[200:], model.predict(X[200:])))
    return tuple(scores)


def _our_models(seed: int) -> tuple[float, ...]:
    found = models_on_holes(np.random.default_rng(seed), 200)
    return found["line, mean"], found["line, -999"]


PAIRS = [
    Parity(one_hot, _one_hot, "pandas", _labels),
    Parity(
        one_hot,
        _one_hot_known,
        "scikit-learn",
        _labels,
        ours=lambda x: one_hot(x, ["low", "medium"], unknown="ignore")[0],
    ),
    Parity(
        one_hot,
        lambda x: pd.get_dummies(pd.Series(x), dtype=float, drop_first=True).to_numpy(),
        "pandas",
        _labels,
        ours=lambda x: one_hot(x, drop_first=True)[0],
    ),
    Parity(
        label_encode,
        lambda y: sk.LabelEncoder().fit_transform(y),
        "scikit-learn",
        _labels,
        ours=lambda y: label_encode(y)[0],
        convention="Also gives the classes.",
    ),
    Parity(
        ordinal_encode,
        lambda x: sk.OrdinalEncoder(categories=[LEVELS], dtype=int).fit_transform(
            x[:, None]
        )[:, 0],
        "scikit-learn",
        _labels,
        ours=lambda x: ordinal_encode(x, LEVELS),
    ),
    Parity(target_encode, _target, "scikit-learn", _targets),
    Parity(
        target_encode_out_of_fold,
        _out_of_fold,
        "scikit-learn",
        lambda rng: _targets(rng)[:2],
        ours=lambda x, y: target_encode_out_of_fold(x, y, 4, 2.0),
        convention="Fold by fold; its own fit_transform shuffles.",
    ),
    Parity(bin_edges, _edges("uniform"), "scikit-learn", _bins, rtol=1e-11),
    Parity(
        bin_edges,
        _edges("quantile"),
        "scikit-learn",
        _bins,
        ours=lambda x, bins: bin_edges(x, bins, "rows"),
        rtol=1e-11,
        convention="Quantiles are interpolated; its default averages two rows.",
    ),
    Parity(
        bin_index,
        _binned,
        "scikit-learn",
        _bins,
        ours=lambda x, bins: bin_index(3 * x, bin_edges(x, bins)),
    ),
    Parity(
        Pipeline,
        lambda X, y: _sk_pipeline().fit(X[:20], y[:20]).predict(X[20:]),
        "scikit-learn",
        _holed,
        ours=lambda X, y: _pipeline().fit(X[:20], y[:20]).predict(X[20:]),
        rtol=1e-9,
    ),
    Parity(leakage_gap, _gap, "scikit-learn", _holed, ours=_our_gap, rtol=1e-9),
    Parity(
        selection_leak,
        _selected,
        "scikit-learn",
        _seed,
        ours=lambda seed: selection_leak(np.random.default_rng(seed), d=200),
        trials=4,
    ),
    Parity(
        target_leak,
        _leak,
        "pandas, scikit-learn",
        _seed,
        ours=lambda seed: target_leak(np.random.default_rng(seed))["naive"],
    ),
    Parity(
        models_on_holes,
        _models,
        "scikit-learn",
        _seed,
        ours=_our_models,
        rtol=1e-7,
        trials=3,
        convention="The two lines; trees and boosting are compared in their family.",
    ),
]
