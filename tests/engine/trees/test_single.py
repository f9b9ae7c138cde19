"""One tree: impurity, splits, growing, pruning, surrogates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trees.cart import DecisionTreeClassifier, DecisionTreeRegressor
from engine.trees.impurity import absolute_error, gini, information_gain, node_entropy
from engine.trees.pruning import prune, pruning_path
from engine.trees.split import as_targets, best_split
from engine.trees.surrogate import goes_left, surrogate_splits

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def noisy(seed: int = 0, n: int = 120) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    return X, (X[:, 0] + rng.normal(size=n) > 0).astype(int)


def test_worked_numbers() -> None:
    thirds = [1 / 3, 1 / 3, 1 / 3]

    np.testing.assert_allclose([gini(p) for p in ([0.7, 0.3], thirds)], [0.42, 2 / 3])
    np.testing.assert_allclose(node_entropy([0.7, 0.3]), 0.8813, atol=5e-5)
    np.testing.assert_allclose(node_entropy(thirds), 1.585, atol=5e-4)
    weather = [[2, 3], [4, 0], [3, 2]]
    np.testing.assert_allclose(node_entropy([9 / 14, 5 / 14]), 0.9403, atol=5e-5)
    np.testing.assert_allclose(information_gain(weather), 0.2467, atol=5e-5)
    assert information_gain([[1, 0], [0, 1]], gini) == 0.5
    assert absolute_error([0.0, 1.0, 11.0]) == pytest.approx(11 / 3)


def test_a_median_leaf_does_not_mind_an_outlier() -> None:
    X, y = [[0.0]] * 3, [0.0, 1.0, 11.0]
    leaf = {
        c: DecisionTreeRegressor(c).fit(X, y).predict([[0.0]])[0]
        for c in ("squared_error", "absolute_error", "poisson")
    }

    assert leaf == {"squared_error": 4.0, "absolute_error": 1.0, "poisson": 4.0}


@given(st.integers(0, 10_000), st.sampled_from(["gini", "entropy"]))
def test_a_split_never_adds_impurity(seed: int, criterion: str) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.integers(0, 3, (12, 2)), rng.integers(0, 3, 12)
    found = best_split(X, y, criterion)

    assert found is None or found[2] >= -1e-12


def test_ties_go_to_the_first_feature_and_the_lowest_threshold() -> None:
    X = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])

    assert best_split(X, [0, 1, 1, 0])[:2] == (0, 0.5)  # type: ignore[index]


def test_what_cannot_be_split() -> None:
    assert best_split([[1.0], [1.0]], [0, 1]) is None
    assert best_split([[1.0], [2.0], [3.0]], [0, 1, 1], min_leaf=2) is None
    assert best_split([[1.0]], [0]) is None


@pytest.mark.parametrize("low", [1.0, np.nextafter(1.0, 2)])
def test_a_threshold_between_neighbouring_floats_still_parts_them(low: float) -> None:
    """The middle is rounded down from the first, and up from the second."""
    high = np.nextafter(low, 2)
    model = DecisionTreeClassifier().fit([[low], [high]], [0, 1])

    assert model.predict([[low], [high]]).tolist() == [0, 1]


def test_large_targets_keep_their_differences() -> None:
    X = np.arange(6.0)[:, None]
    far = DecisionTreeRegressor(max_depth=1).fit(X, 1e9 + np.array([0, 0, 1, 1, 1, 1]))

    assert far.tree_.threshold[0] == 1.5


def test_xor_is_solved_though_its_first_split_gains_nothing() -> None:
    y = [0, 1, 1, 0]

    assert DecisionTreeClassifier().fit(XOR, y).predict(XOR).tolist() == y
    greedy = DecisionTreeClassifier(min_impurity_decrease=1e-6).fit(XOR, y)
    assert greedy.tree_.leaves() == 1


def test_equal_rows_with_unlike_labels_end_in_one_leaf() -> None:
    model = DecisionTreeClassifier().fit([[1.0], [1.0], [2.0]], ["b", "a", "b"])

    assert model.predict([[1.0]]).tolist() == ["a"]
    np.testing.assert_array_equal(model.predict_proba([[1.0]]), [[0.5, 0.5]])


def test_reasons_to_stop() -> None:
    X, y = noisy()

    def weights(**how: float) -> np.ndarray:
        tree = DecisionTreeClassifier(**how).fit(X, y).tree_  # type: ignore[arg-type]
        return tree.weight[tree.feature < 0]

    assert DecisionTreeClassifier(max_depth=3).fit(X, y).tree_.depth() == 3
    assert weights(min_samples_leaf=7).min() >= 7
    inner = DecisionTreeClassifier(min_samples_split=20).fit(X, y).tree_
    assert inner.weight[inner.feature >= 0].min() >= 20
    assert weights().min() == 1
    full = DecisionTreeClassifier().fit(X, y)
    assert (full.predict(X) == y).all()
    assert full.tree_.impurity[full.tree_.feature < 0].max() == 0


def test_gain_is_weighed_by_the_share_of_the_rows() -> None:
    """5 of 10 rows with a gain of 1/2 count as 1/4."""
    X = np.array([[0.0]] * 5 + [[1.0]] * 2 + [[2.0]] * 3)
    y = [0] * 7 + [1] * 3
    for bound, leaves in ((0.419, 2), (0.421, 1)):
        model = DecisionTreeClassifier(min_impurity_decrease=bound).fit(X, y)
        assert model.tree_.leaves() == leaves


def test_scaling_changes_no_answer() -> None:
    X, y = noisy()
    plain = DecisionTreeClassifier(max_depth=4).fit(X, y)
    scaled = DecisionTreeClassifier(max_depth=4).fit(X * [1e-3, 7, 1e5], y)

    np.testing.assert_array_equal(plain.tree_.feature, scaled.tree_.feature)
    np.testing.assert_array_equal(plain.predict(X), scaled.predict(X * [1e-3, 7, 1e5]))


def test_importances_are_shares() -> None:
    X, y = noisy()
    model = DecisionTreeClassifier(max_depth=3).fit(X, y)

    assert model.feature_importances_.sum() == pytest.approx(1.0)
    assert model.feature_importances_.argmax() == 0
    stump = DecisionTreeClassifier(max_depth=1).fit(X, y)
    assert stump.feature_importances_.tolist() == [1.0, 0.0, 0.0]
    single = DecisionTreeClassifier().fit([[1.0], [1.0]], [0, 1])
    assert single.feature_importances_.tolist() == [0.0]


def test_pruned_trees_are_nested_and_smallest_for_their_price() -> None:
    X, y = noisy()
    tree = DecisionTreeClassifier().fit(X, y).tree_
    alphas, risks = pruning_path(tree)

    assert (np.diff(alphas) > 0).all()
    assert (np.diff(risks) > 0).all()
    leaves = [prune(tree, a + 1e-9).leaves() for a in alphas]
    assert leaves == sorted(leaves, reverse=True)
    assert leaves[-1] == 1
    for alpha in alphas[1:]:
        small = prune(tree, alpha)
        cost = [r + alpha * n for r, n in zip(risks, leaves, strict=True)]
        own = (small.weight * small.impurity)[small.feature < 0].sum() / 120
        assert own + alpha * small.leaves() == pytest.approx(min(cost))
    assert DecisionTreeClassifier(ccp_alpha=0.02).fit(X, y).tree_.leaves() < 30


def test_pruning_helps_on_new_rows() -> None:
    X, y = noisy(1, 200)
    new, y_new = noisy(2, 1000)
    full = DecisionTreeClassifier().fit(X, y)
    pruned = DecisionTreeClassifier(ccp_alpha=0.01).fit(X, y)

    assert (pruned.predict(new) == y_new).mean() > (full.predict(new) == y_new).mean()


def test_a_tree_in_words() -> None:
    tree = DecisionTreeClassifier().fit(XOR, [0, 0, 0, 1]).tree_

    assert tree.rules(["a", "b"]).split("\n")[:2] == ["a <= 0.5", "    1 0"]
    assert "        b > 0.5" not in tree.rules(["a", "b"])
    assert tree.below(2).tolist() == [2, 3, 4]
    assert (tree.leaves(2), tree.depth(2)) == (2, 1)


def test_surrogates_stand_in() -> None:
    """A copy, a mirror image and noise; rows without the first go the copy's way."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    X = np.stack([x, rng.normal(size=200), -x, x + 0.1 * rng.normal(size=200)], axis=1)
    found = surrogate_splits(X, 0, 0.3)

    assert [s[0] for s in found[:2]] == [2, 3]
    assert found[0][2:] == (False, 1.0)
    assert found[1][2] is True
    gaps = X.copy()
    gaps[::3, 0] = np.nan
    gaps[::6, 2] = np.nan
    assert (goes_left(gaps, 0, 0.3) == (x <= 0.3)).mean() > 0.95


