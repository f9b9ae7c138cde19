"""Metrics of regression and forecasts beside scikit-learn and torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import sklearn.metrics as sk
import torch
from sklearn.model_selection import TimeSeriesSplit

from engine.arrays import Array
from engine.metrics.chooser import choose_metrics
from engine.metrics.forecast import mase, rolling_origin, smape
from engine.metrics.regression import regression_scores
from engine.parity import Parity


def _predictions(rng: np.random.Generator) -> tuple[Array, Array, int, float]:
    n = int(rng.integers(4, 40))
    y = rng.normal(size=n) + 3 * rng.integers(0, 2)
    return y, y + rng.standard_t(2, n), int(rng.integers(0, 3)), rng.uniform(0.1, 3)


def _scores(y: Array, y_hat: Array, p: int, delta: float) -> dict[str, Any]:
    n, r2 = len(y), sk.r2_score(y, y_hat)
    huber = torch.nn.HuberLoss(delta=delta)
    return {
        "MSE": sk.mean_squared_error(y, y_hat),
        "RMSE": sk.root_mean_squared_error(y, y_hat),
        "MAE": sk.mean_absolute_error(y, y_hat),
        "R2": r2,
        "adjusted R2": 1 - (1 - r2) * (n - 1) / (n - p - 1),
        "MAPE": sk.mean_absolute_percentage_error(y, y_hat),
        "Huber": huber(torch.tensor(y_hat), torch.tensor(y)).item(),
    }


def _series(rng: np.random.Generator) -> tuple[Array, Array, Array, int]:
    past, n = rng.normal(size=rng.integers(5, 20)), rng.integers(1, 6)
    return past, rng.normal(size=n), rng.normal(size=n), int(rng.integers(1, 5))


def _mase(past: Array, y: Array, y_hat: Array, m: int) -> float:
    naive = [abs(past[t] - past[t - m]) for t in range(m, len(past))]
    return float(np.mean(np.abs(y - y_hat)) / (sum(naive) / len(naive)))


def _pair(rng: np.random.Generator) -> tuple[Array, Array]:
    n = rng.integers(1, 20)
    return np.append(rng.normal(size=n), 0.0), np.append(rng.normal(size=n), 0.0)


def _smape(y: Array, y_hat: Array) -> float:
    terms = [2 * abs(a - b) / (abs(a) + abs(b)) if a or b else 0.0
             for a, b in zip(y, y_hat, strict=True)]  # fmt: skip
    return sum(terms) / len(terms)


def _drift(past: Array, horizon: int) -> Array:
    slope = (past[-1] - past[0]) / max(len(past) - 1, 1)
    return np.asarray(past[-1] + slope * np.arange(1, horizon + 1))


def _long(rng: np.random.Generator) -> tuple[Array, int, int]:
    y = rng.normal(size=20).cumsum()
    y[rng.random(20) < 0.05] = 0.0
    return y, int(rng.integers(1, 8)), int(rng.integers(1, 4))


def _rolled(y: Array, start: int, horizon: int) -> dict[str, Array]:
    """Steps ahead one by one, over scikit-learn's splits with one new row each."""
    splits = TimeSeriesSplit(len(y) - start, test_size=1)
    found: dict[str, list[Any]] = {"RMSE": [], "MAE": [], "MAPE": []}
    for h in range(horizon):
        told, true = [], []
        for train, _ in splits.split(y):
            if len(train) + horizon <= len(y):
                told.append(_drift(y[train], horizon)[h])
                true.append(y[len(train) + h])
        found["RMSE"].append(sk.root_mean_squared_error(true, told))
        found["MAE"].append(sk.mean_absolute_error(true, told))
        share = sk.mean_absolute_percentage_error(true, told)
        found["MAPE"].append(np.nan if 0 in true else share)
    return {name: np.array(values) for name, values in found.items()}


PAIRS = [
    Parity(
        regression_scores,
        _scores,
        "scikit-learn, torch",
        _predictions,
        convention="MAPE is NaN where a target is 0; there it is about 1e15.",
    ),
    Parity(mase, _mase, "closed form", _series),
    Parity(smape, _smape, "closed form", _pair),
    Parity(
        rolling_origin,
        _rolled,
        "scikit-learn",
        _long,
        ours=lambda y, start, horizon: rolling_origin(y, _drift, start, horizon),
    ),
    Parity(
        choose_metrics,
        None,
        "",
        lambda _: ("outliers",),
        convention="A table of advice; nothing is computed.",
    ),
]
