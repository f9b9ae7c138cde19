"""AdaBoost, gradient boosting, second-order boosting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.trees.adaboost import AdaBoostClassifier, best_stump, exponential_loss
from engine.trees.gradient_boosting import (
    LOSSES,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    no_progress,
    pseudo_residuals,
)
from engine.trees.race import boosting_race
from engine.trees.second_order import (
    as_gaps,
    best_histogram_split,
    bin_thresholds,
    leaf_weight,
    split_gain,
    to_bins,
)
from engine.trees.second_order_boosting import (
    OBJECTIVES,
    SecondOrderClassifier,
    SecondOrderRegressor,
)


def ring(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    return X, ((X**2).sum(axis=1) + 0.5 * rng.normal(size=n) > 2.3).astype(int)


def wave(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.uniform(0, 6, (n, 2))
    return X, np.sin(X[:, 0]) + 0.2 * rng.normal(size=n)


def test_the_stump_just_used_is_no_better_than_chance_on_the_new_weights() -> None:
    X, y = ring(0, 150)
    model = AdaBoostClassifier(20).fit(X, y)

    for t, (j, threshold, low, high) in enumerate(model.stumps_[:-1]):
        wrong = np.where(X[:, j] <= threshold, low, high) != y
        assert model.weights_[t] @ wrong == pytest.approx(model.errors_[t])
        assert model.weights_[t + 1] @ wrong == pytest.approx(0.5)
        assert model.weights_[t + 1].sum() == pytest.approx(1.0)
    e = model.errors_
    np.testing.assert_allclose(model.alphas_, np.log((1 - e) / e))


def test_the_exponential_loss_is_a_product_and_bounds_the_error() -> None:
    X, y = ring(1, 150)
    model = AdaBoostClassifier(15).fit(X, y)
    signs, F = 2 * y - 1, np.zeros(150)
    losses = []
    for (j, threshold, low, high), alpha in zip(
        model.stumps_, model.alphas_, strict=True
    ):
        h = 2 * np.where(X[:, j] <= threshold, low, high) - 1
        F += alpha / 2 * h
        losses.append(exponential_loss(signs, F))
    e = model.errors_

    np.testing.assert_allclose(losses, np.cumprod(2 * np.sqrt(e * (1 - e))))
    assert (np.diff(losses) < 0).all()
    assert (model.predict(X) != y).mean() <= losses[-1]
    np.testing.assert_array_equal(model.predict(X) == 1, F > 0)


def test_a_wrong_label_gains_weight() -> None:
    X = np.arange(200.0)[:, None]
    y = (X[:, 0] >= 100).astype(int)
    y[30] = 1
    weights = AdaBoostClassifier(10).fit(X, y).weights_

    assert weights[:, 30].max() > 40 / 200


def test_when_adaboost_ends_early() -> None:
    perfect = AdaBoostClassifier().fit([[1.0], [2.0]], ["a", "b"])
    assert (perfect.alphas_.tolist(), perfect.errors_.tolist()) == ([1.0], [0.0])
    one = AdaBoostClassifier().fit([[1.0], [2.0]], ["a", "a"])
    assert one.predict([[3.0]]).tolist() == ["a"]
    with pytest.raises(ValueError, match="better than chance"):
        AdaBoostClassifier().fit([[1.0], [1.0]], ["a", "b"])
    np.testing.assert_allclose(perfect.decision_function([[1.0]]), [[1.0, 0.0]])


def test_a_smaller_rate_takes_smaller_steps() -> None:
    X, y = ring(0, 100)
    full, half = (AdaBoostClassifier(3, lr).fit(X, y) for lr in (1.0, 0.5))

    assert half.alphas_[0] == pytest.approx(full.alphas_[0] / 2)


def test_a_stump_minds_its_weights() -> None:
    X, y = [[1.0], [2.0], [3.0]], ["a", "b", "a"]

    assert best_stump(X, y, [5.0, 5.0, 1.0])[1:] == (1.5, "a", "b", 1 / 11)
    assert best_stump(X, y, [1.0, 5.0, 5.0])[1:] == (2.5, "b", "a", 1 / 11)
    assert best_stump([[1.0], [1.0]], y[:2], [1.0, 3.0])[:4] == (0, np.inf, "b", "b")
    assert best_stump(X, y, [0.0, 1.0, 1.0])[1] == 2.5


@pytest.mark.parametrize("loss", LOSSES)
@given(seed=st.integers(0, 10_000))
def test_pseudo_residuals_go_downhill(loss: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, F = rng.integers(0, 2, 6).astype(float), 3 * rng.normal(size=6) + 0.01
    slope = central_difference(lambda F: 6 * LOSSES[loss].value(y, F), F)

    np.testing.assert_allclose(pseudo_residuals(y, F, loss), -slope, atol=1e-5)


@pytest.mark.parametrize("name", OBJECTIVES)
@given(seed=st.integers(0, 10_000))
def test_curvatures_are_second_derivatives(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, F = rng.integers(0, 2, 6).astype(float), 3 * rng.normal(size=6)
    slope = central_difference(lambda F: OBJECTIVES[name](y, F)[0], F)

    np.testing.assert_allclose(np.diag(OBJECTIVES[name](y, F)[1]), slope, atol=1e-6)


@pytest.mark.parametrize("loss", ["squared_error", "absolute_error"])
def test_each_tree_lowers_the_loss(loss: str) -> None:
    X, y = wave(0, 150)
    model = GradientBoostingRegressor(30, loss=loss)
    history = model.fit(X, y, np.random.default_rng(0)).history_

    assert (np.diff(history) <= 1e-12).all()
    assert history[0] == pytest.approx(
        LOSSES[loss].value(y, np.full(150, model.start_))
    )
    assert LOSSES[loss].value(y, model.predict(X)) == pytest.approx(history[-1])


def test_huge_odds_do_not_break_a_step() -> None:
    model = GradientBoostingClassifier(60, lr=1.0, max_depth=1)
    model.fit([[0.0], [1.0]] * 2, [0, 1] * 2, np.random.default_rng(0))

    assert np.isfinite(model.decision_function([[0.0], [1.0]])).all()
    assert model.predict([[0.0], [1.0]]).tolist() == [0, 1]
    np.testing.assert_allclose(model.predict_proba([[0.0]]).sum(), 1.0)


def test_early_stopping_ends_before_overfitting() -> None:
    X, y = wave(0, 300)
    rng = np.random.default_rng(0)
    model = GradientBoostingRegressor(500, lr=0.3, patience=5).fit(X, y, rng)
    held = model.held_out_history_

    assert len(held) == len(model.trees_) < 100
    assert no_progress(held.tolist(), 5)
    assert not any(no_progress(held[:i].tolist(), 5) for i in range(1, len(held)))
    full = GradientBoostingRegressor(20).fit(X, y, rng)
    assert (len(full.trees_), full.held_out_history_.size) == (20, 0)


def test_progress_is_more_than_tol() -> None:
    assert no_progress([1.0, 0.99995], 1)
    assert not no_progress([1.0, 0.9998], 1)
    assert not no_progress([1.0, 0.99995], 1, tol=1e-6)


def test_a_sample_for_each_tree() -> None:
    X, y = wave(0, 200)
    some = GradientBoostingRegressor(20, subsample=0.5)
    some.fit(X, y, np.random.default_rng(0))

    assert some.trees_[0].weight[0] == 100
    assert some.history_[-1] < 0.3 * some.history_[0]


def test_worked_leaf_and_gain() -> None:
    """y = 1, 1, 8, 9... as in the course's example: leaves -G / (H + lam)."""
    assert leaf_weight(-14.0, 2.0, lam=1.0) == pytest.approx(14 / 3)
    assert leaf_weight(2.0, 0.0, lam=0.0) == 0.0
    np.testing.assert_allclose(leaf_weight([-5.0, 5.0, 0.5], 1.0, 1.0, 1.0), [2, -2, 0])
    # 4/3 + 196/3 - 256/5 = 15.4667; halves count in the paper only.
    gain = split_gain([-2.0, 2.0], [-14.0, 2.0], lam=1.0)
    assert gain == pytest.approx(4 / 3 + 196 / 3 - 256 / 5)
    assert split_gain([0.0, 0.0], [1.0, 1.0], lam=0.0) == 0.0
    assert split_gain([-2.0, 1.0], [2.0, 1.0], 0.0, alpha=5.0) == 0.0


