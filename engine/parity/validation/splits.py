"""Splits beside scikit-learn."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import sklearn.model_selection as sk
from numpy.typing import NDArray
from sklearn.linear_model import Ridge as SkRidge
from sklearn.metrics import confusion_matrix
from sklearn.naive_bayes import GaussianNB as SkGaussianNB

from engine.arrays import Array
from engine.bayes.gaussian import GaussianNB
from engine.linear.goodness import r_squared
from engine.linear.ridge import Ridge
from engine.parity import Parity
from engine.validation.cross_validation import (
    cross_validate,
    trained,
)
from engine.validation.report import Report, cross_validated_report
from engine.validation.splits import (
    fold_schedule,
    group_k_fold,
    k_fold,
    split_sizes,
    stratified_k_fold,
    three_way_split,
    time_splits,
)

SPACE = {"alpha": [0.01, 1.0, 100.0]}


def _flat(splits: Any) -> tuple[Any, ...]:
    return tuple(rows for split in splits for rows in split)


def _sizes(rng: np.random.Generator) -> tuple[int, int]:
    n = int(rng.integers(4, 40))
    return n, int(rng.integers(2, min(n, 9)))


def _classes(rng: np.random.Generator) -> tuple[NDArray[np.int64], int]:
    """Classes in the order in which scikit-learn takes them: of appearance."""
    y = np.concatenate([[0, 1, 2] * 4, rng.integers(0, 3, 20)])
    return y, int(rng.integers(2, 5))


def _class_counts(splits: Any, y: Any) -> tuple[Any, ...]:
    return tuple(np.bincount(y[test], minlength=3) for _, test in splits)


def _grouped(rng: np.random.Generator) -> tuple[NDArray[np.int64], int]:
    return rng.permutation(np.repeat(np.arange(8), rng.integers(1, 9, 8))), 3


def _group_facts(splits: Any, groups: Any) -> tuple[Any, ...]:
    """Rows of each fold, and in how many folds each group is tested."""
    splits = list(splits)
    tested = Counter(g for _, test in splits for g in set(groups[test]))
    return np.array([len(test) for _, test in splits]), np.array(list(tested.values()))


def _periods(rng: np.random.Generator) -> tuple[int, int, int, int]:
    return (
        int(rng.integers(20, 40)),
        int(rng.integers(2, 5)),
        3,
        int(rng.integers(0, 3)),
    )


def _shares(rng: np.random.Generator) -> tuple[int, tuple[float, float, float]]:
    test, validate = rng.uniform(0.1, 0.3, 2)
    return int(rng.integers(20, 500)), (1 - test - validate, validate, test)


def _sizes_again(n: int, fractions: tuple[float, float, float]) -> tuple[int, int, int]:
    two, three = (int(np.rint(n * share)) for share in fractions[1:])
    return n - two - three, two, three


def _parted(rng: np.random.Generator) -> tuple[int, int, NDArray[np.int64]]:
    n = int(rng.integers(3, 20)) * 20
    return (
        n,
        int(rng.integers(99)),
        rng.permutation(np.repeat([0, 1], [n // 4 * 3, n // 4])),
    )


def _parts(n: int, seed: int, y: Any) -> tuple[Any, ...]:
    """Sizes, what all parts hold together, and how many of class 1 are in each."""
    parts = three_way_split(n, np.random.default_rng(seed), (0.6, 0.2, 0.2), y)
    everything = np.sort(np.concatenate(parts))
    ones = np.array([y[part].sum() for part in parts])
    return tuple(len(part) for part in parts), everything, ones


def _parts_by_sklearn(n: int, seed: int, y: Any) -> tuple[Any, ...]:
    rest, test = sk.train_test_split(
        np.arange(n), test_size=n // 5, random_state=seed, stratify=y
    )
    train, val = sk.train_test_split(
        rest, test_size=n // 5, random_state=seed, stratify=y[rest]
    )
    parts = train, val, test
    ones = np.array([y[part].sum() for part in parts])
    return tuple(len(p) for p in parts), np.sort(np.concatenate(parts)), ones


def regression(rng: np.random.Generator) -> tuple[Array, Array]:
    """24 rows and their targets."""
    X = rng.normal(size=(24, 3))
    return X, X @ rng.normal(size=3) + rng.normal(size=24)


def _blobs(rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    y = np.tile([0, 1, 2], 12)
    return rng.normal(size=(36, 2)) + y[:, None], y


def _reported(X: Array, y: NDArray[np.int64]) -> tuple[Any, ...]:
    report = cross_validated_report(GaussianNB(), (X, y), k_fold(len(y), 3))
    return report.confusion, report.training, report.validation, report.disagreement


def _their_report(X: Array, y: NDArray[np.int64]) -> tuple[Any, ...]:
    folds, model = sk.KFold(3), SkGaussianNB()
    pooled = confusion_matrix(y, sk.cross_val_predict(model, X, y, cv=folds))
    scores = sk.cross_validate(model, X, y, cv=folds, return_train_score=True)
    a, b, c = (model.fit(X[rows], y[rows]).predict(X) for rows, _ in folds.split(X))
    apart = np.mean([a != b, a != c, b != c])
    return pooled, scores["train_score"], scores["test_score"], float(apart)


PAIRS = [
    Parity(
        cross_validated_report, _their_report, "scikit-learn", _blobs, ours=_reported
    ),
    Parity(
        Report,
        lambda n: n,
        "closed form",
        lambda rng: (rng.random(),),
        ours=lambda n: (
            Report(
                np.zeros((1, 1), int), np.zeros(1), np.zeros(1), np.zeros(1), n
            ).disagreement
        ),
    ),
    Parity(
        k_fold,
        lambda n, k: _flat(sk.KFold(k).split(np.zeros(n))),
        "scikit-learn",
        _sizes,
        ours=lambda n, k: _flat(k_fold(n, k)),
    ),
    Parity(
        fold_schedule,
        lambda k: np.array(
            [["test" if i == j else "train" for j in range(k)] for i in range(k)]
        ),
        "closed form",
        lambda rng: (int(rng.integers(2, 9)),),
    ),
    Parity(
        stratified_k_fold,
        lambda y, k: _class_counts(sk.StratifiedKFold(k).split(y, y), y),
        "scikit-learn",
        _classes,
        ours=lambda y, k: _class_counts(stratified_k_fold(y, k), y),
        convention="Rows of each class in each fold agree; which rows differs.",
    ),
    Parity(
        group_k_fold,
        lambda g, k: _group_facts(sk.GroupKFold(k).split(g, groups=g), g),
        "scikit-learn",
        _grouped,
        ours=lambda g, k: _group_facts(group_k_fold(g, k), g),
        convention="Sizes of folds agree; of equally large groups the first comes"
        " first, there the last.",
    ),
    Parity(
        time_splits,
        lambda n, k, size, gap: _flat(
            sk.TimeSeriesSplit(k, test_size=size, gap=gap).split(np.zeros(n))
        ),
        "scikit-learn",
        _periods,
        ours=lambda *sizes: _flat(time_splits(*sizes)),
    ),
    Parity(
        time_splits,
        lambda n, k: _flat(sk.TimeSeriesSplit(k).split(np.zeros(n))),
        "scikit-learn",
        lambda rng: _periods(rng)[:2],
        ours=lambda n, k: _flat(time_splits(n, k)),
    ),
    Parity(split_sizes, _sizes_again, "closed form", _shares),
    Parity(
        three_way_split,
        _parts_by_sklearn,
        "scikit-learn",
        _parted,
        ours=_parts,
        convention="Sizes, and rows of each class in each part, agree.",
    ),
    Parity(
        trained,
        lambda X, y: SkRidge().fit(X, y).coef_,
        "scikit-learn",
        regression,
        ours=lambda X, y: trained(Ridge(), X, y).coef_,
        rtol=1e-10,
    ),
    Parity(
        cross_validate,
        lambda X, y: sk.cross_val_score(SkRidge(), X, y, cv=sk.KFold(4), scoring="r2"),
        "scikit-learn",
        regression,
        ours=lambda X, y: cross_validate(
            Ridge(), (X, y), k_fold(24, 4), score=r_squared
        ),
        rtol=1e-9,
        convention="The score is a function of targets and predictions.",
    ),
]
