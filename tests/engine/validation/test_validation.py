"""Splits, cross-validation, and what they measure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.linear.goodness import r_squared
from engine.linear.least_squares import LinearRegression
from engine.linear.polynomial import PolynomialRegression
from engine.linear.ridge import Ridge
from engine.metrics.rates import accuracy
from engine.neighbors.knn import KNNClassifier
from engine.trees.forest import RandomForestRegressor
from engine.validation.bias_variance import bias_variance, trade_off
from engine.validation.cross_validation import (
    cross_validate,
    grid_search,
    nested_cross_validate,
    trained,
    tune,
)
from engine.validation.curves import learning_curve, overfitting_gap, validation_curve
from engine.validation.experiments import (
    cure_underfitting,
    memorising_tree,
    polynomial_degrees,
)
from engine.validation.held_out import HeldOut
from engine.validation.splits import (
    fold_schedule,
    group_k_fold,
    k_fold,
    split_sizes,
    stratified_k_fold,
    three_way_split,
    time_splits,
)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(st.integers(2, 60), st.integers(2, 9), st.booleans())
def test_each_row_is_tested_once(n: int, k: int, shuffled: bool) -> None:
    k = min(n, k)
    folds = k_fold(n, k, rng() if shuffled else None)
    sizes = [len(test) for _, test in folds]

    assert np.sort(np.concatenate([test for _, test in folds])).tolist() == [*range(n)]
    assert max(sizes) - min(sizes) <= 1
    assert sizes == sorted(sizes, reverse=True)
    for train, test in folds:
        assert np.sort(np.append(train, test)).tolist() == [*range(n)]


def test_thirteen_rows_in_five_folds() -> None:
    assert [len(test) for _, test in k_fold(13, 5)] == [3, 3, 3, 2, 2]
    assert [test.tolist() for _, test in k_fold(3, 3)] == [[0], [1], [2]]
    assert k_fold(50, 2, rng())[0][1].tolist() != k_fold(50, 2)[0][1].tolist()


def test_each_fold_tests_once() -> None:
    assert (fold_schedule(5) == "test").sum(axis=0).tolist() == [1] * 5
    assert fold_schedule()[1].tolist() == ["train", "test", *["train"] * 3]


@given(st.integers(0, 999), st.integers(2, 6))
def test_strata_are_shared_out(seed: int, k: int) -> None:
    y = rng(seed).integers(0, 4, 30)
    folds = [test for _, test in stratified_k_fold(y, k, rng(seed))]
    counts = np.array([np.bincount(y[test], minlength=4) for test in folds])

    assert np.sort(np.concatenate(folds)).tolist() == [*range(30)]
    assert np.ptp(counts, axis=0).max() <= 1
    assert any(
        a.tolist() != b[1].tolist()
        for a, b in zip(folds, stratified_k_fold(y, k), strict=True)
    )


def test_groups_stay_together() -> None:
    groups = rng().integers(0, 9, 50)
    for train, test in group_k_fold(groups, 4):
        assert not set(groups[train]) & set(groups[test])


def test_time_runs_forward() -> None:
    for train, test in time_splits(20, 3, size=4, gap=2):
        assert train.max() + 3 == test.min()
        assert len(test) == 4
    assert len(time_splits(20, 3, size=4)[0][0]) == 8
    assert time_splits(2, 1)[0][0].tolist() == [0]
    assert time_splits(3, 1, size=1, gap=1)[0][0].tolist() == [0]


@given(st.integers(7, 300), st.integers(0, 99), st.booleans())
def test_three_parts_are_all_rows(n: int, seed: int, stratified: bool) -> None:
    y = rng(seed).integers(0, 2, n)
    parts = three_way_split(n, rng(seed), y=y if stratified else None)

    assert np.sort(np.concatenate(parts)).tolist() == [*range(n)]
    assert tuple(map(len, parts)) == split_sizes(n)
    for part in parts:
        assert np.all(np.diff(part) > 0)
        if stratified:
            assert abs(y[part].sum() - y.mean() * len(part)) <= 1.5


def test_sizes() -> None:
    assert split_sizes(100) == (70, 15, 15)
    assert split_sizes(7) == (5, 1, 1)
    with pytest.raises(ValueError, match="sum 1"):
        split_sizes(100, (0.7, 0.1, 0.1))
    with pytest.raises(ValueError, match="positive"):
        split_sizes(100, (1.0, 0.0, 0.0))
    with pytest.raises(ValueError, match="3 rows are too few"):
        split_sizes(3)


def test_cross_validation_varies_less_than_one_split() -> None:
    X = rng().normal(size=(200, 3))
    y = X.sum(axis=1) + rng(1).normal(size=200)
    folds = [k_fold(200, 5, rng(seed)) for seed in range(30)]
    scores = np.array([cross_validate(Ridge(), (X, y), f, score=r_squared)
                       for f in folds])  # fmt: skip

    assert scores[:, 0].std() > 3 * scores.mean(axis=1).std()


def test_sorted_rows_need_a_shuffle() -> None:
    X = np.repeat([[0.0], [5.0], [10.0]], 20, axis=0) + rng().normal(size=(60, 1))
    y = np.repeat([0, 1, 2], 20)
    model = KNNClassifier(1)

    assert cross_validate(model, (X, y), k_fold(60, 3), score=accuracy).max() == 0
    shuffled = cross_validate(model, (X, y), k_fold(60, 3, rng()), score=accuracy)
    assert shuffled.min() > 0.9


def test_one_neighbour_knows_its_rows_by_heart() -> None:
    X, y = rng().normal(size=(300, 4)), rng(1).integers(0, 2, 300)
    model = KNNClassifier(1)

    assert accuracy(y, model.fit(X, y).predict(X)) == 1.0
    honest = cross_validate(model, (X, y), k_fold(300, 5), score=accuracy)
    assert honest.mean() == pytest.approx(0.5, abs=0.07)


def test_other_rows_teach_nothing() -> None:
    """Neither validation nor test rows can move a weight: a canary."""
    X, y = rng().normal(size=(30, 2)), rng(1).normal(size=30)
    train, validate, test = three_way_split(30, rng())
    before = trained(Ridge(), X[train], y[train]).coef_
    X[np.append(validate, test)] = 1e6

    np.testing.assert_array_equal(trained(Ridge(), X[train], y[train]).coef_, before)


def test_the_best_of_many_guessers_looks_good() -> None:
    """Selection learns from validation rows, although no weight does."""
    y, guesses = rng().integers(0, 2, 50), rng(1).integers(0, 2, (1000, 50))
    scores = (guesses == y).mean(axis=1)

    assert scores.max() > 0.68
    assert scores.mean() == pytest.approx(0.5, abs=0.01)


def test_a_search_is_worth_less_than_its_best_score() -> None:
    naive, nested = [], []
    for seed in range(8):
        X, y = rng(seed).normal(size=(24, 6)), rng(seed + 99).normal(size=24)
        space = {"alpha": [0.1, 10.0, 1e3, 1e5]}
        folds = k_fold(24, 4)
        _, tried = grid_search(Ridge(), space, (X, y), folds, score=r_squared)
        naive.append(max(mean for _, mean in tried))
        nested.append(
            nested_cross_validate(
                Ridge(), space, (X, y), folds, lambda n: k_fold(n, 3), score=r_squared
            ).mean()
        )

    assert np.mean(nested) < np.mean(naive)


def test_what_is_tuned_and_how_ties_end() -> None:
    data = np.arange(6.0)[:, None], np.arange(6.0)
    best, tried = grid_search(
        Ridge(), {"alpha": [0.0, 0.0, 9.0]}, data, k_fold(6, 2), score=r_squared
    )
    assert best is tried[0][0]
    assert tried[2][1] < tried[0][1]
    assert tune(Ridge(), {"alpha": [9.0, 0.0]}, data, data, score=r_squared)[0] == {
        "alpha": 0.0
    }


def test_chance_is_handed_on() -> None:
    X, y = rng().normal(size=(20, 2)), rng(1).normal(size=20)
    forest = RandomForestRegressor(n_trees=2)
    runs = [
        cross_validate(forest, (X, y), k_fold(20, 2), score=r_squared, rng=rng(seed))
        for seed in (0, 0, 1)
    ]

    assert runs[0].tolist() == runs[1].tolist() != runs[2].tolist()
    for curve in (
        validation_curve(forest, "n_trees", [2], (X, y), k_fold(20, 2),
                         score=r_squared, rng=rng()),
        learning_curve(forest, [10], (X, y), k_fold(20, 2),
                       score=r_squared, rng=rng()),
    ):  # fmt: skip
        assert curve[1][0] == pytest.approx(runs[0].mean())


def test_searches_hand_chance_on() -> None:
    X, y = rng().normal(size=(20, 2)), rng(1).normal(size=20)
    forest, folds = RandomForestRegressor(), k_fold(20, 2)
    score = cross_validate(RandomForestRegressor(n_trees=2), (X, y), folds,
                           score=r_squared, rng=rng()).mean()  # fmt: skip
    _, tried = grid_search(
        forest, {"n_trees": [2]}, (X, y), folds, score=r_squared, rng=rng()
    )

    assert tried[0][1] == pytest.approx(score)
    half = (X[:10], y[:10]), (X[10:], y[10:])
    assert tune(forest, {"n_trees": [2]}, *half, score=r_squared, rng=rng())[1]
    assert nested_cross_validate(
        forest, {"n_trees": [2]}, (X, y), folds, lambda n: k_fold(n, 2),
        score=r_squared, rng=rng(),
    ).shape == (2,)  # fmt: skip


def test_the_test_set_serves_once() -> None:
    X, y = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 2.0, 4.0])
    test = HeldOut(X, y)
    X[:] = y[:] = 0  # what happens to them later does not matter
    line = LinearRegression().fit([[0.0], [1.0]], [0.0, 1.0])

    assert test.score(line, r_squared) == 1.0
    with pytest.raises(RuntimeError, match=r"their score was 1\.0"):
        test.score(line, r_squared)


def test_complexity() -> None:
    x = rng().random(60)
    y = np.sin(2 * np.pi * x) + 0.3 * rng(1).normal(size=60)
    train, test = validation_curve(
        PolynomialRegression(), "degree", [1, 3, 14], (x[:, None], y),
        k_fold(60, 5, rng()), score=r_squared,
    )  # fmt: skip

    assert np.all(np.diff(train) > 0)
    assert test.argmax() == 1


def test_the_gap_closes_with_rows() -> None:
    X = rng().normal(size=(200, 10))
    y = X.sum(axis=1) + 3 * rng(1).normal(size=200)
    train, test = learning_curve(
        Ridge(0.1), [15, 160], (X, y), k_fold(200, 5), score=r_squared
    )

    assert train[0] - test[0] > 3 * (train[1] - test[1])
    assert test[1] > test[0]


def test_verdicts() -> None:
    assert overfitting_gap(0.9, 0.875, 0.9)[1] == "fits"
    assert overfitting_gap(0.9, 0.8, 0.9)[1] == "overfit"
    assert overfitting_gap(0.75, 0.5, 0.75, tolerance=0.25) == (0.25, "fits")
    with pytest.raises(ValueError, match="got -1"):
        overfitting_gap(1, 1, 1, tolerance=-1)


def test_the_parts_add_up_to_the_error() -> None:
    x = np.linspace(0, 1, 25)
    found = {
        d: bias_variance(PolynomialRegression(d), lambda v: np.sin(2 * np.pi * v), x,
                         0.3, rng(), reps=400)
        for d in (1, 3)
    }  # fmt: skip

    for parts in found.values():
        assert parts["total"] == pytest.approx(parts["mse"], rel=0.05)
    assert found[1]["bias2"] == pytest.approx(0.224, abs=0.005)
    # Of a projection on p columns, the variance is sigma^2 p / n.
    assert found[3]["variance"] == pytest.approx(0.09 * 4 / 25, rel=0.1)
    assert found[1]["noise"] == pytest.approx(0.09)


def test_a_line_has_no_bias_on_a_line() -> None:
    parts = bias_variance(LinearRegression(), lambda x: 2 * x, np.arange(9.0), 1.0,
                          rng(), reps=500)  # fmt: skip

    assert parts["bias2"] < 0.01


def test_line_tree_and_cubic() -> None:
    found = trade_off(rng())

    assert found["line"]["bias2"] > 10 * found["cubic"]["bias2"]
    assert found["deep tree"]["variance"] == pytest.approx(0.09, rel=0.1)


def test_experiments() -> None:
    errors = polynomial_degrees(rng())
    assert errors[12][0] < errors[3][0] < errors[1][0]
    assert errors[3][1] == min(b for _, b in errors.values())
    assert errors[1][1] > errors[3][1] < errors[12][1]

    trees = memorising_tree(rng())
    assert trees[1][0] < trees[3][0] < trees[5][0] < trees[None][0] == 1.0
    assert trees[None][1] < trees[5][1] - 0.05
    assert all(after < before for before, after in cure_underfitting(rng()).values())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: k_fold(3, 1), "2 to the 3 rows, got 1"),
        (lambda: k_fold(3, 4), "got 4"),
        (lambda: stratified_k_fold([0, 1], 3), "got 3"),
        (lambda: group_k_fold([0, 0, 1], 3), "2 groups, got 3"),
        (lambda: fold_schedule(1), "got 1"),
        (lambda: time_splits(9, 0), "got 0 and 0"),
        (lambda: time_splits(9, 2, gap=-1), "got 2 and -1"),
        (lambda: time_splits(4, 2, size=2), "too few for 2 blocks of 2"),
        (lambda: time_splits(4, 5), "too few"),
        (lambda: time_splits(9, 2, size=0), "too few"),
        (lambda: three_way_split(20, rng(), y=[1]), "1 entries"),
        (lambda: bias_variance(Ridge(), abs, [1.0], -1, rng()), "got -1 and 200"),
        (lambda: bias_variance(Ridge(), abs, [1.0], 1, rng(), reps=1), "got 1 and 1"),
        (lambda: learning_curve(Ridge(), [4], ([[0], [1]], [0, 1]), k_fold(2, 2),
                                score=r_squared), r"1 to 1, got \[4\]"),
        (lambda: learning_curve(Ridge(), [0], ([[0], [1]], [0, 1]), k_fold(2, 2),
                                score=r_squared), r"got \[0\]"),
        (lambda: HeldOut([[1.0]], [1.0, 2.0]), "2 entries"),
    ],
)  # fmt: skip
def test_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