def test_penalties_shrink_leaves() -> None:
    X, y = wave(0, 200)

    def leaves(**how: float) -> np.ndarray:
        model = SecondOrderRegressor(10, max_depth=3, **how).fit(X, y)  # type: ignore[arg-type]
        ends = [[n for n in t.below() if t.feature[n] < 0] for t in model.trees_]
        return np.concatenate(
            [t.value[leaves, 0] for t, leaves in zip(model.trees_, ends, strict=True)]
        )

    sizes = [np.abs(leaves(lam=lam)).mean() for lam in (0.0, 1.0, 100.0)]
    assert sizes == sorted(sizes, reverse=True)
    assert (leaves(alpha=10.0) == 0).any()
    assert len(leaves(gamma=1e9)) == 10
    assert len(leaves(min_child_weight=101.0)) == 10


def test_a_side_may_weigh_just_the_least() -> None:
    X, y = [[1.0], [2.0], [3.0], [4.0]], [0.0, 0.0, 8.0, 8.0]
    model = SecondOrderRegressor(1, lr=1.0, lam=0.0, min_child_weight=2.0)

    np.testing.assert_allclose(model.fit(X, y).predict(X), y)


def test_a_side_that_weighs_nothing_beside_the_rest_is_none() -> None:
    """Without lam a step there would have no bound: g^2 / h is 10^8 for the first."""
    X, g, h = [[1.0], [2.0], [3.0]], [1.0, -1e3, 1e3], [1e-8, 1e6, 1e6]
    found = best_histogram_split(X, g, h, lam=0.0)
    model = SecondOrderRegressor(
        1,
        max_depth=1,
        lam=0.0,
        min_child_weight=0.0,
        objective=lambda y, F: (np.array(g), np.array(h)),
    )

    assert found[:2] == (0, 2.5)
    assert model.fit(X, g).trees_[0].threshold[0] == 2.5


