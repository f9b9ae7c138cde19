"""Reliability of predictions, beside scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from quiz.study.calibration import calibration


def test_figures_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(0.02, 0.98, 300).round(2)
    y = rng.uniform(size=300) < p
    found = calibration(list(p), list(y))

    assert found is not None
    assert found.log_loss == pytest.approx(log_loss(y, p))
    assert found.brier == pytest.approx(brier_score_loss(y, p))
    assert found.auc == pytest.approx(roc_auc_score(y, p))
    assert found.base == pytest.approx(log_loss(y, np.full(300, y.mean())))
    assert found.log_loss < found.base
    for part in found.curve:
        assert part.count == 60
        assert part.predicted == pytest.approx(part.observed, abs=0.15)


def test_one_surprise_does_not_cost_all_and_one_class_has_no_auc() -> None:
    found = calibration([0.0, 1.0], [True, True])

    assert found is not None
    assert found.auc is None
    assert found.log_loss == pytest.approx(-(np.log(0.01) + np.log(0.99)) / 2)
    assert calibration([], []) is None
