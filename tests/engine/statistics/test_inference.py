"""Intervals, tests, power, updating, information and survival."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.statistics.anova import anova
from engine.statistics.binomial_test import binomial_test
from engine.statistics.chi_square import goodness_of_fit, independence
from engine.statistics.conjugate import update_beta, update_gamma, update_normal
from engine.statistics.continuous import Exponential, Normal, Uniform
from engine.statistics.gamma_beta import Beta, Gamma
from engine.statistics.information import entropy, kl_divergence, mutual_information
from engine.statistics.intervals import (
    coverage,
    interval_coverage,
    mean_interval,
    proportion_interval,
)
from engine.statistics.p_value import p_value, z_test
from engine.statistics.permutation import permutation_exact, permutation_test
from engine.statistics.power import power_two_groups, size_two_groups
from engine.statistics.rank_tests import ks_one, ks_two, mann_whitney
from engine.statistics.survival import (
    censored_exponential,
    kaplan_meier,
    survival_after,
)
from engine.statistics.t_test import t_test_one, t_test_paired, t_test_two

A, B = [5.1, 4.9, 5.6, 5.8], [4.1, 4.6, 4.4, 4.9]


def test_worked_numbers() -> None:
    t, _, p = t_test_two(A, B, equal_variances=True)
    np.testing.assert_allclose([t, p], [3.1568, 0.01964], rtol=3e-4)
    statistic, _, p = independence([[30, 10], [20, 40]])
    np.testing.assert_allclose([statistic, p], [16.667, 4.46e-5], rtol=1e-3)
    F, _, p = anova([1, 2, 3], [2, 3, 4], [5, 6, 7])
    np.testing.assert_allclose([F, p], [13.0, 0.00659], rtol=1e-3)
    np.testing.assert_allclose(
        [coverage(k) for k in (0, 1, 2, 3, 1.959963984540054)],
        [0, 0.682689, 0.954500, 0.997300, 0.95],
        atol=5e-7,
    )


def test_eight_heads_of_ten() -> None:
    """The probability of the data is no p-value."""
    assert round(binomial_test(8, 10), 4) == 0.1094
    assert round(binomial_test(8, 10, alternative="greater"), 4) == 0.0547
    np.testing.assert_allclose(
        binomial_test(8, 10, alternative="less"),
        1 - binomial_test(9, 10, 0.5, "greater"),
    )
    assert binomial_test(5, 10) == 1.0
    assert binomial_test(0, 3, 0.0) == 1.0


def test_p_values_are_uniform_under_h0() -> None:
    rng = np.random.default_rng(0)
    p = [t_test_one(rng.normal(size=10))[2] for _ in range(2000)]

    np.testing.assert_allclose(np.mean(np.array(p) < 0.05), 0.05, atol=0.015)
    assert ks_one(p, Uniform())[1] > 0.01


def test_sides_of_a_test() -> None:
    both, right, left = (p_value(1.5, Normal(), side)
                         for side in ("two-sided", "greater", "less"))  # fmt: skip

    np.testing.assert_allclose([right + left, both], [1, 2 * right])
    assert p_value(0.0, Normal()) == 1.0
    assert p_value(-1.5, Normal()) == both
    assert t_test_paired(A, B, "greater")[2] < 0.5 < t_test_paired(A, B, "less")[2]
    assert t_test_two(A, B, alternative="greater")[2] < 0.05
    assert z_test([2.0], 1.0, 1.0, "greater")[1] < 0.2


def test_f_is_the_square_of_t() -> None:
    t, _, p = t_test_two(A, B, equal_variances=True)
    F, df, p_F = anova(A, B)

    np.testing.assert_allclose([F, p_F], [t * t, p])
    assert df == (1, 6)
    assert anova([1.0, 1.0], [2.0])[0] == np.inf
    assert anova([1.0, 1.0], [2.0])[2] == 0.0


def test_welch_where_one_group_is_constant() -> None:
    t, df, p = t_test_two([1.0, 1.0, 1.0], [2.0, 3.0])

    np.testing.assert_allclose([t, df], [-3.0, 1.0])
    assert 0.2 < p < 0.21
    assert t_test_two([2.0, 3.0], [1.0, 1.0])[0] == 3.0


def test_counts_that_fit_exactly() -> None:
    assert goodness_of_fit([10, 20, 30], [1 / 6, 2 / 6, 3 / 6])[:2] == (0.0, 2)
    assert independence([[1, 2], [2, 4]])[0] == 0.0
    assert independence(np.ones((3, 4)))[1] == 6


def test_mann_whitney_is_the_area_under_the_roc_curve() -> None:
    U, _ = mann_whitney([3.0, 4.0, 2.0], [1.0, 2.0])

    assert U / 6 == (5 + 0.5) / 6
    assert mann_whitney([1.0, 2.0], [3.0, 4.0])[0] == 0.0
    assert mann_whitney([1.0, 4.0], [2.0, 3.0]) == (2.0, 1.0)
    np.testing.assert_allclose(
        mann_whitney([1.0, 3.0, 5.0], [2.0, 4.0, 9.0, 8.0], exact=True)[1],
        _by_hand([1.0, 3.0, 5.0], [2.0, 4.0, 9.0, 8.0]),
    )


def _by_hand(a, b) -> float:
    """Over all places that a's numbers can have among all."""
    n_a, n = len(a), len(a) + len(b)
    sums = [sum(c) - n_a * (n_a - 1) // 2 for c in combinations(range(n), n_a)]
    U = sum(x > y for x in a for y in b)
    far = max(U, n_a * len(b) - U)
    return min(1.0, 2 * float(np.mean([s >= far for s in sums])))


def test_largest_gaps() -> None:
    assert ks_one([0.5], Uniform())[0] == 0.5
    assert ks_one([0.1, 0.2], Uniform())[0] == 0.8
    assert ks_one([0.8, 0.9], Uniform())[0] == 0.8
    assert ks_two([1.0, 2.0], [1.0, 2.0, 3.0])[0] == pytest.approx(1 / 3)
    assert ks_two([1.0, 2.0, 3.0], [1.0, 2.0])[0] == pytest.approx(1 / 3)
    rng = np.random.default_rng(0)
    assert ks_two(rng.normal(size=80), rng.normal(2, 1, 80))[1] < 1e-6
    # Kolmogorov's tables: 1.3581 is exceeded with probability 0.05.
    x = (np.arange(1000) + 0.5) / 1000
    shifted = np.clip(x + 1.3581 / np.sqrt(1000) - 0.0005, 0, 1)
    np.testing.assert_allclose(ks_one(shifted, Uniform())[1], 0.05, atol=2e-5)


def test_shuffles_agree_with_all_assignments() -> None:
    rng = np.random.default_rng(0)
    observed, p = permutation_exact(A, B)
    drawn, about = permutation_test(A, B, 5000, rng)

    assert drawn == observed
    assert p == 4 / 70
    np.testing.assert_allclose(about, p, atol=0.01)
    assert permutation_test(A, B, 1, rng)[1] in {0.5, 1.0}
    # The shuffled groups are as large as the given ones, in their order.
    sizes = permutation_test([1.0], [2.0, 3.0], 5, rng, lambda _, b: float(len(b)))
    assert sizes == (2.0, 1.0)
    # Sums that differ by rounding are ties.
    assert permutation_exact([0.1, 0.2], [0.3, 0.0])[1] == 1.0
    # Both means are 1.4 / 3, and differ by 5.6e-17.
    assert permutation_exact([0.3, 0.8, 0.3], [0.8, 0.2, 0.4])[1] == 1.0


def test_power_is_what_a_simulation_finds() -> None:
    rng = np.random.default_rng(0)
    found = [
        abs(rng.normal(0.6, 1, 20).mean() - rng.normal(size=20).mean())
        > 1.96 * np.sqrt(2 / 20)
        for _ in range(3000)
    ]

    np.testing.assert_allclose(power_two_groups(0.6, 20), np.mean(found), atol=0.03)
    np.testing.assert_allclose(power_two_groups(0.0, 5, 0.01), 0.01)
    assert power_two_groups(-0.6, 20) == power_two_groups(0.6, 20)
    n = size_two_groups(0.3, 0.9)
    assert power_two_groups(0.3, n) >= 0.9 > power_two_groups(0.3, n - 1)
    assert size_two_groups(50.0) == 1


def test_intervals() -> None:
    low, high = mean_interval(A)
    np.testing.assert_allclose([low, high], [4.6812, 6.0188], atol=5e-5)
    assert mean_interval([5.0], sigma=1.0)[0] == pytest.approx(5 - 1.959964)
    # What the t-test would just reject.
    np.testing.assert_allclose(t_test_one(A, low)[2], 0.05)
    assert 0.93 < interval_coverage(20, 1500, np.random.default_rng(0)) < 0.97
    assert proportion_interval(0, 10)[0] == 0.0
    assert proportion_interval(10, 10)[1] == 1.0
    for end in proportion_interval(7, 20):
        np.testing.assert_allclose(
            abs(7 / 20 - end), 1.959964 * np.sqrt(end * (1 - end) / 20), rtol=1e-5
        )


def test_updating_in_turn_or_at_once() -> None:
    flat = Beta(1.0, 1.0)

    assert update_beta(update_beta(flat, 3, 1), 4, 2) == update_beta(flat, 7, 3)
    assert update_beta(flat, 7, 3).mode == 0.7
    prior = Gamma(2.0, 1.0)
    assert update_gamma(update_gamma(prior, [1.0]), [4.0]) == update_gamma(
        prior, [1.0, 4.0]
    )
    once = update_normal(Normal(1.0, 2.0), [3.0, 5.0], 1.5)
    twice = update_normal(update_normal(Normal(1.0, 2.0), [3.0], 1.5), [5.0], 1.5)
    np.testing.assert_allclose([once.mu, once.sigma], [twice.mu, twice.sigma])


def test_entropies_of_the_course() -> None:
    assert entropy([0.5, 0.5]) == 1.0
    assert round(entropy([1 / 6] * 6), 3) == 2.585
    assert round(entropy([0.9, 0.1]), 3) == 0.469
    assert str(entropy([1.0, 0.0])) == "0.0"
    assert round(kl_divergence([0.5, 0.5], [0.9, 0.1], 2), 4) == 0.7370
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert kl_divergence([1.0, 0.0], [0.5, 0.5], 2) == 1.0


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_laws_of_information(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, q = rng.dirichlet(np.ones(5), 2)
    joint = rng.dirichlet(np.ones(6)).reshape(2, 3)
    by_row, by_column = joint.sum(axis=1), joint.sum(axis=0)

    assert kl_divergence(p, q) >= 0
    assert kl_divergence(p, p) == 0
    np.testing.assert_allclose(
        np.log2(5) - entropy(p), kl_divergence(p, [0.2] * 5, 2), atol=1e-12
    )
    np.testing.assert_allclose(
        mutual_information(joint),
        entropy(by_row) + entropy(by_column) - entropy(joint.ravel()),
        atol=1e-12,
    )
    assert abs(mutual_information(np.outer(by_row, by_column))) < 1e-12


def test_leaving_out_the_censored_makes_the_rate_too_high() -> None:
    rng = np.random.default_rng(0)
    lifetimes, watched = rng.exponential(2.0, 20_000), rng.uniform(0, 3, 20_000)
    times, failed = np.minimum(lifetimes, watched), lifetimes <= watched

    np.testing.assert_allclose(censored_exponential(times, failed).rate, 0.5, rtol=0.03)
    assert censored_exponential(times[failed], failed[failed]).rate > 1.0
    moments, S = kaplan_meier(times, failed)
    np.testing.assert_allclose(S[moments < 2], np.exp(-moments[moments < 2] / 2),
                               atol=0.02)  # fmt: skip


def test_a_curve_without_failures_is_empty() -> None:
    moments, S = kaplan_meier([1.0, 2.0], [False, False])

    assert moments.shape == S.shape == (0,)


def test_only_the_exponential_has_no_memory() -> None:
    for s in (0.0, 1.0, 10.0):
        np.testing.assert_allclose(survival_after(Exponential(0.7), s, 2.0),
                                   np.exp(-1.4))  # fmt: skip
    np.testing.assert_allclose(survival_after(Uniform(), 0.5, 0.3), 0.4)
    np.testing.assert_allclose(survival_after(Uniform(), 0.0, 0.3), 0.7)


rng0 = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("way", "message"),
    [
        (lambda: coverage(-1.0), "got -1"),
        (lambda: mean_interval([1.0]), "at least 2"),
        (lambda: mean_interval([1.0], sigma=0.0), "got 0.0"),
        (lambda: mean_interval([1.0, 2.0], 1.0), "between 0 and 1, got 1.0"),
        (lambda: proportion_interval(3, 2), "got 3 and 2"),
        (lambda: proportion_interval(0, 0), "got 0 and 0"),
        (lambda: proportion_interval(1, 2, 0.0), "got 0.0"),
        (lambda: interval_coverage(3, 0, rng0), "got 0"),
        (lambda: p_value(0.0, Normal(), "both"), "got both"),
        (lambda: z_test([1.0], 0.0, 0.0), "got 0.0"),
        (lambda: t_test_one([1.0]), "at least 2"),
        (lambda: t_test_one([1.0, 1.0]), "not all equal"),
        (lambda: t_test_paired([1.0, 2.0], [1.0]), "b has 1"),
        (lambda: t_test_two([1.0, 1.0], [2.0, 2.0]), "varied"),
        (lambda: t_test_two([1.0], [2.0, 3.0]), "got 1, 2"),
        (lambda: goodness_of_fit([1, 2], [0.5, 0.6]), "sum to 1"),
        (lambda: goodness_of_fit([1, 2], [1.0, 0.0]), "positive"),
        (lambda: goodness_of_fit([1], [1.0]), "positive"),
        (lambda: goodness_of_fit([-1, 2], [0.5, 0.5]), "at least 0"),
        (lambda: independence([[1, 2]]), "2 rows"),
        (lambda: independence([[0, 1], [0, 1]]), "none of them all 0"),
        (lambda: independence([[0, 0], [0, 0]]), "not all 0"),
        (lambda: anova([1.0, 2.0]), "got 1 and 2"),
        (lambda: anova([1.0], [2.0]), "got 2 and 2"),
        (lambda: anova([1.0, 1.0], [1.0]), "equal"),
        (lambda: mann_whitney([1.0], [1.0]), "equal"),
        (lambda: mann_whitney([1.0, 2.0], [1.0], exact=True), "without ties"),
        (lambda: binomial_test(3, 2), "got 3 and 2"),
        (lambda: binomial_test(0, 0), "got 0 and 0"),
        (lambda: binomial_test(1, 2, 0.5, "more"), "got more"),
        (lambda: permutation_test([1.0], [2.0], 0, rng0), "got 0"),
        (lambda: power_two_groups(1.0, 0), "got 0"),
        (lambda: power_two_groups(1.0, 1, 1.0), "1.0"),
        (lambda: size_two_groups(0.0), "got 0.0"),
        (lambda: size_two_groups(1.0, 0.01), "0.01"),
        (lambda: update_beta(Beta(1.0, 1.0), -1, 0), "got -1"),
        (lambda: update_gamma(Gamma(1.0), [-1.0]), "at least 0"),
        (lambda: update_normal(Normal(), [1.0], 0.0), "got 0.0"),
        (lambda: entropy([0.5, 0.4]), "sum to 1"),
        (lambda: entropy([1.5, -0.5]), "at least 0"),
        (lambda: entropy([1.0], 1.0), "above 1"),
        (lambda: kl_divergence([1.0], [0.5, 0.5]), r"\(1,\) and \(2,\)"),
        (lambda: censored_exponential([1.0], [False]), "one failure"),
        (lambda: censored_exponential([0.0], [True]), "some time"),
        (lambda: kaplan_meier([-1.0], [True]), "at least 0"),
        (lambda: kaplan_meier([1.0], [True, False]), "failed has 2"),
        (lambda: survival_after(Uniform(), 1.0, 0.0), "nothing lasts"),
        (lambda: survival_after(Uniform(), 0.0, -1.0), "got 0.0 and -1"),
    ],
)
def test_bad_input_is_named(way, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        way()