def test_small_gains_are_gains() -> None:
    assert best_histogram_split([[1.0], [2.0]], [0.1, -0.1], [1.0, 1.0])[1] == 1.5


def test_rows_whose_node_does_not_split_keep_its_value() -> None:
    """Three leaves of depths 1, 2, 2: the second tree starts where the first ended."""
    X, y = [[1.0], [2.0], [3.0], [4.0]], [0.0, 0.0, 4.0, 6.0]
    model = SecondOrderRegressor(2, lr=0.5, lam=0.0).fit(X, y)

    # The mean is 2.5, and each tree halves what is left.
    assert [tree.feature.tolist() for tree in model.trees_] == [[0, -1, 0, -1, -1]] * 2
    np.testing.assert_allclose(model.predict(X), 0.75 * np.array(y) + 0.25 * 2.5)


def test_a_poor_split_stays_above_a_good_one() -> None:
    """XOR: the first split gains nothing to speak of, the second everything."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]] * 5 + [[0.0, 0.0]])
    y = np.append([0.0, 1.0, 1.0, 0.0] * 5, 0.0)
    model = SecondOrderRegressor(1, lr=1.0, lam=0.0, gamma=1.0, max_depth=2).fit(X, y)
    tree = model.trees_[0]

    assert tree.impurity[0] < 1.0
    assert tree.leaves() == 4
    np.testing.assert_allclose(model.predict(X), y, atol=1e-12)


def test_missing_values_go_where_they_gain() -> None:
    nan = np.nan
    X = np.array([[1.0], [2.0], [3.0], [4.0], [nan], [nan]])
    for high in (0.0, 1.0):
        y = np.array([0.0, 0.0, 1.0, 1.0, high, high])
        model = SecondOrderRegressor(1, lr=1.0, lam=0.0).fit(X, y)
        np.testing.assert_allclose(model.predict(X), y, atol=1e-12)
        np.testing.assert_allclose(model.predict([[nan]]), [high], atol=1e-12)
    only = SecondOrderRegressor(1, lr=1.0, lam=0.0).fit(X, [0.0] * 4 + [1.0] * 2)
    np.testing.assert_allclose(only.predict([[9.0], [nan]]), [0.0, 1.0], atol=1e-12)


def test_what_gains_nothing_is_not_split() -> None:
    model = SecondOrderRegressor(2).fit(wave(0, 50)[0], [3.0] * 50)

    assert [tree.leaves() for tree in model.trees_] == [1, 1]
    assert model.predict([[1.0, 1.0]]).tolist() == [3.0]


def test_all_missing_is_no_split() -> None:
    X = np.full((4, 1), np.nan)

    assert bin_thresholds(X).tolist() == [[np.inf]]
    assert best_histogram_split(X, [1, 1, -1, -1], np.ones(4)) == (
        0,
        np.inf,
        False,
        0.0,
    )
    assert (
        SecondOrderRegressor(2).fit(X, [1.0, 2, 3, 4]).predict(X).tolist() == [2.5] * 4
    )


def test_many_values_share_bins() -> None:
    x = np.random.default_rng(0).normal(size=(1000, 1))
    edges = bin_thresholds(x, 8)
    counts = np.bincount(to_bins(x, edges)[:, 0])

    assert edges.shape == (1, 8)
    assert counts.tolist() == [125] * 8
    few = bin_thresholds([[1.0], [1.0], [1.0], [1.0], [2.0], [3.0]], 2)
    assert few.tolist() == [[1.5, np.inf]]
    X, y = wave(0, 300)
    coarse, fine = (SecondOrderRegressor(20, max_bins=b).fit(X, y) for b in (4, 256))
    assert ((coarse.predict(X) - y) ** 2).mean() > ((fine.predict(X) - y) ** 2).mean()


def test_a_loss_of_ones_own() -> None:
    """The squared error by hand is the squared error."""
    X, y = wave(0, 80)
    own = SecondOrderRegressor(
        5, objective=lambda y, F: (2 * (F - y), 2 + 0 * F), lam=2.0
    )
    given_ = SecondOrderRegressor(5, lam=1.0, min_child_weight=0.5)

    np.testing.assert_allclose(own.fit(X, y).predict(X), given_.fit(X, y).predict(X))


def test_boosters_beat_a_stump() -> None:
    X, y = ring(0, 300)
    new, y_new = ring(1, 600)
    found = boosting_race(X, y, new, y_new)

    assert found["stump"] + 0.1 < min(found[n] for n in found if n != "stump")


def test_named_classes() -> None:
    X = [[1.0], [2.0], [3.0], [4.0]]
    model = SecondOrderClassifier(5, min_child_weight=0.0).fit(X, list("nnyy"))

    assert model.predict(X).tolist() == list("nnyy")
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1.0)
    np.testing.assert_allclose(
        np.log(model.predict_proba(X)[:, 1] / model.predict_proba(X)[:, 0]),
        model.decision_function(X),
    )
    boosted = GradientBoostingClassifier(5).fit(X, list("nnyy"), RNG)
    assert boosted.predict(X).tolist() == list("nnyy")


RNG = np.random.default_rng(0)
TWO = [[0.0], [1.0]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: best_stump(TWO, [0, 1], [0.0, 0.0]), "not all 0"),
        (lambda: best_stump(TWO, [0, 1], [-1.0, 2.0]), "0 or more"),
        (lambda: best_stump(TWO, [0, 1], [1.0]), "w has 1 entries"),
        (lambda: AdaBoostClassifier(0).fit(TWO, [0, 1]), "got 0 and 1.0"),
        (lambda: AdaBoostClassifier(lr=0.0).fit(TWO, [0, 1]), "got 50 and 0.0"),
        (lambda: exponential_loss([2], [1.0]), "-1 and 1"),
        (lambda: exponential_loss([1], [1.0, 2.0]), "F has 2 entries"),
        (lambda: pseudo_residuals([1.0], [1.0], "x"), "got 'x'"),
        (lambda: pseudo_residuals([1.0], [1.0, 2.0], "log_loss"), "1 entries"),
        (lambda: no_progress([1.0], 0), "got 0"),
        (lambda: GradientBoostingRegressor(0).fit(TWO, [0, 1], RNG), "got 0, 0.1"),
        (lambda: GradientBoostingRegressor(lr=0.0).fit(TWO, [0, 1], RNG), "100, 0.0"),
        (lambda: GradientBoostingRegressor(subsample=0).fit(TWO, [0, 1], RNG), "and 0"),
        (lambda: GradientBoostingRegressor(subsample=2).fit(TWO, [0, 1], RNG), "and 2"),
        (lambda: GradientBoostingRegressor(loss="x").fit(TWO, [0, 1], RNG), "got 'x'"),
        (
            lambda: GradientBoostingRegressor(loss="log_loss").fit(TWO, [0, 1], RNG),
            "for GradientBoostingClassifier",
        ),
        (lambda: GradientBoostingClassifier().fit(TWO, [0, 0], RNG), "got 1 and"),
        (
            lambda: GradientBoostingClassifier(loss="x").fit(TWO, [0, 1], RNG),
            "got 2 and 'x'",
        ),
        (lambda: bin_thresholds(TWO, 1), "at least 2, got 1"),
        (lambda: as_gaps([[np.inf]]), r"X\[0, 0\] is inf"),
        (lambda: to_bins(TWO, np.ones((2, 1))), "1 features"),
        (lambda: best_histogram_split(TWO, [1.0], [1.0, 1.0]), "g has 1 entries"),
        (lambda: best_histogram_split(TWO, [1.0, 1.0], [1.0]), "h has 1 entries"),
        (lambda: SecondOrderRegressor(0).fit(TWO, [0, 1]), "got 0, 6 and 0.3"),
        (lambda: SecondOrderRegressor(max_depth=0).fit(TWO, [0, 1]), "100, 0 and"),
        (lambda: SecondOrderRegressor(lr=0.0).fit(TWO, [0, 1]), "and 0.0"),
        (lambda: SecondOrderRegressor(lam=-1.0).fit(TWO, [0, 1]), "got -1.0"),
        (lambda: SecondOrderRegressor(gamma=-1.0).fit(TWO, [0, 1]), "0.0, -1.0"),
        (lambda: SecondOrderRegressor(objective="x").fit(TWO, [0, 1]), "got 'x'"),
        (lambda: SecondOrderRegressor().fit(TWO, [0.0]), "1 entries"),
        (lambda: SecondOrderClassifier().fit(TWO, [0, 0]), "two classes, got 1"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
