"""Forests, votes, importances, isolation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.trees.bootstrap import BaggingClassifier, bootstrap_rows, left_out
from engine.trees.cart import DecisionTreeClassifier
from engine.trees.forest import (
    RandomForestClassifier,
    RandomForestRegressor,
    tune_forest,
)
from engine.trees.importance import permutation_importance
from engine.trees.isolation_forest import IsolationForest, average_path
from engine.trees.voting import (
    StackingClassifier,
    VotingClassifier,
    hard_vote,
    soft_vote,
)


def noisy(seed: int, n: int, d: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    return X, (X[:, 0] * X[:, 1] + X[:, 2] + 0.5 * rng.normal(size=n) > 0).astype(int)


def test_a_third_is_left_out() -> None:
    rng = np.random.default_rng(0)
    share = np.mean(
        [1 - len(np.unique(bootstrap_rows(100, rng))) / 100 for _ in range(300)]
    )

    np.testing.assert_allclose([left_out(10), left_out(100)], [0.349, 0.366], atol=5e-4)
    assert share == pytest.approx(left_out(100), abs=0.01)
    assert left_out(10**6) == pytest.approx(np.exp(-1), abs=1e-6)


def test_a_forest_beats_bagging_beats_a_tree() -> None:
    X, y = noisy(0, 300)
    new, y_new = noisy(1, 2000)
    rng = np.random.default_rng(0)
    forest = RandomForestClassifier().fit(X, y, rng)
    bagging = BaggingClassifier(n_estimators=30).fit(X, y, rng)
    accuracy = [
        (model.predict(new) == y_new).mean()
        for model in (DecisionTreeClassifier().fit(X, y), bagging, forest)
    ]

    assert accuracy[0] + 0.03 < min(accuracy[1:])
    # Out of bag, at no cost, it is nearly what new rows show.
    assert forest.oob_score_ == pytest.approx(accuracy[2], abs=0.05)
    assert bagging.samples_.shape == (30, 300)


def test_rows_in_the_bag_do_not_vote_out_of_bag() -> None:
    """Labels are noise: in the bag all are known, out of it none."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(150, 3)), rng.integers(0, 2, 150)
    model = RandomForestClassifier(60).fit(X, y, rng)

    assert (model.predict(X) == y).mean() > 0.97
    assert model.oob_score_ < 0.65


def test_few_trees_leave_rows_without_a_vote() -> None:
    X, y = noisy(0, 60)
    model = RandomForestClassifier(1).fit(X, y, np.random.default_rng(0))
    inside = model.bags_[0] > 0

    assert np.isnan(model.oob_proba_[inside]).all()
    assert not np.isnan(model.oob_proba_[~inside]).any()
    all_rows = RandomForestClassifier(3, bootstrap=False)
    assert np.isnan(all_rows.fit(X, y, np.random.default_rng(0)).oob_score_)


def test_fewer_features_make_trees_less_alike() -> None:
    X, y = noisy(0, 300)
    new, _ = noisy(1, 300)
    likeness = []
    for m in (1, 2, 6):
        model = RandomForestClassifier(20, max_features=m)
        model.fit(X, y, np.random.default_rng(0))
        votes = model._each(new)[..., 1]
        likeness.append(np.corrcoef(votes)[np.triu_indices(20, 1)].mean())

    assert likeness == sorted(likeness)
    assert likeness[2] - likeness[0] > 0.1


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.booleans(), st.integers(1, 3))
def test_every_tree_is_a_tree(seed: int, cuts: bool, least: int) -> None:
    """On a grid, with duplicates: leaves are pure, small or cannot be split."""
    rng = np.random.default_rng(seed)
    X, y = rng.integers(0, 3, (20, 3)).astype(float), rng.integers(0, 3, 20)
    model = RandomForestClassifier(
        4, max_features=1, random_cuts=cuts, min_samples_leaf=least
    ).fit(X, y, rng)
    tree = model.trees_
    for root, bag in zip(model.roots_, model.bags_, strict=True):
        rows = np.flatnonzero(bag)
        leaves = tree.apply(X[rows], int(root))
        for leaf in np.unique(leaves):
            own = rows[leaves == leaf]
            assert len(own) >= least
            assert tree.weight[leaf] == bag[own].sum()
            assert tree.value[leaf].sum() == pytest.approx(1.0)
            pure = len(np.unique(y[own])) == 1
            alike = (X[own] == X[own[0]]).all()
            assert pure or alike or least > 1 or cuts


