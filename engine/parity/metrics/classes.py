"""Metrics of classifiers beside scikit-learn."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import sklearn.metrics as sk
from numpy.typing import NDArray
from sklearn.calibration import calibration_curve as sk_calibration

from engine.arrays import Array
from engine.metrics.averages import f1_average
from engine.metrics.chance import cohen_kappa, matthews
from engine.metrics.counts import confusion, confusion_matrix
from engine.metrics.curves import (
    average_precision,
    precision_recall_curve,
    roc_auc,
    roc_curve,
    trapezoid,
)
from engine.metrics.probabilities import (
    calibration_curve,
    calibration_error,
    log_loss,
)
from engine.metrics.rates import (
    accuracy,
    always_negative,
    balanced_accuracy,
    f_beta,
    precision,
    recall,
    specificity,
)
from engine.parity import Parity

Labels = NDArray[np.int64]


def _binary(rng: np.random.Generator) -> tuple[Labels, Labels]:
    """Labels that agree more or less, sometimes of one class only."""
    n, rate = rng.integers(1, 30), rng.choice([0.0, 0.1, 0.5, 1.0])
    return (rng.random(n) < rate).astype(int), rng.integers(0, 2, n)


def _several(rng: np.random.Generator) -> tuple[Labels, Labels]:
    n, k = rng.integers(1, 40), rng.integers(1, 5)
    return rng.integers(0, k, n), rng.integers(0, k + 1, n)


def _scored(rng: np.random.Generator) -> tuple[Labels, Array]:
    """Both classes, and scores with heavy ties half of the time."""
    n = rng.integers(2, 60)
    y = np.append([0, 1], rng.integers(0, 2, n))
    scores = y * rng.random() + rng.normal(size=n + 2)
    return y, scores.round(0 if rng.random() < 0.5 else 9)


def _probabilities(rng: np.random.Generator) -> tuple[Labels, Array]:
    """Some of them 0 and 1."""
    n, k = rng.integers(1, 30), int(rng.integers(2, 5))
    P = rng.dirichlet(np.ones(k), n)
    P[0] = np.eye(k)[0]
    y = rng.integers(0, k, n)
    return y, P


def _forecasts(rng: np.random.Generator) -> tuple[Labels, Array]:
    n = rng.integers(1, 200)
    p = np.append(rng.random(n), [0.0, 1.0])
    return (rng.random(n + 2) < p).astype(int), p


def _quietly(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    def run(*arguments: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*arguments, **options)

    return run


def _counts(y: Labels, y_hat: Labels) -> tuple[Any, ...]:
    tn, fp, fn, tp = sk.confusion_matrix(y, y_hat, labels=[0, 1]).ravel()
    return tp, fp, fn, tn


def _specificity(y: Labels, y_hat: Labels) -> Any:
    return sk.recall_score(y, y_hat, pos_label=0, zero_division=0)


def _kappa(y: Labels, y_hat: Labels) -> float:
    return float(_quietly(sk.cohen_kappa_score, replace_undefined_by=0.0)(y, y_hat))


def _pr_curve(y: Labels, scores: Array) -> tuple[Array, Array, Array]:
    P, R, t = sk.precision_recall_curve(y, scores)
    return P[::-1], R[::-1], t[::-1]


def _finite(curve: Callable[..., tuple[Array, Array, Array]]) -> Callable[..., Any]:
    """The curve without its first threshold, infinity."""

    def run(y: Labels, scores: Array) -> tuple[Array, Array, Array]:
        across, up, thresholds = curve(y, scores)
        return across, up, thresholds[1:]

    return run


def _one_class_curve(y: Labels, p: Array) -> tuple[Array, Array]:
    share, mean = sk_calibration(y, p, n_bins=10)
    return mean, share


def _error_by_rows(y: Labels, p: Array) -> float:
    """Row by row, each with the gap of its bin."""
    bins = [min(int(v * 10), 9) for v in p]
    gaps = {b: np.mean([y[i] - p[i] for i in range(len(p)) if bins[i] == b])
            for b in set(bins)}  # fmt: skip
    return float(np.mean([abs(gaps[b]) for b in bins]))


def _fraud_scores(positives: int, negatives: int) -> dict[str, float]:
    y = [1] * positives + [0] * negatives
    return {
        "accuracy": float(np.mean(np.equal(y, 0))),
        "balanced accuracy": _quietly(sk.balanced_accuracy_score)(y, [0] * len(y)),
        "recall": 0.0,
        "F1": 0.0,
    }


PAIRS = [
    Parity(confusion, _counts, "scikit-learn", _binary),
    Parity(
        confusion_matrix,
        _quietly(sk.confusion_matrix),
        "scikit-learn",
        _several,
        ours=lambda y, y_hat: confusion_matrix(y, y_hat)[0],
        convention="Also gives the classes. Rows are actual in both.",
    ),
    Parity(
        confusion_matrix,
        lambda y, y_hat: sk.confusion_matrix(y, y_hat, labels=[1, 0]),
        "scikit-learn",
        _binary,
        ours=lambda y, y_hat: confusion_matrix(y, y_hat, [1, 0])[0],
    ),
    Parity(accuracy, sk.accuracy_score, "scikit-learn", _several),
    Parity(
        precision,
        _quietly(sk.precision_score, zero_division=0),
        "scikit-learn",
        _binary,
        convention="0 where undefined, without a warning.",
    ),
    Parity(
        recall,
        _quietly(sk.recall_score, zero_division=0),
        "scikit-learn",
        _binary,
        convention="0 where undefined, without a warning.",
    ),
    Parity(specificity, _specificity, "scikit-learn: recall of 0", _binary),
    Parity(
        f_beta,
        _quietly(sk.fbeta_score, beta=2.0, zero_division=0),
        "scikit-learn",
        _binary,
        ours=lambda y, y_hat: f_beta(y, y_hat, 2.0),
        convention="0 where undefined, without a warning.",
    ),
    Parity(f_beta, _quietly(sk.f1_score), "scikit-learn", _binary),
    Parity(
        balanced_accuracy,
        _quietly(sk.balanced_accuracy_score),
        "scikit-learn",
        _several,
        convention="Classes that only occur among the predictions are left out.",
    ),
    Parity(
        always_negative,
        _fraud_scores,
        "scikit-learn",
        lambda rng: (int(rng.integers(0, 20)), int(rng.integers(1, 99))),
    ),
    *(
        Parity(
            f1_average,
            _quietly(sk.f1_score, average=average),
            "scikit-learn",
            _several,
            ours=lambda y, y_hat, average=average: f1_average(y, y_hat, average),
        )
        for average in ("macro", "weighted", "micro")
    ),
    Parity(
        cohen_kappa,
        _kappa,
        "scikit-learn",
        _several,
        atol=1e-12,
        convention="0 where all labels are one class; there it is NaN by default.",
    ),
    Parity(matthews, sk.matthews_corrcoef, "scikit-learn", _several, atol=1e-12),
    Parity(
        roc_curve,
        _finite(_quietly(sk.roc_curve, drop_intermediate=False)),
        "scikit-learn",
        _scored,
        ours=_finite(roc_curve),
        convention="Every threshold is kept, also those on a straight line.",
    ),
    Parity(roc_auc, sk.roc_auc_score, "scikit-learn", _scored),
    Parity(
        precision_recall_curve,
        _pr_curve,
        "scikit-learn",
        _scored,
        ours=_finite(precision_recall_curve),
        convention="Recall rises; there it falls, and (1, 0) has no threshold.",
    ),
    Parity(average_precision, sk.average_precision_score, "scikit-learn", _scored),
    Parity(
        trapezoid,
        sk.auc,
        "scikit-learn",
        lambda rng: (np.sort(rng.normal(size=9).round(1)), rng.normal(size=9)),
        atol=1e-13,
    ),
    Parity(
        log_loss,
        lambda y, P: sk.log_loss(y, P, labels=range(P.shape[1])),
        "scikit-learn",
        _probabilities,
        convention="Probabilities of 0 are raised to 2.2e-16 in both.",
        atol=1e-12,
    ),
    Parity(
        calibration_curve,
        _one_class_curve,
        "scikit-learn",
        _forecasts,
        ours=lambda y, p: calibration_curve(y, p)[:2],
        convention="A bin has its left end; there its right end.",
    ),
    Parity(calibration_error, _error_by_rows, "row by row", _forecasts, atol=1e-13),
]
