"""Distributions: worked numbers, laws that all of them keep, and fits."""

import numpy as np
import pytest

from engine.statistics.continuous import Cauchy, Exponential, Normal, Uniform
from engine.statistics.discrete import (
    Bernoulli,
    Binomial,
    Multinomial,
    Poisson,
    sample_categorical,
)
from engine.statistics.distribution import Distribution
from engine.statistics.gamma_beta import Beta, Gamma
from engine.statistics.null_distributions import FisherF, StudentT
from engine.statistics.rank_tests import ks_one
from engine.statistics.table import DISTRIBUTIONS, card

CONTINUOUS = [
    Normal(1.0, 2.0),
    Uniform(-1.0, 3.0),
    Exponential(0.5),
    Gamma(2.5, 2.0),
    Beta(2.0, 3.0),
    Cauchy(1.0, 0.5),
    StudentT(4.0),
    FisherF(3.0, 9.0),
]
DISCRETE = [Bernoulli(0.3), Binomial(6, 0.4), Binomial(0, 0.4), Poisson(2.5)]


@pytest.mark.parametrize("d", CONTINUOUS, ids=str)
def test_the_density_is_the_slope_of_the_cdf(d: Distribution) -> None:
    x = d.quantile([0.05, 0.2, 0.5, 0.8, 0.95])
    h = 1e-5
    slope = (d.cdf(x + h) - d.cdf(x - h)) / (2 * h)

    np.testing.assert_allclose(d.density(x), slope, rtol=1e-6)
    np.testing.assert_allclose(d.cdf(x), [0.05, 0.2, 0.5, 0.8, 0.95], rtol=1e-10)
    np.testing.assert_allclose(d.cdf(x) + d.survival(x), 1.0)


@pytest.mark.parametrize("d", [*CONTINUOUS, *DISCRETE], ids=str)
def test_samples_follow(d: Distribution) -> None:
    x = d.sample((4, 2000), np.random.default_rng(0))

    assert x.shape == (4, 2000)
    if d in CONTINUOUS:
        assert ks_one(x.ravel(), d)[1] > 0.01
    else:
        values = np.arange(12)
        shares = (x.reshape(-1, 1) == values).mean(axis=0)
        np.testing.assert_allclose(shares, d.density(values), atol=0.02)
    if not np.isnan(d.variance):
        np.testing.assert_allclose(x.mean(), d.mean, atol=0.1)
        np.testing.assert_allclose(x.var(), d.variance, rtol=0.25)


@pytest.mark.parametrize("d", DISCRETE, ids=str)
def test_probabilities_add_up_to_the_cdf(d: Distribution) -> None:
    k = np.arange(-1, 30)

    np.testing.assert_allclose(np.cumsum(d.density(k)), d.cdf(k), atol=1e-12)
    np.testing.assert_allclose(d.cdf(k + 0.5), d.cdf(k))
    np.testing.assert_allclose(1 - d.cdf(k), d.survival(k), atol=1e-12)
    np.testing.assert_array_equal(d.density([0.5, -1]), 0)
    for u in (0.0, 0.1, 0.5, 0.9, 0.999):
        q = float(d.quantile(u))
        assert d.cdf(q) >= u
        assert q == 0 or d.cdf(q - 1) < u


def test_worked_numbers() -> None:
    np.testing.assert_allclose(Binomial(10, 0.3).density(3), 0.266828, atol=5e-7)
    np.testing.assert_allclose(Poisson(4).density(2), 0.146525, atol=5e-7)
    np.testing.assert_allclose(
        Multinomial(5, np.array([0.2, 0.3, 0.5])).density([1, 2, 2]), 0.135
    )
    assert Normal().quantile([0.0, 1.0]).tolist() == [-np.inf, np.inf]
    assert Poisson(3.0).quantile(1.0) == np.inf
    assert Bernoulli(0.2).quantile([0.8, 0.81, 1.0]).tolist() == [0.0, 1.0, 1.0]
    assert Binomial(7, 0.2).quantile(1.0) == 7


