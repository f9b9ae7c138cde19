"""Metrics of numbers, forecasts, clusters and rankings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_moons

from engine.clustering.kmeans import KMeans
from engine.metrics.chooser import choose_metrics
from engine.metrics.clusters import davies_bouldin, silhouette, silhouette_samples
from engine.metrics.forecast import mase, rolling_origin, smape
from engine.metrics.partitions import (
    adjusted_mutual_information,
    adjusted_rand,
    normalised_mutual_information,
)
from engine.metrics.ranking import (
    dcg,
    hit_rate,
    mean_average_precision,
    mean_reciprocal_rank,
    ndcg,
    ranked_precision,
    recall_at_k,
)
from engine.metrics.regression import regression_scores

SIX = [1, 0, 1, 0, 0, 1]


def test_an_outlier_in_squares_and_in_absolute_values() -> None:
    r = np.random.default_rng(0).normal(size=1000)
    clean = regression_scores(r, 0 * r)
    r[0] += 100
    dirty = regression_scores(r, 0 * r)

    assert dirty["MSE"] - clean["MSE"] == pytest.approx(10, abs=0.3)
    assert dirty["MAE"] - clean["MAE"] == pytest.approx(0.1, abs=0.005)
    assert clean["RMSE"] / clean["MAE"] == pytest.approx(1.2533, abs=0.03)


@given(st.integers(0, 10**6), st.floats(0.1, 100))
def test_units(seed: int, c: float) -> None:
    y, y_hat = np.random.default_rng(seed).normal(size=(2, 12))
    one, other = regression_scores(y, y_hat), regression_scores(c * y, c * y_hat)

    assert other["RMSE"] == pytest.approx(c * one["RMSE"])
    assert other["MSE"] == pytest.approx(c**2 * one["MSE"])
    assert other["R2"] == pytest.approx(one["R2"])
    assert one["RMSE"] >= one["MAE"]


def test_what_has_no_value_is_nan() -> None:
    assert np.isnan(regression_scores([0, 1], [1, 1])["MAPE"])
    assert np.isnan(regression_scores([1, 2, 3], [1, 1, 1], p=2)["adjusted R2"])
    assert regression_scores([1, 2, 3], [3, 2, 1])["R2"] == -3
    assert regression_scores([1, 2, 3], [2, 2, 2])["adjusted R2"] == 0
    with pytest.raises(ValueError, match="got -1"):
        regression_scores([1, 2], [1, 2], p=-1)


def test_the_best_percentage_forecast_is_too_low() -> None:
    y = np.random.default_rng(1).lognormal(size=4000)
    constants = np.linspace(0.1, 2, 96)
    errors = [regression_scores(y, np.full_like(y, c))["MAPE"] for c in constants]

    assert constants[np.argmin(errors)] == pytest.approx(np.exp(-1), abs=0.06)


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_mase_has_no_unit_and_the_naive_forecast_scores_1(seed: int, m: int) -> None:
    past = np.random.default_rng(seed).normal(size=12)

    assert mase(past, past[m:], past[:-m], m) == pytest.approx(1)
    assert mase(1000 * past, 1000 * past[:3], 0 * past[:3], m) == pytest.approx(
        mase(past, past[:3], 0 * past[:3], m)
    )


@pytest.mark.parametrize(
    ("y_hat", "percent"), [(110, 9.52), (90, 10.53), (150, 40), (50, 66.67)]
)
def test_smape_is_not_symmetric(y_hat: float, percent: float) -> None:
    assert 100 * smape([100], [y_hat]) == pytest.approx(percent, abs=5e-3)
    assert smape([y_hat], [100]) == smape([100], [y_hat])
    assert smape([0.0], [y_hat]) == 2


def test_the_forecast_sees_the_past_only() -> None:
    seen = []

    def last(past: np.ndarray, horizon: int) -> np.ndarray:
        seen.append(past.tolist())
        past[:] = 0
        return np.full(horizon, 5.0)

    found = rolling_origin([4, 5, 6, 8], last, start=2, horizon=1)

    assert seen == [[4, 5], [4, 5, 6]]
    assert found["MAE"] == 2
    assert found["RMSE"] == pytest.approx(5**0.5)
    assert found["MAPE"] == pytest.approx((1 / 6 + 3 / 8) / 2)


def test_clusters_of_moons_score_less_than_halves() -> None:
    X, moons = make_moons(300, noise=0.05, random_state=0)
    halves = KMeans(2).fit(X, np.random.default_rng(0)).predict(X)

    assert silhouette(X, moons) == pytest.approx(0.33, abs=0.02)
    assert silhouette(X, halves) > silhouette(X, moons) + 0.1
    assert davies_bouldin(X, halves) < davies_bouldin(X, moons) - 0.2


def test_degenerate_clusters() -> None:
    same = [[1.0], [1.0], [1.0], [1.0]]

    assert silhouette_samples(same, [0, 0, 1, 1]).tolist() == [0, 0, 0, 0]
    assert davies_bouldin(same, [0, 0, 1, 1]) == 0
    assert davies_bouldin([[0.0], [2.0], [1.0], [1.0]], [0, 0, 1, 1]) == np.inf
    assert silhouette_samples([[0.0], [9.0], [1.0]], ["a", "a", "b"])[1] < 0


def test_chance_scores_nothing_where_it_is_corrected() -> None:
    a, b = np.random.default_rng(0).integers(0, [[5], [50]], (2, 1000))

    assert adjusted_rand(a, b) == pytest.approx(0, abs=0.01)
    assert adjusted_mutual_information(a, b) == pytest.approx(0, abs=0.02)
    assert normalised_mutual_information(a, b) > 0.03
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)


@given(st.integers(0, 10**6))
def test_names_and_order_of_groupings_do_not_matter(seed: int) -> None:
    a, b = np.random.default_rng(seed).integers(0, 4, (2, 15))
    for score in (
        adjusted_rand,
        normalised_mutual_information,
        adjusted_mutual_information,
    ):
        assert score(a, b) == pytest.approx(score(b, a), abs=1e-9)
        assert score(-a, b * 7) == pytest.approx(score(a, b), abs=1e-9)
        assert score(a, a) == pytest.approx(1)


def test_groupings_that_say_nothing() -> None:
    assert normalised_mutual_information([0, 0], [1, 1]) == 1
    assert normalised_mutual_information([0, 0], [0, 1]) == 0
    assert adjusted_mutual_information([0, 0, 0], [0, 1, 2]) == 0
    assert adjusted_mutual_information([0, 1, 2], [2, 1, 0]) == 1
    assert adjusted_rand([0], [0]) == 1


def test_hits_and_recall_are_two_things() -> None:
    assert hit_rate([SIX], 3) == 1
    assert recall_at_k(SIX, 3) == pytest.approx(2 / 3)
    assert recall_at_k(SIX, 3, total=4) == 0.5
    assert recall_at_k([0, 0], 1) == 0


def test_cut_offs() -> None:
    assert ranked_precision(SIX, k=2) == 0.5
    assert ranked_precision(SIX, k=1) == 1
    assert ranked_precision([0, 0]) == ndcg([0, 0]) == 0
    assert ranked_precision([1, 1]) == 1
    assert dcg([0, 1], k=1) == 0
    assert ndcg([0, 1], k=1) == 0
    assert mean_average_precision([SIX, [0, 1]], k=1) == 0.5


def test_a_swap_costs_the_difference_of_discounts() -> None:
    high, low = dcg([3, 1, 0]), dcg([1, 3, 0])

    assert high - low == pytest.approx(2 * (1 - 1 / np.log2(3)))
    assert ndcg([3, 1, 0]) == 1
    assert ndcg([1, 3, 0], gain="exponential") < ndcg([1, 3, 0])


def test_scenarios() -> None:
    assert choose_metrics("imbalanced")[0] == ("MCC", "F1", "PR AUC", "ROC AUC")
    assert "accuracy" in choose_metrics("multi-class")[0]
    assert "recall" in choose_metrics("costly misses")[0][0]
    assert choose_metrics("recommendation")[0][0] == "NDCG@K"
    assert choose_metrics("forecast")[0][0] == "MASE"
    with pytest.raises(ValueError, match=r"imbalanced, multi-class, .*'other'"):
        choose_metrics("other")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mase([1, 2], [1], [1], 2), "1 to T - 1 = 1, got 2"),
        (lambda: mase([1, 2], [1], [1], 0), "got 0"),
        (lambda: mase([1, 1], [1], [1]), "no scale"),
        (lambda: mase([1, 2], [1], [1, 2]), "2 entries"),
        (lambda: smape([1], [1, 2]), "2 entries"),
        (lambda: rolling_origin([1, 2], lambda p, h: p, 2, 1), "2, at most, got 2 and"),
        (lambda: rolling_origin([1, 2], lambda p, h: p, 0, 1), "got 0 and 1"),
        (lambda: rolling_origin([1, 2], lambda p, h: p, 1, 0), "got 1 and 0"),
        (lambda: rolling_origin([1, 2], lambda p, h: [1, 1], 1, 1), "forecast has 2"),
        (lambda: silhouette([[0.0], [1.0]], [0, 0]), "got 1"),
        (lambda: davies_bouldin([[0.0], [1.0]], [0, 1]), "n - 1 = 1 clusters, got 2"),
        (lambda: silhouette([[0.0], [1.0]], [0]), "1 entries"),
        (lambda: adjusted_rand([0], [0, 1]), "b has 2 entries"),
        (lambda: normalised_mutual_information([0, 1], [0, 1], "sum"), "got 'sum'"),
        (lambda: ranked_precision([2]), "0 or 1"),
        (lambda: ranked_precision([1, 1], total=1), "holds 2 relevant"),
        (lambda: hit_rate([[1]], 0), "got 0"),
        (lambda: hit_rate([], 1), "at least one"),
        (lambda: mean_reciprocal_rank([]), "at least one"),
        (lambda: dcg([-1]), "got -1"),
        (lambda: dcg([1], gain="square"), "got 'square'"),
    ],
)
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