def test_rows_without_anything_follow_the_majority() -> None:
    nan = np.nan

    assert goes_left([[1.0], [2.0], [3.0], [nan]], 0, 1.5).tolist() == [1, 0, 0, 0]
    assert goes_left([[1.0], [2.0], [nan]], 0, 1.5).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gini([0.5, 0.6]), "sum to 1"),
        (lambda: gini([1.5, -0.5]), "0 or more"),
        (lambda: node_entropy(1.0), "shares"),
        (lambda: information_gain([[0, 0], [1, 1]]), "each child a row"),
        (lambda: information_gain([[2, -1]]), "counts"),
        (lambda: best_split([[1.0]], [0], "mse"), "got 'mse'"),
        (lambda: as_targets([1.0], 2, "squared_error"), "y has 1 entries"),
        (lambda: as_targets([-1.0, 2.0], 2, "poisson"), "0 or more"),
        (lambda: as_targets([0.0, 0.0], 2, "poisson"), "not all 0"),
        (lambda: DecisionTreeClassifier("squared_error").fit([[1.0]], [0]), "got 'squ"),
        (lambda: DecisionTreeRegressor("gini").fit([[1.0]], [0]), "got 'gini'"),
        (lambda: DecisionTreeClassifier(max_depth=0).fit([[1.0]], [0]), "got 0, 1, 2"),
        (lambda: DecisionTreeClassifier(min_samples_leaf=0).fit([[1.0]], [0]), "0, 2,"),
        (lambda: DecisionTreeClassifier(min_samples_split=1).fit([[1]], [0]), "1, 1,"),
        (lambda: DecisionTreeClassifier(ccp_alpha=-1.0).fit([[1.0]], [0]), "and -1.0"),
        (
            lambda: DecisionTreeClassifier(min_impurity_decrease=-1.0).fit([[1]], [0]),
            "2, -1.0",
        ),
        (lambda: surrogate_splits([[1.0]], 1, 0.0), "one of 1, got 1"),
        (lambda: surrogate_splits([[np.inf]], 0, 0.0), "finite or NaN"),
        (lambda: goes_left([[np.nan]], 0, 0.0), "missing in every row"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


def test_a_negative_price_is_refused() -> None:
    tree = DecisionTreeClassifier().fit(XOR, [0, 0, 0, 1]).tree_

    with pytest.raises(ValueError, match="at least 0, got -1"):
        prune(tree, -1)