def test_defaults_are_standard() -> None:
    assert (Normal(), Uniform()) == (Normal(0.0, 1.0), Uniform(0.0, 1.0))
    assert (Exponential(), Gamma(2.0)) == (Exponential(1.0), Gamma(2.0, 1.0))
    assert Cauchy() == Cauchy(0.0, 1.0)


def test_certain_outcomes() -> None:
    assert Bernoulli(0.0).density([0, 1]).tolist() == [1.0, 0.0]
    assert Bernoulli(1.0).density([0, 1]).tolist() == [0.0, 1.0]
    assert Binomial(0, 0.5).density(0) == 1.0
    assert Gamma(1.0).density(0.0) == 1.0
    assert Gamma(1.0, 2.0).density(-1.0) == 0.0
    assert Beta(1.0, 1.0).density([0.0, 1.0, 1.1]).tolist() == [1.0, 1.0, 0.0]
    assert Uniform().density([0.0, 1.0, -0.1, 1.1]).tolist() == [1.0, 1.0, 0.0, 0.0]


def test_tails_are_accurate() -> None:
    np.testing.assert_allclose(Normal().survival(10.0), 7.619853024160527e-24)
    np.testing.assert_allclose(Exponential(1.0).survival(50.0), np.exp(-50))
    np.testing.assert_allclose(Exponential(1.0).cdf(1e-20), 1e-20)
    np.testing.assert_allclose(Gamma(1.0).survival(50.0), np.exp(-50))
    np.testing.assert_allclose(StudentT(1.0).survival(1e9), 1 / (np.pi * 1e9))
    np.testing.assert_allclose(FisherF(2.0, 2.0).survival(1e12), 1e-12)


def test_the_poisson_is_the_limit_of_the_binomial() -> None:
    k = np.arange(40)
    apart = [
        np.abs(Binomial(n, 3 / n).density(k) - Poisson(3).density(k)).sum() / 2
        for n in (10, 100, 1000)
    ]

    np.testing.assert_allclose(apart, [0.0864, 0.0076, 0.0008], atol=5e-5)


def test_moments_that_do_not_exist() -> None:
    assert np.isnan([Cauchy().mean, Cauchy().variance, StudentT(1.0).mean]).all()
    assert np.isnan([StudentT(1.0).variance, FisherF(1.0, 4.0).variance]).all()
    assert (StudentT(2.5).variance, FisherF(1.0, 3.0).mean) == (5.0, 3.0)
    assert StudentT(2.0).variance == FisherF(1.0, 2.0).mean == np.inf
    assert np.isnan([Beta(1.0, 2.0).mode, Beta(2.0, 1.0).mode]).all()
    assert Beta(3.0, 2.0).mode == 2 / 3


@pytest.mark.parametrize(
    "d",
    [Normal(1.0, 2.0), Exponential(0.5), Gamma(0.4, 2.0), Gamma(30.0, 2.0),
     Beta(0.5, 3.0), Beta(8.0, 2.0), Poisson(2.5), Bernoulli(0.3)],
    ids=str,
)  # fmt: skip
def test_a_fit_is_the_maximum_and_finds_the_parameters(d: Distribution) -> None:
    x = d.sample(4000, np.random.default_rng(1))
    fitted = type(d).mle(x)
    best = fitted.log_likelihood(x)
    for name, value in vars(fitted).items():
        np.testing.assert_allclose(value, getattr(d, name), rtol=0.12)
        for factor in (0.99, 1.01):
            other = type(d)(**{**vars(fitted), name: value * factor})
            assert other.log_likelihood(x) < best


def test_a_uniform_fit_is_the_range() -> None:
    assert Uniform.mle([3.0, 1.0, 2.0]) == Uniform(1.0, 3.0)
    assert Binomial.mle([2.0, 4.0], 10) == Binomial(10, 0.3)


