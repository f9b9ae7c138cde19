"""Least squares, polynomials, dummies, goodness of fit, inference, diagnostics."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.linear.assumptions import (
    breusch_pagan,
    check_assumptions,
    durbin_watson,
    jarque_bera,
    reset_test,
)
from engine.linear.collinearity import correlation, variance_inflation
from engine.linear.descent import descend_least_squares, scaling_effect
from engine.linear.dummies import dummies
from engine.linear.goodness import (
    adjusted_r_squared,
    r_squared,
    root_mean_squared_error,
)
from engine.linear.inference import coefficients
from engine.linear.influence import influence, leverage
from engine.linear.least_squares import (
    LinearRegression,
    normal_equations,
    qr_least_squares,
)
from engine.linear.polynomial import (
    PolynomialRegression,
    choose_degree,
    fitted_curve,
    polynomial_features,
)
from engine.linear.shapiro import shapiro_wilk
from engine.linear.simple import simple_regression
from engine.linear.simulate import simulate
from engine.linear.tails import t_bound
from engine.linear.weighted import weighted_least_squares

FIVE = np.arange(1.0, 6.0)
RNG = np.random.default_rng(5)
X = RNG.normal(size=(60, 3))
Y = X @ [1.0, -2.0, 0.5] + 3 + RNG.normal(size=60)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_residuals_are_orthogonal_to_every_column(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, y = rng.normal(size=(9, 3)) + 5, rng.normal(size=9)
    e = y - LinearRegression().fit(rows, y).predict(rows)

    np.testing.assert_allclose(np.append(rows.T @ e, e.sum()), 0, atol=1e-11)


def test_three_routes_and_a_limit_give_one_solution() -> None:
    model = LinearRegression().fit(X, Y)
    theta = np.append(model.intercept_, model.coef_)

    np.testing.assert_allclose(normal_equations(X, Y), theta)
    np.testing.assert_allclose(qr_least_squares(X, Y), theta)
    path = descend_least_squares(X, Y, steps=500, tol=1e-13)
    np.testing.assert_allclose(path.theta[-1], theta, atol=1e-12)
    assert path.converged
    assert (np.diff(path.loss) <= 1e-12).all()


def test_dependent_columns_share_and_descent_from_0_agrees() -> None:
    twice = np.hstack([X, X[:, :1]])
    model = LinearRegression().fit(twice, Y)
    centred = descend_least_squares(twice - twice.mean(axis=0), Y, steps=500)

    np.testing.assert_allclose(model.coef_[0], model.coef_[3])
    np.testing.assert_allclose(centred.theta[-1, 1:], model.coef_, atol=1e-10)


def test_descent_converges_below_twice_the_default_rate_only() -> None:
    A = np.column_stack([np.ones(60), X])
    bound = 2 / np.linalg.eigvalsh(2 / 60 * A.T @ A)[-1]

    assert descend_least_squares(X, Y, 0.97 * bound, 800, 1e-6).converged
    wild = descend_least_squares(X, Y, 1.03 * bound, 300)
    assert wild.loss[-1] > wild.loss[0]


def test_without_an_intercept_the_fit_is_another() -> None:
    with_it = r_squared(Y, LinearRegression().fit(X, Y).predict(X))
    w = np.linalg.lstsq(X, Y, rcond=None)[0]

    assert r_squared(Y, X @ w) < 0 < with_it


def test_scaling_saves_steps() -> None:
    rows = X * [1.0, 1.0, 10.0]
    found = scaling_effect(rows, Y)

    assert found["raw"]["condition"] > 50 * found["standardised"]["condition"]
    assert found["raw"]["steps"] > 10 * found["standardised"]["steps"]
    np.testing.assert_allclose(found["raw"]["loss"], found["standardised"]["loss"])
    assert scaling_effect(rows, Y, limit=3)["raw"]["steps"] == 3


def test_worked_line_and_parabola() -> None:
    w, b = simple_regression(FIVE, FIVE**2)
    line = LinearRegression().fit(FIVE[:, None], FIVE**2)
    parabola = PolynomialRegression(2).fit(FIVE[:, None], FIVE**2)

    assert (w, b) == (6.0, -7.0)
    np.testing.assert_allclose(line.predict(FIVE[:, None]), [-1, 5, 11, 17, 23])
    np.testing.assert_allclose(r_squared(FIVE**2, w * FIVE + b), 0.96257, atol=5e-6)
    np.testing.assert_allclose(parabola.coef_, [0, 1], atol=1e-12)
    np.testing.assert_allclose(parabola.predict([[6.0]]), 36.0)


def test_weights_count_rows() -> None:
    twice = np.vstack([X, X[:20]])
    w, b = weighted_least_squares(X, Y, np.repeat([2.0, 1.0], [20, 40]))
    model = LinearRegression().fit(twice, np.append(Y, Y[:20]))

    np.testing.assert_allclose(w, model.coef_)
    np.testing.assert_allclose(b, model.intercept_)


def test_a_polynomial_is_linear_in_its_targets() -> None:
    x, rng = np.linspace(-1, 1, 9)[:, None], np.random.default_rng(0)
    first, second = rng.normal(size=(2, 9))
    fits = [PolynomialRegression(3).fit(x, y).coef_
            for y in (first, second, first + second)]  # fmt: skip

    np.testing.assert_allclose(fits[0] + fits[1], fits[2], atol=1e-12)


def test_degree_two_is_the_default() -> None:
    assert PolynomialRegression().degree == 2
    assert polynomial_features([[2.0]]).tolist() == [[2.0, 4.0]]


def test_degree_four_meets_five_points_whatever_they_are() -> None:
    y = np.random.default_rng(0).normal(size=5)
    model = PolynomialRegression(4).fit(FIVE[:, None], y)

    np.testing.assert_allclose(model.predict(FIVE[:, None]), y, atol=1e-9)


def test_terms_and_interactions() -> None:
    terms = polynomial_features([[2.0, 3.0, 5.0]], 2, interaction_only=True)

    np.testing.assert_array_equal(terms, [[2, 3, 5, 6, 10, 15]])
    assert polynomial_features(np.ones((1, 4)), 3, bias=True).shape == (1, 35)
    a, b = np.random.default_rng(0).normal(size=(2, 200))
    rows = np.column_stack([a, b])
    plain = LinearRegression().fit(rows, a * b)
    crossed = polynomial_features(rows, interaction_only=True)
    product = LinearRegression().fit(crossed, a * b)
    assert r_squared(a * b, plain.predict(rows)) < 0.05
    np.testing.assert_allclose(product.coef_, [0, 0, 1], atol=1e-12)


def test_the_grid_of_a_curve() -> None:
    grid, curve = fitted_curve(FIVE, FIVE**2, 2, points=9, beyond=0.25)

    np.testing.assert_allclose(grid[[0, -1]], [0.0, 6.0])
    np.testing.assert_allclose(curve, grid**2, atol=1e-9)
    assert fitted_curve(FIVE, FIVE, 1)[0].shape == (101,)
    np.testing.assert_array_equal(fitted_curve(FIVE, FIVE, 1)[0][[0, -1]], [1.0, 5.0])


def test_cross_validation_finds_the_degree() -> None:
    found = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        x = rng.uniform(-2, 2, 60)
        y = x**3 - 2 * x + 0.5 * rng.normal(size=60)
        found.append(choose_degree(x, y, range(1, 8), rng)[0])

    assert sum(3 <= degree <= 4 for degree in found) >= 8
    assert choose_degree(FIVE, 2 * FIVE, [3, 1, 2], RNG, folds=5)[0] == 1


def test_dummies_keep_full_rank_beside_an_intercept() -> None:
    labels = np.array(["c", "a", "b", "a", "c"])
    kept, levels = dummies(labels)
    every, _ = dummies(labels, drop_first=False)

    assert np.linalg.matrix_rank(np.column_stack([np.ones(5), kept])) == 3
    assert np.linalg.matrix_rank(np.column_stack([np.ones(5), every])) == 3
    np.testing.assert_array_equal(every.sum(axis=1), 1)
    new, _ = dummies(["b"], levels=levels)
    np.testing.assert_array_equal(new, [[1, 0]])


def test_goodness_of_fit_at_its_limits() -> None:
    assert r_squared([1, 2, 3], [1, 2, 3]) == 1
    assert r_squared([1, 2, 3], [2, 2, 2]) == 0
    assert r_squared([1, 2, 3], [3, 2, 1]) == -3
    assert r_squared([2, 2], [2, 2]) == 1
    assert r_squared([2, 2], [2, 3]) == 0
    assert adjusted_r_squared([1, 2, 4], [1, 2, 3], 0) == r_squared(
        [1, 2, 4], [1, 2, 3]
    )
    assert root_mean_squared_error(100 * Y, 0 * Y) == pytest.approx(
        100 * root_mean_squared_error(Y, 0 * Y)
    )


def test_adjusted_r_squared_does_not_reward_noise() -> None:
    plain, adjusted = [], []
    rng = np.random.default_rng(0)
    for _ in range(100):
        x = rng.normal(size=(40, 21))
        y = x[:, 0] + rng.normal(size=40)
        for p in (1, 21):
            y_hat = LinearRegression().fit(x[:, :p], y).predict(x[:, :p])
            plain.append(r_squared(y, y_hat))
            adjusted.append(adjusted_r_squared(y, y_hat, p))

    assert np.mean(plain[1::2]) > np.mean(plain[::2]) + 0.2
    assert abs(np.mean(adjusted[1::2]) - np.mean(adjusted[::2])) < 0.05


def test_intervals_cover_and_p_values_are_uniform() -> None:
    rng = np.random.default_rng(0)
    covered, p = [], []
    for _ in range(300):
        rows = rng.normal(size=(12, 2))
        y = 1 + 2 * rows[:, 0] + rng.normal(size=12)
        found = coefficients(rows, y, level=0.9)
        covered.append((found.low < [1, 2, 0]) & (found.high > [1, 2, 0]))
        p.append(found.p[2])

    np.testing.assert_allclose(np.mean(covered, axis=0), 0.9, atol=0.05)
    np.testing.assert_allclose(np.mean(np.array(p) < 0.2), 0.2, atol=0.05)


def test_a_perfect_fit_is_certain() -> None:
    found = coefficients([[0.0], [1.0], [2.0], [3.0]], [0.0, 0.0, 0.0, 0.0])

    assert found.sigma == 0.0
    assert coefficients(FIVE[:, None], 2 * FIVE).p[1] < 1e-12
    default = coefficients(X, Y)
    np.testing.assert_allclose(
        default.high - default.low, 2 * t_bound(0.95, 56) * default.error
    )


def test_collinear_features_inflate() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 4000))
    a, b = (a - a.mean()) / a.std(), b - b.mean()
    b -= a * (a @ b) / (a @ a)
    b /= b.std()
    for rho, inflation in ((0.0, 1.0), (0.9, 5.263), (0.99, 50.25), (0.999, 500.25)):
        pair = np.column_stack([a, rho * a + np.sqrt(1 - rho**2) * b])
        np.testing.assert_allclose(variance_inflation(pair), inflation, rtol=1e-3)
        np.testing.assert_allclose(correlation(pair)[0, 1], rho, atol=1e-9)
    assert (variance_inflation(np.column_stack([a, a])) == np.inf).all()
    odd = np.column_stack([a, np.ones(4000)])
    np.testing.assert_allclose(variance_inflation(odd), [1.0, np.nan])
    assert variance_inflation(a[:, None]) == 1.0
    assert np.isnan(correlation(odd)[0, 1])


def test_leverage_sums_to_the_number_of_coefficients() -> None:
    np.testing.assert_allclose(leverage(X).sum(), 4)
    np.testing.assert_allclose(leverage(np.ones((5, 1))), 0.2)
    np.testing.assert_allclose(leverage(np.hstack([X, X])).sum(), 4)
    alone = influence([[0.0], [0.0], [0.0], [1.0]], [0.0, 1.0, 2.0, 9.0])
    assert np.isnan(alone["cook"][3])
    assert np.isnan(alone["standardised"][3])


def test_each_violation_is_noticed_by_its_own_test() -> None:
    rng = np.random.default_rng(4)
    x = np.sort(rng.uniform(0, 3, 300))
    noise = rng.normal(size=300)
    walk = np.convolve(noise, np.ones(10))[:300]
    clean, curved, funnel, skewed, drifting = (
        check_assumptions(x[:, None], y)
        for y in (
            x + noise, x**2 + 0.5 * noise, x + x**2 * noise,
            x + np.exp(1.5 * noise), x + walk,
        )
    )  # fmt: skip

    assert clean["linearity"] > 0.05
    assert clean["constant variance"] > 0.05
    assert clean["normality"] > 0.05
    assert 1.7 < clean["independence"] < 2.3
    assert clean["collinearity"] == 1.0
    assert curved["linearity"] < 1e-6
    assert funnel["constant variance"] < 1e-6
    assert skewed["normality"] < 1e-6
    assert drifting["independence"] < 0.5


@pytest.mark.parametrize("studentised", [True, False])
def test_residuals_of_one_size_have_a_constant_spread(studentised: bool) -> None:
    e = np.array([0.1, -0.1, -0.1, 0.1, 0.1])

    assert breusch_pagan(e, np.arange(5.0)[:, None], studentised) == (0.0, 1.0)


def test_tests_reject_a_true_assumption_as_often_as_they_say() -> None:
    rng = np.random.default_rng(0)
    p = []
    for _ in range(200):
        rows, e = rng.normal(size=(40, 2)), rng.normal(size=40)
        residual = e - LinearRegression().fit(rows, e).predict(rows)
        p.append(
            [reset_test(rows, e)[1], breusch_pagan(residual, rows)[1],
             breusch_pagan(residual, rows, studentised=False)[1],
             shapiro_wilk(e)[1]]
        )  # fmt: skip

    np.testing.assert_allclose((np.array(p) < 0.1).mean(axis=0), 0.1, atol=0.06)


def test_durbin_watson_knows_the_direction() -> None:
    np.testing.assert_allclose(durbin_watson(np.tile([1.0, -1.0], 500)), 4, atol=0.01)
    assert durbin_watson(np.repeat([1.0, -1.0], 500)) < 0.01
    assert jarque_bera(np.append(np.zeros(50), 1.0))[1] < 1e-6


def test_shapiro_limits() -> None:
    assert shapiro_wilk([1.0, 2.0, 3.0]) == (pytest.approx(1), pytest.approx(1))
    np.testing.assert_allclose(shapiro_wilk([0.0, 0.0, 1.0]), [0.75, 0.0], atol=1e-7)
    W, p = shapiro_wilk([0.0] * 10 + [1.0])
    assert W < 0.5
    assert p < 1e-5
    W, p = shapiro_wilk(5 + 3 * np.arange(20.0) ** 3)
    assert shapiro_wilk(np.arange(20.0) ** 3) == (pytest.approx(W), pytest.approx(p))


def test_what_is_simulated() -> None:
    y = simulate(lambda rows: 3 * rows[:, 0], np.zeros((5000, 1)), 2.0, RNG)

    np.testing.assert_allclose([y.mean(), y.std()], [0, 2], atol=0.1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: simple_regression([1, 1], [1, 2]), "every x"),
        (lambda: simple_regression([1, 2], [1, 2, 3]), "3 entries"),
        (lambda: normal_equations([[1.0], [1.0]], [1.0, 2.0]), "dependent"),
        (lambda: qr_least_squares([[1.0, 2.0]], [1.0]), "dependent"),
        (lambda: weighted_least_squares([[1.0]], [1.0], [-1.0]), "at least 0"),
        (lambda: weighted_least_squares([[1.0]], [1.0], [0.0]), "above it"),
        (lambda: weighted_least_squares([[1.0]], [1.0], [1.0, 1.0]), "2 entries"),
        (lambda: scaling_effect([[1.0], [1.0]], [1.0, 2.0]), "constant column"),
        (lambda: simulate(lambda X: X[:, 0], [[1.0]], -1.0, RNG), "got -1"),
        (lambda: simulate(lambda X: [1, 2], [[1.0]], 1.0, RNG), "2 entries"),
        (lambda: polynomial_features([[1.0]], 0), "got 0"),
        (lambda: choose_degree(FIVE, FIVE, [1], RNG, folds=6), "got 6"),
        (lambda: dummies(["a", "d"], levels=["a", "b"]), "'d' is not"),
        (lambda: adjusted_r_squared([1, 2, 3], [1, 2, 3], 2), "n - 2 = 1, got 2"),
        (lambda: adjusted_r_squared([1, 2, 3], [1, 2, 3], -1), "got -1"),
        (lambda: r_squared([1, 2], [1]), "1 entries"),
        (lambda: coefficients([[1.0], [2.0]], [1.0, 2.0]), "more than 2 rows"),
        (lambda: coefficients(np.ones((3, 1)), [1.0, 2.0, 3.0]), "dependent"),
        (lambda: coefficients(X, Y, level=1.0), "got 1"),
        (lambda: influence([[1.0], [2.0]], [1.0, 2.0]), "more than 2 rows"),
        (lambda: reset_test(X[:5], Y[:5]), "6 coefficients"),
        (lambda: durbin_watson([0.0, 0.0]), "every residual"),
        (lambda: jarque_bera([1.0, 1.0]), "no shape"),
        (lambda: shapiro_wilk([1.0, 2.0]), "got 2"),
        (lambda: shapiro_wilk([1.0] * 4), "no shape"),
    ],
)
def test_what_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
