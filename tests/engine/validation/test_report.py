"""One cross-validation, read in three ways."""

import numpy as np
import pytest

from engine.neighbors.knn import KNNClassifier
from engine.validation.report import cross_validated_report
from engine.validation.splits import k_fold


def noisy(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    X = rng.normal(size=(120, 2))
    return X, np.where(rng.random(120) < 0.2, X[:, 0] < 0, X[:, 0] > 0).astype(int)


def test_variance_shows_as_a_gap_and_as_disagreement() -> None:
    rng = np.random.default_rng(0)
    data = noisy(rng)
    folds = k_fold(120, 5, rng)
    one, many = (cross_validated_report(KNNClassifier(k), data, folds) for k in (1, 25))

    assert (one.training == 1).all()
    assert one.validation.mean() < many.validation.mean() < many.training.mean() < 1
    assert one.disagreement > 2 * many.disagreement


def test_bias_shows_in_training() -> None:
    """Nearly all rows vote: the model says the same everywhere."""
    data = noisy(np.random.default_rng(1))
    report = cross_validated_report(KNNClassifier(96), data, k_fold(120, 5))

    assert report.training.mean() < 0.7
    assert report.confusion.sum() == 120
    assert (report.confusion.sum(axis=1) == np.bincount(data[1])).all()


def test_one_fold_compares_nothing() -> None:
    with pytest.raises(ValueError, match="two folds or more, got 1"):
        cross_validated_report(KNNClassifier(1), ([[0.0]], [0]), k_fold(4, 2)[:1])
