"""Lasso, elastic net, paths, strengths, logistic, softmax and Tweedie regression."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.linear.lasso import ElasticNet, Lasso, support, sweep_coordinates
from engine.linear.logistic import (
    LogisticRegression,
    line_beside_logistic,
    train_logistic,
)
from engine.linear.path import elastic_net_path, ridge_path
from engine.linear.ridge import Ridge
from engine.linear.softmax import SoftmaxRegression
from engine.linear.strength import choose_strength
from engine.linear.tweedie import TweedieRegression
from engine.losses.counts import tweedie_deviance
from engine.optim.momentum import SGD

RNG = np.random.default_rng(2)
X = RNG.normal(size=(50, 6))
Y = X[:, 0] * 3 - X[:, 1] + RNG.normal(size=50)
LABELS = (Y > 0).astype(int)


@given(st.integers(0, 10_000), st.floats(0.01, 2), st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_conditions_of_optimality(seed: int, alpha: float, ratio: float) -> None:
    rng = np.random.default_rng(seed)
    rows, y = rng.normal(size=(15, 4)), rng.normal(size=15)
    model = ElasticNet(alpha, ratio).fit(rows, y)
    e = y - model.predict(rows)
    g = rows.T @ e / 15 - alpha * (1 - ratio) * model.coef_
    l1, used = alpha * ratio, model.coef_ != 0

    assert model.converged_
    np.testing.assert_allclose(e.sum(), 0, atol=1e-10)
    np.testing.assert_allclose(g[used], l1 * np.sign(model.coef_[used]), atol=1e-8)
    assert (np.abs(g[~used]) <= l1 + 1e-8).all()


def test_orthonormal_columns() -> None:
    """w of 5, 2, .6, .2: ridge halves, lasso takes off a constant."""
    rows = np.linalg.qr(np.random.default_rng(0).normal(size=(30, 5)))[0]
    rows = np.linalg.qr(np.column_stack([np.ones(30), rows]))[0][:, 1:5]
    y = rows @ [5.0, 2.0, 0.6, 0.2]

    np.testing.assert_allclose(Ridge(1.0).fit(rows, y).coef_, [2.5, 1.0, 0.3, 0.1])
    np.testing.assert_allclose(
        Lasso(0.5 / 30).fit(rows, y).coef_, [4.5, 1.5, 0.1, 0.0], atol=1e-12
    )


def test_penalties_of_the_mean_squared_error() -> None:
    """`mse + l1 |w| + l2 |w|^2` in the terms of the three estimators."""
    l1, l2 = 0.4, 0.3
    for model, a, b in (
        (Ridge(50 * l2), 0.0, l2),
        (Lasso(l1 / 2), l1, 0.0),
        (ElasticNet(l1 / 2 + l2, l1 / (l1 + 2 * l2)), l1, l2),
    ):
        model.fit(X, Y)

        def objective(w: np.ndarray, a: float = a, b: float = b) -> float:
            e = Y - X @ w
            return float(((e - e.mean()) ** 2).mean() + a * np.abs(w).sum() + b * w @ w)

        least = objective(model.coef_)
        for j in range(6):
            for step in (-1e-3, 1e-3):
                assert objective(model.coef_ + step * np.eye(6)[j]) > least


def test_a_twin_is_dropped_by_lasso_and_shared_by_elastic_net() -> None:
    twins = np.column_stack([X[:, 0], X[:, 0]])
    lasso, net = Lasso(0.1).fit(twins, Y).coef_, ElasticNet(0.1).fit(twins, Y).coef_

    assert lasso[1] == 0
    assert lasso[0] > 2
    np.testing.assert_allclose(net[0], net[1], rtol=1e-6)


def test_odd_columns_and_targets() -> None:
    constant = np.column_stack([np.full(50, 3.0), X[:, 0]])

    assert Lasso(0.1).fit(constant, Y).coef_[0] == 0
    assert ElasticNet(0.0).fit(X, np.ones(50)).coef_.tolist() == [0.0] * 6
    assert Lasso(0.1).fit([[1.0]], [2.0]).intercept_ == 2.0
    short = Lasso(0.01, max_iter=1).fit(X[:8], Y[:8])
    assert not short.converged_
    assert short.n_iter_ == 1
    assert short.coef_.any()
    start = np.array([5.0])
    sweep_coordinates(np.eye(1), np.array([1.0]), 0.1, 0.0, start=start)
    assert start == 5.0


def test_correlated_columns_take_few_sweeps() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(100, 20)) + 3 * rng.normal(size=(100, 1))
    y = rows @ rng.normal(size=20) + rng.normal(size=100)
    model = Lasso(0.05).fit(rows, y)

    assert model.converged_
    assert model.n_iter_ < 100


def test_a_weight_of_0_can_be_wrong_too() -> None:
    """The second weight moves last and draws the first out of its place at 0."""
    G, c = np.array([[1.0, -0.9], [-0.9, 1.0]]), np.array([0.9, 2.0])

    assert sweep_coordinates(G, c, 1.0, 0.0, max_iter=1)[1:] == (1, False)
    w, _, done = sweep_coordinates(G, c, 1.0, 0.0)
    again, sweeps, _ = sweep_coordinates(G, c, 1.0, 0.0, start=w)
    assert done
    assert sweeps == 1
    np.testing.assert_allclose(again, w, rtol=1e-12)


def test_units_change_nothing_but_units() -> None:
    model = Lasso(0.2).fit(X, Y)
    grams = Lasso(200.0).fit(X, 1000 * Y)

    np.testing.assert_allclose(grams.coef_, 1000 * model.coef_, rtol=1e-9)
    assert grams.n_iter_ == model.n_iter_


def test_the_path_starts_empty_and_ends_full() -> None:
    alphas, weights = elastic_net_path(X, Y, points=30)
    used = [len(support(w)) for w in weights]

    assert used[0] == 0
    assert used[1] == 1
    assert used[-1] == 6
    np.testing.assert_allclose(alphas[-1] / alphas[0], 1e-3)
    np.testing.assert_allclose(
        weights[20], Lasso(alphas[20]).fit(X, Y).coef_, atol=1e-7
    )
    assert elastic_net_path(X, Y)[1].shape == (50, 6)
    assert not Lasso(alphas[0] * 1.0001).fit(X, Y).coef_.any()


def test_ridge_shrinks_and_loses_parameters() -> None:
    weights, df = ridge_path(X, Y, [1e-9, 1.0, 10.0, 1e9])

    np.testing.assert_allclose(df[[0, 3]], [6, 0], atol=1e-6)
    assert (np.diff(df) < 0).all()
    assert (np.diff(np.linalg.norm(weights, axis=1)) < 0).all()
    np.testing.assert_allclose(weights[2], Ridge(10.0).fit(X, Y).coef_)
    assert (weights[:3] != 0).all()


def test_cross_validation_chooses_between_too_little_and_too_much() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 50))
    y = rows @ rng.normal(size=50) + 10 * rng.normal(size=60)
    alphas = [1e-3, 1.0, 100.0, 1e5]
    best, errors = choose_strength(Ridge, rows, y, alphas, rng)

    assert best == 100.0
    assert errors[0] > errors[2] < errors[3]


@given(st.integers(0, 10_000), st.floats(0.01, 10))
@settings(max_examples=15, deadline=None)
def test_newton_ends_where_the_gradient_is_0(seed: int, alpha: float) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(20, 2)) * 3
    y = np.append([0, 1], rng.integers(0, 2, 18))
    model = LogisticRegression(alpha).fit(rows, y)

    def objective(theta: np.ndarray) -> float:
        z = rows @ theta[:2] + theta[2]
        return float(
            np.logaddexp(0, z).sum() - y @ z + alpha / 2 * theta[:2] @ theta[:2]
        )

    theta = np.append(model.coef_, model.intercept_)
    assert model.converged_
    np.testing.assert_allclose(central_difference(objective, theta), 0, atol=1e-5)
    np.testing.assert_allclose(model.losses_[-1], objective(theta))
    assert (np.diff(model.losses_) <= 1e-9).all()


def test_logistic_labels_ties_and_steps() -> None:
    words = np.array(["no", "yes"])[LABELS]
    model = LogisticRegression().fit(X, words)

    assert model.classes_.tolist() == ["no", "yes"]
    assert set(model.predict(X)) == {"no", "yes"}
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1)
    level = LogisticRegression().fit([[0.0], [0.0]], ["b", "a"])
    assert level.predict([[1.0]]).tolist() == ["a"]
    assert not LogisticRegression(max_iter=1).fit(X, LABELS).converged_
    assert len(LogisticRegression(max_iter=1).fit(X, LABELS).losses_) == 2
    far = LogisticRegression(1e-3).fit([[-1e4], [1e4], [3e4]], [0, 1, 1])
    assert far.converged_
    # Seven steps suffice for Newton; a wrong Hessian takes many more.
    assert len(model.losses_) < 9


def test_a_line_leaves_the_unit_interval_and_logistic_does_not() -> None:
    line, p = line_beside_logistic(X, LABELS, [[9.0] + [0.0] * 5, [-9.0] + [0.0] * 5])

    assert line[0] > 1
    assert line[1] < 0
    assert ((p > 0) & (p < 1)).all()


def test_mini_batches_come_to_the_same_place() -> None:
    exact = LogisticRegression(alpha=0.0).fit(X[:, 2:4], LABELS)
    found = train_logistic(
        X[:, 2:4], LABELS, SGD(0.05), np.random.default_rng(0), size=10, epochs=100
    )

    np.testing.assert_allclose(found.theta[:2], exact.coef_, atol=0.05)
    np.testing.assert_allclose(found.theta[2], exact.intercept_, atol=0.05)
    assert found.updates == 500
    assert train_logistic(X, LABELS, SGD(), RNG).updates == 200


def test_two_softmax_classes_are_a_logistic() -> None:
    """Each class has half of the weights, so the penalty counts half as much."""
    soft = SoftmaxRegression(alpha=2.0, tol=1e-8).fit(X, LABELS)
    pair = LogisticRegression(alpha=1.0).fit(X, LABELS)

    assert soft.converged_
    np.testing.assert_allclose(
        soft.coef_[:, 1] - soft.coef_[:, 0], pair.coef_, atol=1e-5
    )
    np.testing.assert_allclose(soft.coef_.sum(axis=1), 0, atol=1e-7)
    np.testing.assert_allclose(soft.intercept_.sum(), 0, atol=1e-12)
    np.testing.assert_allclose(soft.predict_proba(X), pair.predict_proba(X), atol=1e-6)


def test_softmax_finds_what_it_can_in_its_steps() -> None:
    short = SoftmaxRegression(max_iter=1).fit(X, LABELS)
    long = SoftmaxRegression().fit(X, LABELS)

    assert not short.converged_
    assert short.loss_ > long.loss_


@pytest.mark.parametrize("power", [0.0, 1.0, 1.5, 2.0])
def test_means_of_groups(power: float) -> None:
    """With one column for two groups every power fits the group means."""
    y = np.array([1.0, 3.0, 4.0, 12.0])
    model = TweedieRegression(power).fit([[0], [0], [1], [1]], y)

    assert model.converged_
    assert model.n_iter_ <= 5
    assert TweedieRegression(power, 1.0).fit([[0], [0], [1], [1]], y).n_iter_ <= 20
    np.testing.assert_allclose(model.predict([[0], [1]]), [2.0, 8.0])
    np.testing.assert_allclose(model.coef_, [np.log(4)])


def test_defaults() -> None:
    assert TweedieRegression().power == 1.0
    assert SoftmaxRegression().alpha == LogisticRegression().alpha == 1.0
    assert (Lasso().tol, Lasso().max_iter) == (1e-9, 10_000)


def test_tweedie_beats_squares_on_claims() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(2000, 1))
    mu = np.exp(rows[:, 0])
    claims = np.array([rng.gamma(2.0, 0.5, k).sum() for k in rng.poisson(mu)])
    model = TweedieRegression(1.5).fit(rows, claims)

    assert (claims == 0).mean() > 0.2
    np.testing.assert_allclose(model.coef_, [1.0], atol=0.1)
    line = np.maximum(1e-3, np.polyval(np.polyfit(rows[:, 0], claims, 1), rows[:, 0]))
    assert (
        tweedie_deviance(model.predict(rows), claims)[0]
        < tweedie_deviance(line, claims)[0]
    )


def test_tweedie_steps_are_halved_and_counted() -> None:
    rows = np.linspace(-9, 9, 40)[:, None]
    y = np.exp(rows[:, 0])
    model = TweedieRegression(1.0).fit(rows, y)

    np.testing.assert_allclose([model.coef_[0], model.intercept_], [1, 0], atol=1e-7)
    assert model.converged_
    assert 3 < model.n_iter_ < 40
    short = TweedieRegression(max_iter=1).fit(rows, y)
    assert not short.converged_
    assert short.n_iter_ == 1
    flat = TweedieRegression(alpha=1e9).fit(rows, y)
    np.testing.assert_allclose(flat.predict([[0.0]]), y.mean(), rtol=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Lasso(-1.0).fit(X, Y), "got -1"),
        (lambda: ElasticNet(1.0, 1.5).fit(X, Y), "got 1.5"),
        (lambda: elastic_net_path(X, Y, 0.0), "got 0"),
        (lambda: ridge_path(X, Y, [1.0, 0.0]), "got 0"),
        (lambda: choose_strength(Ridge, X, Y, [1.0], RNG, folds=1), "got 1"),
        (lambda: LogisticRegression(-1.0).fit(X, LABELS), "got -1"),
        (lambda: LogisticRegression().fit(X, np.ones(50)), "two classes, got 1"),
        (lambda: LogisticRegression(0.0).fit([[0], [1]], [0, 1]), "separable"),
        (lambda: LogisticRegression(0.0).fit(X[:, [2, 2]], LABELS), "dependent"),
        (lambda: SoftmaxRegression(-1.0).fit(X, LABELS), "got -1"),
        (lambda: SoftmaxRegression().fit(X, np.ones(50)), "two classes"),
        (lambda: TweedieRegression(0.5).fit(X, LABELS), "got 0.5"),
        (lambda: TweedieRegression(2.0).fit(X, LABELS), "positive where"),
        (lambda: TweedieRegression(alpha=-1.0).fit(X, LABELS), "got -1"),
        (lambda: TweedieRegression().fit(X, 0 * Y), "logarithm"),
        (lambda: TweedieRegression().fit(X[:, [2, 2]], LABELS), "dependent"),
    ],
)
def test_what_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
