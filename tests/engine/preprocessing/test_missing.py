"""Missing values: made, described, filled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.preprocessing.autoencoder_imputer import autoencoder_impute
from engine.preprocessing.fills import backward_fill, forward_fill
from engine.preprocessing.holes import complete_rows, missing_indicators, with_holes
from engine.preprocessing.iterative_imputer import IterativeImputer
from engine.preprocessing.knn_imputer import KNNImputer, nan_euclidean
from engine.preprocessing.mice import mice, rubin
from engine.preprocessing.missingness import make_missing, missing_report
from engine.preprocessing.simple_imputer import SimpleImputer

nan = np.nan
THREE = [[1.0, 2.0], [nan, 3.0], [7.0, 6.0]]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def correlated(n: int = 4000) -> np.ndarray:
    """Two columns with variance 1 and correlation 0.8."""
    x, e = rng(1).normal(size=(2, n))
    return np.column_stack([0.8 * x + 0.6 * e, x])


@pytest.mark.parametrize(
    ("imputer", "filled"),
    [
        (SimpleImputer(), 4),
        (SimpleImputer("median"), 4),
        (SimpleImputer("most frequent"), 1),
        (SimpleImputer("constant", -999), -999),
        (KNNImputer(3), 4),
        (KNNImputer(1), 1),
        (IterativeImputer(alpha=0.0), 2.5),
    ],
)
def test_worked_example(imputer: SimpleImputer, filled: float) -> None:
    assert imputer.fit(THREE).transform(THREE)[1, 0] == pytest.approx(filled)
    assert imputer.transform(THREE)[0].tolist() == THREE[0]


def test_mean_shrinks_the_variance_and_draws_restore_it() -> None:
    X = correlated()
    holed = make_missing(X, "MCAR", 0.4, rng())
    mean = SimpleImputer().fit(holed).transform(holed)
    line = IterativeImputer().fit(holed).transform(holed)
    drawn = mice(holed, rng(), m=1)[0]

    for filled, variance, r in (
        (mean, 0.6, 0.62),
        (line, 0.86, 0.865),
        (drawn, 1, 0.8),
    ):
        assert filled[:, 0].var() == pytest.approx(variance, abs=0.05)
        assert np.corrcoef(filled.T)[0, 1] == pytest.approx(r, abs=0.03)


def test_regression_undoes_mar_and_nothing_undoes_mnar() -> None:
    X = correlated()
    at_random, not_so = (make_missing(X, k, 0.4, rng()) for k in ("MAR", "MNAR"))
    by_line = [IterativeImputer().fit(h).transform(h)[:, 0].mean()
               for h in (at_random, not_so)]  # fmt: skip

    assert SimpleImputer().fit(at_random).fill_[0] < -0.2
    assert by_line[0] == pytest.approx(X[:, 0].mean(), abs=0.03)
    assert by_line[1] < -0.1


def test_mechanisms_depend_on_what_they_say() -> None:
    X = correlated()
    for kind, low, high in (
        ("MCAR", -0.05, 0.05),
        ("MAR", 0.5, 0.9),
        ("MNAR", 0.3, 0.8),
    ):
        holed = make_missing(X, kind, 0.3, rng())
        gone = np.isnan(holed[:, 0])
        shift = X[gone, 1].mean() - X[:, 1].mean()
        assert gone.mean() == pytest.approx(0.3, abs=0.03)
        assert low < shift < high
        assert np.array_equal(holed[~gone], X[~gone])
    constant = np.ones((2000, 2))
    assert np.isnan(make_missing(constant, "MAR", 0.3, rng())).any(axis=1).mean() < 0.35


def test_report() -> None:
    X = correlated()
    random = missing_report(make_missing(X, "MCAR", 0.3, rng()))
    by_other = missing_report(make_missing(X, "MAR", 0.3, rng()))

    assert random.p_value[0, 1] > 0.01
    assert by_other.p_value[0, 1] < 1e-9
    assert np.isnan(by_other.p_value[1]).all()
    assert np.isnan(by_other.p_value[0, 0])
    assert random.patterns.tolist() == [[False, False], [True, False]]
    assert random.rows.sum() == len(X)
    assert random.share[1] == 0
    steady = missing_report([[nan, 1.0], [nan, 1.0], [2.0, 3.0], [2.0, 4.0]])
    assert np.isnan(steady.p_value[0, 1])


def test_neighbours_follow_a_curve() -> None:
    x = rng().uniform(-2, 2, 300)
    X = np.column_stack([x**2, x])
    holed = X.copy()
    holed[:60, 0] = nan

    def error(filled: np.ndarray) -> float:
        return float(np.sqrt(((filled - X)[:60, 0] ** 2).mean()))

    near = error(KNNImputer().fit(holed).transform(holed))
    mean = error(SimpleImputer().fit(holed).transform(holed))
    network = error(autoencoder_impute(holed, rng()))
    assert near < mean / 5
    assert network < mean / 3


def test_the_network_keeps_what_is_known() -> None:
    X = np.array([[1.0, 5.0, 0.0], [2.0, 5.0, 1.0], [nan, 5.0, nan]])
    filled = autoencoder_impute(X, rng(), steps=2)

    assert np.array_equal(filled[:2], X[:2])
    assert np.isfinite(filled).all()
    assert np.array_equal(filled, autoencoder_impute(X, rng(), steps=2))
    assert not np.array_equal(filled, autoencoder_impute(X, rng(1), steps=2))


def test_donors() -> None:
    X = [[1.0, nan, 0.0], [nan, 2.0, nan], [5.0, 4.0, nan]]
    model = KNNImputer(5).fit(X)

    assert model.transform([[nan, nan, nan]]).tolist() == [[3.0, 3.0, 0.0]]
    # Row 0 shares no feature with [nan, 2, nan], so its 1.0 is no donor.
    assert model.transform([[nan, 2.0, 9.0]])[0, 0] == 3.0
    assert model.transform([[nan, 2.0, nan]])[0, 0] == 5.0
    assert model.transform([[8.0, 8.0, 8.0]]).tolist() == [[8.0, 8.0, 8.0]]


def test_distance_counts_what_both_have() -> None:
    apart = nan_euclidean([[1.0, nan, 3.0]], [[1.0, 9.0, 5.0], [nan, 1.0, nan]])

    assert apart[0, 0] == pytest.approx((3 / 2 * 4) ** 0.5)
    assert np.isnan(apart[0, 1])


def test_rounds_end_when_nothing_moves() -> None:
    X = correlated(200)
    X[:20, 0] = nan
    model = IterativeImputer().fit(X)

    assert model.converged_
    assert model.rounds_ == 2
    assert not IterativeImputer(rounds=1).fit(X).converged_
    assert IterativeImputer().fit(correlated(50)).models_ == []
    same = np.column_stack([X, X[:, 1], np.ones(200)])
    assert np.isfinite(IterativeImputer(alpha=0.0).fit(same).transform(same)).all()


def test_the_penalty_and_the_mechanism_have_no_unit() -> None:
    X = correlated(100)
    X[:20, 0] = nan
    wide = X * [1.0, 1000.0]
    one, other = (IterativeImputer(alpha=0.5).fit(Z).transform(Z) for Z in (X, wide))

    np.testing.assert_allclose(one[:, 0], other[:, 0])
    whole = correlated(100)
    holes = [np.isnan(make_missing(whole * c, "MAR", 0.3, rng())) for c in (1, 1000)]
    assert np.array_equal(*holes)


def test_copies_differ_where_values_were_missing() -> None:
    X = correlated(60)
    X[:9, 0] = X[5:12, 1] = nan
    copies = mice(X, rng(), m=3, rounds=2)

    assert np.array_equal(np.ptp(copies, axis=0) > 0, np.isnan(X))
    assert np.array_equal(mice(X[20:], rng(), m=1)[0], X[20:])


def test_pooled_intervals_hold_the_truth() -> None:
    """95 % of intervals for a mean; from one filled copy alone far fewer."""
    hits = np.zeros(2)
    for seed in range(150):
        x, e = rng(seed).normal(size=(2, 60))
        X = np.column_stack([0.8 * x + 0.6 * e, x])
        copies = mice(make_missing(X, "MCAR", 0.5, rng(seed)), rng(seed), 10, 1)[
            :, :, 0
        ]
        estimates, variances = copies.mean(axis=1), copies.var(axis=1, ddof=1) / 60
        pooled, variance = rubin(estimates, variances)
        hits += [abs(pooled) < 2 * variance**0.5,
                 abs(estimates[0]) < 2 * variances[0] ** 0.5]  # fmt: skip

    assert hits[0] / 150 > 0.9
    assert hits[1] < hits[0] - 5


def test_fills() -> None:
    x = [1.0, nan, nan, 4.0, nan]

    assert forward_fill(x).tolist() == [1, 1, 1, 4, 4]
    np.testing.assert_array_equal(backward_fill(x), [1, 4, 4, 4, nan])
    np.testing.assert_array_equal(backward_fill(x, 1), [1, nan, 4, 4, nan])
    np.testing.assert_array_equal(forward_fill([nan, nan]), [nan, nan])


@given(st.floats(0.01, 0.3), st.integers(2, 12))
def test_few_rows_are_complete(p: float, d: int) -> None:
    X = np.where(rng().random((4000, d)) < p, nan, 1.0)

    assert len(complete_rows(X)) / 4000 == pytest.approx((1 - p) ** d, abs=0.04)


def test_indicators() -> None:
    assert missing_indicators(THREE, [0, 1])[1].tolist() == [1, 0]
    assert missing_indicators([[1.0]]).shape == (1, 0)
    assert len(complete_rows([[nan]])) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: with_holes([[1.0, np.inf]]), r"X\[0, 1\] is inf"),
        (lambda: with_holes([[1.0]], 2), "1 features"),
        (lambda: SimpleImputer("mode").fit(THREE), "got 'mode'"),
        (lambda: SimpleImputer().fit([[1.0, nan]]), "column 1 of X"),
        (lambda: KNNImputer().fit([[1.0, nan]]), "column 1 of X"),
        (lambda: KNNImputer(0).fit(THREE), "got 0"),
        (lambda: IterativeImputer(0).fit(THREE), "got 0, 1e-06 and"),
        (lambda: IterativeImputer(alpha=-1).fit(THREE), "got 10, -1"),
        (lambda: IterativeImputer(tol=-1).fit(THREE), "and -1"),
        (lambda: mice(THREE, rng(), 0), "got 0 and 10"),
        (lambda: mice(THREE, rng(), 1, 0), "got 1 and 0"),
        (lambda: mice(THREE, rng()), "needs 3 values, got one with 2"),
        (lambda: rubin([1.0], [1.0]), "one copy"),
        (lambda: rubin([1.0, 2.0], [1.0, -1.0]), "got -1"),
        (lambda: rubin([1.0, 2.0], [1.0]), "1 entries"),
        (lambda: forward_fill([1.0], 0), "got 0"),
        (lambda: make_missing(THREE, "MCAR", 0.5, rng()), r"X\[1, 0\] is nan"),
        (lambda: make_missing([[1.0]], "MAR", 0.5, rng()), "second column"),
        (lambda: make_missing([[1.0]], "NMAR", 0.5, rng()), "got 'NMAR'"),
        (lambda: make_missing([[1.0]], "MCAR", 1.0, rng()), "got 1"),
        (lambda: autoencoder_impute(THREE, rng(), hidden=0), "got 0, 500"),
        (lambda: autoencoder_impute(THREE, rng(), steps=0), "got 32, 0"),
        (lambda: autoencoder_impute(THREE, rng(), hide=1.0), "and 1"),
        (lambda: autoencoder_impute(THREE, rng(), hide=0.0), "and 0"),
    ],
)
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
