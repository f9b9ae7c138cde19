"""Metrics of classifiers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, norm

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


def labels(tp: int, fp: int, fn: int, tn: int) -> tuple[np.ndarray, np.ndarray]:
    counts = [tp, fp, fn, tn]
    return np.repeat([1, 0, 1, 0], counts), np.repeat([1, 1, 0, 0], counts)


def shifted(positives: int, negatives: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = np.repeat([1, 0], [positives, negatives])
    return y, rng.normal(size=len(y)) + 1.5 * y


def test_worked_example() -> None:
    y, y_hat = labels(tp=40, fp=20, fn=10, tn=130)

    assert confusion(y, y_hat) == (40, 20, 10, 130)
    assert confusion_matrix(y, y_hat, [1, 0])[0].tolist() == [[40, 10], [20, 130]]
    assert confusion_matrix(y, y_hat)[0].tolist() == [[130, 20], [10, 40]]
    assert accuracy(y, y_hat) == 0.85
    assert precision(y, y_hat) == pytest.approx(2 / 3)
    assert recall(y, y_hat) == 0.8
    assert f_beta(y, y_hat) == pytest.approx(0.7273, abs=5e-5)
    assert specificity(y, y_hat) == pytest.approx(130 / 150)


@given(*(st.integers(1, 50) for _ in range(4)), st.floats(0, 5))
def test_f_is_the_weighted_harmonic_mean(
    tp: int, fp: int, fn: int, tn: int, beta: float
) -> None:
    y, y_hat = labels(tp, fp, fn, tn)
    P, R = precision(y, y_hat), recall(y, y_hat)

    assert f_beta(y, y_hat, beta) == pytest.approx(
        (1 + beta**2) / (1 / P + beta**2 / R)
    )
    assert f_beta(y, y_hat, beta) == f_beta(*labels(tp, fp, fn, 0), beta)


def test_f1_is_symmetric_and_f2_is_not() -> None:
    careful, eager = labels(45, 5, 45, 9), labels(45, 45, 5, 9)

    assert f_beta(*careful) == pytest.approx(0.6429, abs=5e-5)
    assert f_beta(*eager) == pytest.approx(0.6429, abs=5e-5)
    assert f_beta(*careful, 2) == pytest.approx(0.549, abs=5e-4)
    assert f_beta(*eager, 2) == pytest.approx(0.776, abs=5e-4)


def test_what_is_undefined_is_what_was_asked_for() -> None:
    none = [0, 0], [0, 0]

    for rate in (precision, recall, f_beta):
        assert rate(*none) == 0.0
        assert rate(*none, undefined=0.5) == 0.5  # type: ignore[operator]
    assert specificity([1], [1], undefined=0.25) == 0.25
    assert cohen_kappa([1, 1], [1, 1]) == 0.0
    assert cohen_kappa([1, 1], [1, 1], undefined=1.0) == 1.0
    assert matthews([1, 0], [1, 1]) == 0.0
    assert matthews([1, 1], [1, 0]) == 0.0


def test_any_label_can_be_positive() -> None:
    y, y_hat = ["spam", "ham", "spam"], ["spam", "spam", "ham"]

    assert confusion(y, y_hat, "ham") == (0, 1, 1, 1)
    assert recall(y, y_hat, "spam") == specificity(y, y_hat, "ham") == 0.5
    assert precision(y, y_hat, "spam") == f_beta(y, y_hat, positive="spam") == 0.5


def test_the_answer_no_looks_good_on_a_rare_class() -> None:
    scores = always_negative(10, 990)
    y = np.repeat([1, 0], [10, 990])

    assert scores["accuracy"] == 0.99
    assert scores["F1"] == scores["recall"] == 0.0
    assert matthews(y, 0 * y) == cohen_kappa(y, 0 * y) == 0.0
    assert always_negative(0, 1)["balanced accuracy"] == 1.0
    with pytest.raises(ValueError, match="-1, 3"):
        always_negative(-1, 3)


def test_kappa_falls_with_skew_at_equal_agreement() -> None:
    assert cohen_kappa(*labels(40, 10, 10, 40)) == pytest.approx(0.6)
    skewed = cohen_kappa(*labels(79, 11, 9, 1))
    assert accuracy(*labels(79, 11, 9, 1)) == 0.8
    assert skewed < 0.0
    assert cohen_kappa(*labels(2, 10, 10, 78)) == pytest.approx(0.053, abs=1e-3)


@given(st.integers(0, 10**6))
def test_matthews_is_pearson_of_two_classes(seed: int) -> None:
    y, y_hat = np.random.default_rng(seed).integers(0, 2, (2, 30))
    if len(set(y)) == len(set(y_hat)) == 2:
        r = np.corrcoef(y, y_hat)[0, 1]
        assert matthews(y, y_hat) == pytest.approx(r, abs=1e-14)


def test_averages() -> None:
    rng = np.random.default_rng(1)
    y = rng.integers(0, 4, 200)
    y_hat = np.where(rng.random(200) < 0.7, y, rng.integers(0, 4, 200))

    assert f1_average(y, y_hat, "micro") == accuracy(y, y_hat)
    assert balanced_accuracy(y, 0 * y) == 0.25
    with pytest.raises(ValueError, match="got 'mean'"):
        f1_average(y, y_hat, "mean")


def test_area_is_the_chance_of_the_right_order() -> None:
    y, scores = shifted(4000, 4000)
    fpr, tpr, _ = roc_curve(y, scores)
    u = mannwhitneyu(scores[y == 1], scores[y == 0]).statistic

    assert roc_auc(y, scores) == pytest.approx(u / 4000**2, rel=1e-12)
    assert trapezoid(fpr, tpr) == pytest.approx(roc_auc(y, scores), rel=1e-12)
    assert roc_auc(y, scores) == pytest.approx(norm.cdf(1.5 / 2**0.5), abs=0.01)


def test_rare_positives_leave_roc_and_sink_precision() -> None:
    rocs, precisions = zip(
        *((roc_auc(*data), average_precision(*data))
          for data in (shifted(2000, n) for n in (2000, 20_000, 200_000))),
        strict=True,
    )  # fmt: skip

    assert np.ptp(rocs) < 0.01
    np.testing.assert_allclose(precisions, [0.85, 0.45, 0.11], atol=0.02)


@given(st.integers(0, 10**6))
def test_only_the_order_of_scores_counts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = np.append([0, 1], rng.integers(0, 2, 20))
    scores = rng.integers(-3, 4, 22).astype(float)
    recoded = np.exp(scores)

    assert roc_auc(y, scores) == roc_auc(y, recoded)
    assert roc_auc(y, -scores) == pytest.approx(1 - roc_auc(y, scores))
    assert average_precision(y, scores) == average_precision(y, recoded)


def test_steps_and_straight_lines_differ() -> None:
    y, scores = shifted(5, 50)
    P, R, thresholds = precision_recall_curve(y, scores)

    assert trapezoid(R, P) != pytest.approx(average_precision(y, scores), abs=1e-3)
    assert np.all(np.diff(thresholds) < 0)
    assert trapezoid([1.0], [4.0]) == 0.0


def test_labels_by_name() -> None:
    y, scores = ["yes", "no", "no"], [0.2, 0.9, 0.1]

    assert roc_auc(y, scores, "yes") == 0.5
    assert average_precision(y, scores, positive="yes") == 0.5


def test_confident_mistakes_cost_most() -> None:
    assert log_loss([0], [[0.001, 0.999]]) == pytest.approx(6.908, abs=5e-4)
    assert log_loss([0], [[0.0, 1.0]]) == pytest.approx(36.04, abs=5e-3)
    assert log_loss([1], [[0.0, 1.0]]) == 0.0


def test_calibration_of_the_base_rate_and_of_certainty() -> None:
    y = [1, 0, 0, 0]

    assert calibration_error(y, [0.25] * 4) == 0.0
    assert calibration_error(y, [1.0] * 4) == 0.75
    assert calibration_curve(y, [0.0, 0.1, 0.5, 1.0])[2].tolist() == [1, 1, 1, 1]
    assert calibration_curve(y, [0.0, 0.1, 0.5, 1.0], 1)[2].tolist() == [4]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: confusion([1, 0], [1]), "1 entries where there are 2"),
        (lambda: confusion_matrix([1, 0], [1, 0], [1, 1]), "distinct"),
        (lambda: confusion_matrix([1, 0], [1, 5], [1, 0]), "5 is not among"),
        (lambda: f_beta([1], [1], -1.0), "got -1"),
        (lambda: accuracy([], []), "shape"),
        (lambda: roc_auc([1, 1], [0.1, 0.2]), "needs labels 1 and other"),
        (lambda: roc_curve([0, 0], [0.1, 0.2]), "needs labels 1 and other"),
        (lambda: roc_auc([1, 0], [0.1, np.nan]), r"scores\[1\] is nan"),
        (lambda: trapezoid([1.0, 0.0], [1.0, 1.0]), "must not fall"),
        (lambda: trapezoid([1.0, 0.0], [1.0]), "1 entries"),
        (lambda: log_loss([0], [[0.5, 0.4]]), "sum to 1"),
        (lambda: log_loss([0], [[1.5, -0.5]]), "probabilities"),
        (lambda: log_loss([2], [[0.5, 0.5]]), "0 to 1, got 2"),
        (lambda: calibration_error([2], [0.5]), "0 or 1"),
        (lambda: calibration_error([1], [1.5]), r"\[0, 1\], got 1.5"),
        (lambda: calibration_error([1], [-0.5]), r"\[0, 1\], got -0.5"),
        (lambda: calibration_error([1], [0.5], 0), "got 0"),
        (lambda: calibration_error([1], [0.5, 0.5]), "2 entries"),
    ],
)
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


@settings(max_examples=20)
@given(st.integers(2, 40))
def test_one_label_for_all_is_no_better_than_chance(n: int) -> None:
    y = np.arange(n) % 2

    assert roc_auc(y, np.ones(n)) == 0.5
    assert average_precision(y, np.ones(n)) == pytest.approx(y.mean())