def test_features_are_drawn_until_one_can_be_cut() -> None:
    """Only one of ten columns varies; each split may choose from one."""
    X = np.full((8, 10), 3.0)
    X[:, 7] = np.arange(8)
    model = RandomForestClassifier(5, max_features=1, bootstrap=False)
    model.fit(X, [0, 0, 0, 0, 1, 1, 1, 1], np.random.default_rng(0))

    assert model.feature_importances_.tolist() == [0.0] * 7 + [1.0, 0.0, 0.0]


def test_the_likeliest_of_three_classes() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(150, 2)), rng.choice(list("abc"), 150)
    model = RandomForestClassifier(20, max_depth=2).fit(X, y, rng)
    p = model.predict_proba(X)

    assert p.max() < 0.9
    np.testing.assert_array_equal(model.predict(X), model.classes_[p.argmax(axis=1)])


def test_depth_is_bounded() -> None:
    X, y = noisy(0, 100)
    model = RandomForestClassifier(5, max_depth=2).fit(X, y, np.random.default_rng(0))

    assert max(model.trees_.depth(int(root)) for root in model.roots_) == 2


def test_random_cuts_are_within_the_range() -> None:
    X, y = noisy(0, 100)
    model = RandomForestClassifier(20, max_depth=1, random_cuts=True, bootstrap=False)
    tree = model.fit(X, y, np.random.default_rng(0)).trees_
    cut = tree.feature >= 0

    assert len(np.unique(tree.threshold[cut])) == 20
    assert (tree.threshold[cut] > X.min(axis=0)[tree.feature[cut]]).all()
    assert (tree.threshold[cut] < X.max(axis=0)[tree.feature[cut]]).all()


def test_a_regression_forest_far_from_0() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 2))
    y = 1e8 + X[:, 0]
    model = RandomForestRegressor(30).fit(X, y, rng)

    assert model.oob_score_ > 0.95
    assert np.abs(model.predict(X) - y).max() < 1.0
    assert np.isnan(RandomForestRegressor(2).fit([[1], [2]], [5, 5], rng).oob_score_)
    counts = RandomForestRegressor(5, "poisson").fit(X, np.exp(X[:, 0]), rng)
    assert (counts.predict(X) > 0).all()


def test_settings_are_compared_out_of_bag() -> None:
    X = np.random.default_rng(0).normal(size=(200, 2))
    settings = [{"max_depth": 1, "n_trees": 30}, {"n_trees": 30}]
    scores = tune_forest(X, X[:, 0] * X[:, 1] > 0, settings, np.random.default_rng(0))

    assert scores[1] > scores[0] + 0.2


def test_importance_of_noise() -> None:
    """Impurity flatters a column of noise with many values; shuffling does not."""
    rng = np.random.default_rng(0)
    signal = rng.integers(0, 2, 600)
    y = np.where(rng.random(600) < 0.8, signal, 1 - signal)
    X = np.stack([signal.astype(float), rng.normal(size=600)], axis=1)
    forest = RandomForestClassifier(30).fit(X[:300], y[:300], rng)
    lost = permutation_importance(forest.predict, X[300:], y[300:], rng).mean(axis=1)

    assert forest.feature_importances_[1] > 0.4
    assert lost[0] > 0.15
    assert abs(lost[1]) < 0.05


def test_sure_voters_outweigh() -> None:
    p = np.array([[[0.9, 0.1]], [[0.4, 0.6]], [[0.4, 0.6]]])

    assert hard_vote(p.argmax(axis=2)).tolist() == [1]
    assert soft_vote(p).argmax(axis=1).tolist() == [0]
    np.testing.assert_allclose(soft_vote(p, [0, 1, 1]), [[0.4, 0.6]])
    np.testing.assert_allclose(soft_vote([[1.0, 2.0], [3.0, 4.0]]), [2.0, 3.0])


def test_bagging_copes_with_a_class_that_a_sample_lacks() -> None:
    X = np.arange(12.0)[:, None]
    y = ["rare"] + ["usual"] * 11
    model = BaggingClassifier(n_estimators=9).fit(X, y, np.random.default_rng(0))
    p = model.predict_proba(X)

    assert any(len(e.classes_) == 1 for e in model.estimators_)
    np.testing.assert_allclose(p.sum(axis=1), 1.0)
    assert model.predict([[11.0]]).tolist() == ["usual"]


