"""What trees are grown by: impurities, splits, surrogates."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import scipy.stats

from engine.arrays import Array
from engine.parity import Parity
from engine.trees.impurity import (
    absolute_error,
    gini,
    information_gain,
    node_entropy,
    squared_error,
)
from engine.trees.split import as_targets, best_split, search
from engine.trees.surrogate import goes_left, surrogate_splits


def _shares(rng: np.random.Generator) -> tuple[Array]:
    p = rng.dirichlet(np.ones(rng.integers(1, 6)), 3)
    p[0] = np.eye(p.shape[1])[0]
    return (p,)


def _gain(children: Array) -> float:
    rows = np.repeat(np.arange(len(children)), children.sum(axis=1))
    labels = np.concatenate([np.repeat(np.arange(len(c)), c) for c in children])
    h = scipy.stats.entropy(np.bincount(labels), base=2)
    for child in range(len(children)):
        own = labels[rows == child]
        h -= len(own) / len(labels) * scipy.stats.entropy(np.bincount(own), base=2)
    return float(h)


def _small(rng: np.random.Generator) -> tuple[Any, Any, str, int]:
    """Few rows on a grid: ties and duplicates."""
    n, d = int(rng.integers(2, 14)), int(rng.integers(1, 4))
    criterion = rng.choice(["gini", "entropy", "squared_error", "absolute_error"])
    X = rng.integers(0, 5, (n, d)) / 2
    return X, rng.integers(0, 4, n) * 1.0, str(criterion), int(rng.integers(1, 4))


def _impurity(y: Array, criterion: str) -> float:
    if criterion == "squared_error":
        return float(np.mean((y - np.mean(y)) ** 2))
    if criterion == "absolute_error":
        return float(np.mean(np.abs(y - np.median(y))))
    p = np.bincount(y.astype(int)) / len(y)
    return (
        float(1 - p @ p)
        if criterion == "gini"
        else float(scipy.stats.entropy(p, base=2))
    )


def _tried(X: Array, y: Array, criterion: str, least: int) -> tuple[float, ...]:
    """Every feature and every midpoint, each from the start."""
    best = (-1.0, -1.0, -1.0)
    for j in range(X.shape[1]):
        values = np.unique(X[:, j])
        for t in (values[:-1] + values[1:]) / 2:
            left = X[:, j] <= t
            if min(left.sum(), (~left).sum()) < least:
                continue
            share = left.mean()
            gain = _impurity(y, criterion) - share * _impurity(y[left], criterion)
            gain -= (1 - share) * _impurity(y[~left], criterion)
            if best[0] < 0 or gain > best[2] + 1e-9:
                best = (j, float(t), gain)
    return best


def _best(X: Array, y: Array, criterion: str, least: int) -> tuple[float, ...]:
    return best_split(X, y, criterion, least) or (-1.0, -1.0, -1.0)


def _searched(X: Array, y: Array, criterion: str, least: int) -> tuple[float, ...]:
    T = as_targets(y, len(y), criterion)
    found = search(X.T, T, X.T.argsort(axis=1), criterion, least)
    if found is None:
        return (-1.0, -1.0, -1.0)
    return found[0], found[2], found[3] / len(y)


def _unequal(rng: np.random.Generator) -> tuple[Any, ...]:
    """No two gains alike, or rounding would choose between them."""
    X, y, criterion, least = _small(rng)
    if criterion in {"squared_error", "absolute_error"}:
        y = y + rng.random(len(y))
    else:
        X = X[:, :1]
    return X, y, criterion, least


def _gaps(rng: np.random.Generator) -> tuple[Array, int, float]:
    X = rng.integers(0, 6, (12, 3)).astype(float)
    X[rng.random(X.shape) < 0.25] = np.nan
    X[0] = 1.0
    return X, 0, float(rng.integers(0, 5)) + 0.5


def _every_surrogate(X: Array, feature: int, t: float) -> list[tuple[Any, ...]]:
    """All thresholds and directions, row by row."""
    found: list[tuple[Any, ...]] = []
    for j in range(1, X.shape[1]):
        rows = [r for r in X if not np.isnan(r[feature]) and not np.isnan(r[j])]
        left = sum(r[feature] <= t for r in rows)
        best: tuple[Any, Any] = (max(left, len(rows) - left), None)
        values = sorted({r[j] for r in rows})
        for low_is_left in (True, False):
            for a, b in itertools.pairwise(values):
                s = (a + b) / 2
                agree = sum(
                    (r[feature] <= t) == ((r[j] <= s) == low_is_left) for r in rows
                )
                if agree > best[0]:
                    best = (agree, (j, s, low_is_left, agree / len(rows)))
        if best[1]:
            found.append(best[1])
    return sorted(found, key=lambda surrogate: -surrogate[3])


def _listed(found: list[Any]) -> tuple[Any, ...]:
    return len(found), *found


def _row_by_row(X: Array, feature: int, t: float) -> Array:
    surrogates = _every_surrogate(X, feature, t)
    known = [r[feature] <= t for r in X if not np.isnan(r[feature])]
    answers = []
    for r in X:
        if not np.isnan(r[feature]):
            answers.append(r[feature] <= t)
            continue
        ways = [(r[j] <= s) == low for j, s, low, _ in surrogates if not np.isnan(r[j])]
        answers.append(ways[0] if ways else 2 * sum(known) >= len(known))
    return np.array(answers)


PAIRS = [
    Parity(
        gini,
        lambda p: 1 - np.einsum("ij,ij->i", p, p),
        "closed form",
        _shares,
    ),
    Parity(
        node_entropy,
        lambda p: scipy.stats.entropy(p, base=2, axis=-1),
        "scipy",
        _shares,
    ),
    Parity(
        information_gain,
        _gain,
        "scipy",
        lambda rng: (rng.integers(1, 9, (rng.integers(1, 4), rng.integers(1, 4))),),
        atol=1e-13,
    ),
    Parity(squared_error, np.var, "numpy", lambda rng: (rng.normal(size=9),)),
    Parity(
        absolute_error,
        lambda y: min(np.abs(y - c).mean() for c in y),
        "closed form",
        lambda rng: (rng.normal(size=9),),
        convention="No constant is better than the best of the targets themselves.",
    ),
    Parity(
        best_split,
        _tried,
        "closed form",
        _unequal,
        ours=_best,
        rtol=1e-9,
        atol=1e-12,
        trials=40,
    ),
    Parity(
        search,
        _tried,
        "closed form",
        _unequal,
        ours=_searched,
        rtol=1e-9,
        atol=1e-12,
    ),
    Parity(
        as_targets,
        lambda y: np.stack([np.ones(len(y)), y, y * y]),
        "closed form",
        lambda rng: (rng.normal(size=5),),
        ours=lambda y: as_targets(y, 5, "squared_error"),
    ),
    Parity(
        surrogate_splits,
        lambda *data: _listed(_every_surrogate(*data)),
        "closed form",
        _gaps,
        ours=lambda *data: _listed(surrogate_splits(*data)),
        trials=20,
    ),
    Parity(goes_left, _row_by_row, "closed form", _gaps, trials=20),
]