def test_draws_of_classes() -> None:
    rng = np.random.default_rng(0)
    drawn = sample_categorical([0.2, 0.0, 0.8], 5000, rng)
    counts = Multinomial(7, np.array([0.2, 0.3, 0.5])).sample(4000, rng)
    d = Multinomial(7, np.array([0.2, 0.3, 0.5]))

    assert set(drawn.tolist()) == {0, 2}
    np.testing.assert_allclose((drawn == 2).mean(), 0.8, atol=0.02)
    assert (counts.sum(axis=1) == 7).all()
    np.testing.assert_allclose(counts.mean(axis=0), d.mean, atol=0.1)
    np.testing.assert_allclose(np.cov(counts.T), d.variance, atol=0.1)
    np.testing.assert_allclose(Multinomial.mle(counts).p, d.p, atol=0.02)
    assert Multinomial.mle(counts).n == 7
    assert (
        d.density([[7, 0, 0], [6, 0, 0], [8, -1, 0], [6.5, 0.5, 0], [0, 0, 0]])[
            1:
        ].sum()
        == 0
    )


def test_the_table_has_the_ten_and_a_card_for_each() -> None:
    assert len(DISTRIBUTIONS) == 10
    found = card(Binomial(6, 0.5), np.random.default_rng(0), 500)

    assert found["parameters"] == {"n": 6, "p": 0.5}
    assert found["fitted"].n == 6
    np.testing.assert_allclose(found["fitted"].p, 0.5, atol=0.05)
    assert found["quartiles"].tolist() == [2.0, 3.0, 4.0]
    classes = Multinomial(1, np.array([0.5, 0.3, 0.2]))
    found = card(classes, np.random.default_rng(0), 4000)
    assert "quartiles" not in found
    np.testing.assert_allclose(found["sample_mean"], classes.mean, atol=0.03)
    np.testing.assert_allclose(found["sample_variance"], classes.variance, atol=0.03)
    np.testing.assert_allclose(found["fitted"].p, classes.p, atol=0.03)
    assert card(Normal(), np.random.default_rng(0), 2)["sample"].shape == (2,)
    assert card(Normal(), np.random.default_rng(0))["sample"].shape == (1000,)


@pytest.mark.parametrize(
    ("way", "message"),
    [
        (lambda: Normal(0.0, 0.0), "Normal: sigma is out of range"),
        (lambda: Uniform(1.0, 1.0), "b is out of range"),
        (lambda: Exponential(0.0), "rate is out of range: {'rate': 0.0}"),
        (lambda: Gamma(0.0), "alpha is"),
        (lambda: Gamma(1.0, 0.0), "beta is"),
        (lambda: Beta(0.0, 1.0), "alpha is"),
        (lambda: Beta(1.0, 0.0), "beta is"),
        (lambda: Cauchy(0.0, 0.0), "scale is"),
        (lambda: StudentT(0.0), "df is"),
        (lambda: FisherF(0.0, 1.0), "a is"),
        (lambda: FisherF(1.0, 0.0), "b is"),
        (lambda: Bernoulli(1.1), "p is"),
        (lambda: Bernoulli(-0.1), "p is"),
        (lambda: Binomial(-1, 0.5), "n is"),
        (lambda: Binomial(3, 1.5), "p is"),
        (lambda: Poisson(0.0), "rate is"),
        (lambda: Multinomial(2, np.array([0.5, 0.6])), "sum to 1"),
        (lambda: Multinomial(-1, np.array([1.0])), "at least 0"),
        (lambda: sample_categorical([1.5, -0.5], 1, np.random.default_rng(0)), "sum"),
        (lambda: Gamma.mle([1.0, 1.0]), "vary"),
        (lambda: Gamma.mle([1.0, 0.0]), r"\(0, inf\)"),
        (lambda: Beta.mle([0.5, 1.0]), r"\(0, 1.0\)"),
        (lambda: Exponential.mle([-1.0]), "rate is"),
        (lambda: Normal().quantile(1.1), r"\[0, 1\]"),
        (lambda: Poisson(1.0).quantile(-0.1), r"\[0, 1\]"),
        (lambda: card(Normal(), np.random.default_rng(0), 1), "got 1"),
    ],
)
def test_bad_input_is_named(way, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        way()