class _Remembers:
    """Right where it has learned, and lost elsewhere."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> "_Remembers":
        self.seen = {tuple(row): label for row, label in zip(X, y, strict=True)}
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        known = [self.seen.get(tuple(row), 0) for row in X]
        return np.eye(2)[known]


def test_stacking_does_not_trust_who_only_remembers() -> None:
    X, y = noisy(0, 200)
    new, y_new = noisy(1, 500)
    makers = (_Remembers, lambda: DecisionTreeClassifier(max_depth=4))
    stack = StackingClassifier(makers).fit(X, y, np.random.default_rng(0))
    vote = VotingClassifier(makers, weights=(2, 1)).fit(X, y)

    tree = DecisionTreeClassifier(max_depth=4).fit(X, y)
    right = (tree.predict(new) == y_new).mean()
    assert (stack.predict(new) == y_new).mean() > right - 0.05
    assert (vote.predict(new) == y_new).mean() < right - 0.05


def test_planted_outliers_are_isolated_first() -> None:
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(size=(400, 2)), [[7.0, 7.0], [-8.0, 6.0]]])
    scores = IsolationForest().fit(X, rng).score_samples(X)

    assert set(scores.argsort()[-2:].tolist()) == {400, 401}
    assert scores[400] > 0.7
    assert 0.4 < np.median(scores) < 0.5


def test_isolation_at_the_edges() -> None:
    rng = np.random.default_rng(0)
    same = IsolationForest(10).fit([[1.0]] * 8, rng)
    np.testing.assert_allclose(same.score_samples([[1.0]]), 0.5)
    one = IsolationForest(3).fit([[1.0]], rng)
    np.testing.assert_allclose(one.score_samples([[1.0]]), 1.0)
    assert (one.psi_, IsolationForest(3, psi=2).fit([[0.0], [1], [2]], rng).psi_) == (
        1,
        2,
    )
    two = IsolationForest(3, psi=2).fit([[0.0], [1.0], [5.0]], rng)
    assert {two.trees_.depth(int(root)) for root in two.roots_} == {1}
    np.testing.assert_allclose(average_path([1, 2, 3]), [0, 1, 1.207392], atol=1e-6)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bootstrap_rows(0, RNG), "got 0"),
        (lambda: left_out(0), "got 0"),
        (lambda: BaggingClassifier(n_estimators=0).fit([[1.0]], [0], RNG), "got 0"),
        (lambda: RandomForestClassifier(0).fit([[1.0]], [0], RNG), "got 0, None"),
        (
            lambda: RandomForestClassifier(max_depth=0).fit([[1]], [0], RNG),
            "100, 0 and",
        ),
        (
            lambda: RandomForestClassifier(min_samples_leaf=0).fit([[1]], [0], RNG),
            "None and 0",
        ),
        (lambda: RandomForestClassifier(criterion="x").fit([[1]], [0], RNG), "got 'x'"),
        (
            lambda: RandomForestClassifier(max_features=2).fit([[1]], [0], RNG),
            "1 to 1, got 2",
        ),
        (
            lambda: RandomForestClassifier(max_features="x").fit([[1]], [0], RNG),
            "got 'x'",
        ),
        (
            lambda: RandomForestClassifier(max_features=0).fit([[1]], [0], RNG),
            "got 0",
        ),
        (lambda: RandomForestRegressor(criterion="x").fit([[1]], [0], RNG), "got 'x'"),
        (lambda: hard_vote(["a"]), r"got \(1,\)"),
        (lambda: soft_vote([1.0]), r"got \(1,\)"),
        (lambda: soft_vote([[1.0]], [1.0, 2.0]), r"got \[1.0, 2.0\]"),
        (lambda: soft_vote([[1.0]], [0.0]), "not all 0"),
        (lambda: soft_vote([[1.0], [1.0]], [-1.0, 2.0]), "0 or more"),
        (lambda: VotingClassifier(()).fit([[1.0]], [0]), "at least one"),
        (lambda: VotingClassifier(weights=(1,)).fit([[1.0]], [0]), "one a voter"),
        (lambda: StackingClassifier(folds=1).fit([[1]] * 6, [0, 1] * 3, RNG), "got 1"),
        (lambda: StackingClassifier(folds=7).fit([[1]] * 6, [0, 1] * 3, RNG), "got 7"),
        (
            lambda: StackingClassifier().fit([[1]] * 6, [0, 1, 1, 1, 1, 1], RNG),
            "two rows",
        ),
        (
            lambda: permutation_importance(lambda X: X[:, 0], [[1.0]], [1], RNG, 0),
            "got 0",
        ),
        (lambda: IsolationForest(0).fit([[1.0]], RNG), "got 0 and 256"),
        (lambda: IsolationForest(psi=1).fit([[1.0]], RNG), "got 100 and 1"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
