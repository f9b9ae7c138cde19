"""Descriptive measures, quantiles, correlation, sampling and resampling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.statistics.bootstrap import bootstrap, bootstrap_interval
from engine.statistics.central_limit import means_of_samples
from engine.statistics.continuous import Cauchy
from engine.statistics.correlation import covariance, pearson, ranks, spearman
from engine.statistics.descriptive import (
    mean,
    median,
    mode,
    moment_shape,
    standard_deviation,
    variance,
    z_scores,
)
from engine.statistics.quantiles import PLOTTING, outliers, quantile, spread
from engine.statistics.sampling import simple_sample, stratified_sample

samples = arrays(float, st.integers(1, 9), elements=st.integers(-9, 9).map(float))
skewed = [1.0, 2.0, 2.0, 3.0, 4.0, 7.0, 9.0, 100.0]


def test_an_outlier_moves_the_mean_and_not_the_median() -> None:
    assert (mean([1, 2, 3, 4, 100]), median([1, 2, 3, 4, 100])) == (22.0, 3.0)
    assert mode([3, 1, 3, 1, 2]) == [1, 3]
    assert mode([5]) == [5]


def test_quartiles_of_the_course() -> None:
    found = spread(skewed)

    assert [found[k] for k in ("q1", "q2", "q3", "iqr")] == [2.0, 3.5, 7.5, 5.5]
    assert outliers(skewed).tolist() == [100.0]
    assert outliers(skewed, fence=0).tolist() == [1.0, 9.0, 100.0]
    assert outliers([-50.0, *skewed[:-1]]).tolist() == [-50.0]


def test_n_minus_1_makes_the_variance_unbiased() -> None:
    """Five numbers of a distribution with variance 4."""
    rng = np.random.default_rng(0)
    drawn = rng.normal(0, 2, (8000, 5))

    biased, unbiased = (np.mean([variance(x, d) for x in drawn]) for d in (0, 1))
    np.testing.assert_allclose([biased, unbiased], [3.2, 4.0], rtol=0.03)


@settings(deadline=None)
@given(samples, st.floats(-3, 3), st.floats(-9, 9))
def test_how_measures_scale(x: np.ndarray, a: float, b: float) -> None:
    assert np.isclose(mean(a * x + b), a * mean(x) + b, atol=1e-9)
    assert np.isclose(variance(a * x + b, 0), a**2 * variance(x, 0), atol=1e-9)
    assert np.isclose(median(a * x + b), a * median(x) + b, atol=1e-9)
    z = z_scores(x)
    if np.ptp(x):
        np.testing.assert_allclose([z.mean(), z.std()], [0, 1], atol=1e-9)
    else:
        np.testing.assert_array_equal(z, 0)


def test_one_number_and_a_constant() -> None:
    assert standard_deviation([3.0], ddof=0) == 0.0
    assert np.isnan(moment_shape([2.0, 2.0])).all()
    assert quantile([7.0], [0.0, 0.3, 1.0]).tolist() == [7.0] * 3
    assert np.isnan(pearson([1.0, 1.0], [1.0, 2.0]))
    assert np.isnan(pearson([1.0, 2.0], [1.0, 1.0]))
    with pytest.raises(ValueError, match="more than 1 entries, got 1"):
        variance([3.0])


@pytest.mark.parametrize("method", [*PLOTTING, "inverted_cdf"])
@given(x=samples, q=st.sampled_from([0.0, 0.1, 0.2, 0.25, 1 / 3, 0.5, 0.7, 0.9, 1.0]))
@settings(deadline=None, max_examples=30)
def test_every_method_is_numpys(method: str, x: np.ndarray, q: float) -> None:
    np.testing.assert_allclose(
        quantile(x, q, method), np.quantile(x, q, method=method), atol=1e-12
    )


def test_a_share_that_is_a_whole_number_but_for_rounding() -> None:
    """100 times 0.07 is 7.000000000000001; NumPy takes the eighth number."""
    assert quantile(np.arange(1.0, 101.0), 0.07, "inverted_cdf") == 7.0


def test_correlation_is_linear_only() -> None:
    x = np.linspace(-1, 1, 21)

    assert abs(pearson(x, x**2)) < 1e-12
    assert pearson(x, 1e-200 * x) == 1.0
    assert spearman(x, np.exp(5 * x)) == 1.0 > pearson(x, np.exp(5 * x))
    assert spearman(x, -(x**3)) == -1.0


def test_units_change_the_covariance_and_not_the_correlation() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 30))

    np.testing.assert_allclose(
        covariance(np.column_stack([100 * x, y]))[0, 1],
        100 * covariance(np.column_stack([x, y]))[0, 1],
    )
    np.testing.assert_allclose(pearson(100 * x + 3, y), pearson(x, y))
    np.testing.assert_allclose(covariance([[1.0], [3.0]], ddof=0), [[1.0]])


def test_ties_share_their_ranks() -> None:
    assert ranks([5.0, 1.0, 5.0, 5.0]).tolist() == [3.0, 1.0, 3.0, 3.0]


def test_every_row_is_equally_likely() -> None:
    rng = np.random.default_rng(0)
    drawn = np.array([simple_sample(5, 2, rng) for _ in range(4000)])
    pairs = np.bincount(drawn[:, 0] * 5 + drawn[:, 1], minlength=25).reshape(5, 5)

    np.testing.assert_array_equal(np.diag(pairs), 0)
    assert np.abs(pairs[~np.eye(5, dtype=bool)] - 200).max() < 60


def test_strata_keep_their_shares() -> None:
    rng = np.random.default_rng(0)
    y = np.array(["rare"] * 20 + ["common"] * 180)
    stratified = [np.sum(y[stratified_sample(y, 50, rng)] == "rare") for _ in range(50)]
    plain = [np.sum(y[simple_sample(200, 50, rng)] == "rare") for _ in range(400)]

    assert set(stratified) == {5}
    np.testing.assert_allclose(np.std(plain) / 50, 0.0368, rtol=0.15)


def test_places_left_over_go_to_the_largest_fraction_ties_by_chance() -> None:
    y = np.repeat([0, 1, 2], [5, 3, 2])
    for seed in range(5):
        picked = stratified_sample(y, 3, np.random.default_rng(seed))
        # Due are 1.5, 0.9 and 0.6.
        assert np.bincount(y[picked], minlength=3).tolist() == [1, 1, 1]
    rng = np.random.default_rng(0)
    halves = [stratified_sample([0, 1], 1, rng)[0] for _ in range(400)]
    assert 150 < sum(halves) < 250
    order = [stratified_sample([0, 0, 1, 1], 4, rng)[0] for _ in range(400)]
    assert np.bincount(order).min() > 60


def test_the_bootstrap_finds_the_standard_error() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=60)
    found = bootstrap(x, np.mean, 4000, rng)

    assert found.shape == (4000,)
    np.testing.assert_allclose(found.std(), x.std() / np.sqrt(60), rtol=0.05)


def test_bootstrap_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    held = []
    for _ in range(200):
        low, high = bootstrap_interval(rng.normal(size=40), np.mean, 200, rng)
        held.append(low <= 0 <= high)

    assert 0.88 < np.mean(held) < 0.98


def test_means_tend_to_a_normal_unless_there_is_no_variance() -> None:
    rng = np.random.default_rng(0)
    found = means_of_samples(rng.standard_exponential, [1, 5, 30, 200], 20_000)
    theory = 2 / np.sqrt([1, 5, 30, 200])
    cauchy = means_of_samples(lambda n: Cauchy().sample(n, rng), [1, 50], 4000)

    np.testing.assert_allclose(found["skewness"], theory, atol=0.12)
    np.testing.assert_allclose(found["deviation"], theory / 2, rtol=0.03)
    np.testing.assert_allclose(cauchy["iqr"], [2, 2], atol=0.2)


@pytest.mark.parametrize(
    ("way", "message"),
    [
        (lambda: mean([]), "none of it 0"),
        (lambda: mean([np.nan]), "nan"),
        (lambda: mode([1.0, np.nan]), "NaN"),
        (lambda: quantile([1.0], 1.5), r"\[0, 1\]"),
        (lambda: quantile([1.0], -0.5), r"\[0, 1\]"),
        (lambda: quantile([1.0], 0.5, "best"), "got best"),
        (lambda: outliers([1.0], -1), "got -1"),
        (lambda: covariance([[1.0]]), "more than 1 rows, got 1"),
        (lambda: pearson([1.0], [1.0]), "at least 2 pairs"),
        (lambda: spearman([1.0, 2.0], [1.0]), "y has 1"),
        (lambda: simple_sample(3, 4, np.random.default_rng(0)), "0 to 3, got 4"),
        (lambda: simple_sample(3, -1, np.random.default_rng(0)), "got -1"),
        (lambda: stratified_sample([1], 2, np.random.default_rng(0)), "0 to 1"),
        (lambda: bootstrap([1.0], np.mean, 0, np.random.default_rng(0)), "got 0"),
        (lambda: bootstrap_interval([1.0], np.mean, 9, np.random.default_rng(0), 1.0),
         "between 0 and 1"),
        (lambda: means_of_samples(np.zeros, [1], 1), "got 1"),
    ],
)  # fmt: skip
def test_bad_input_is_named(way, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        way()
