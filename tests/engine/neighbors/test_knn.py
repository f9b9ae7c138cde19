"""Nearest neighbours: brute force and by a tree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.neighbors.kd_tree import KDTree
from engine.neighbors.knn import KNNClassifier, KNNRegressor, k_nearest


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 3))
def test_ties_come_in_the_order_of_the_rows(seed: int, n: int, d: int) -> None:
    """On a small grid most distances are equal; both searches agree on all."""
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 3, size=(n, d)).astype(float)
    q = rng.integers(0, 3, size=(4, d)).astype(float)
    squares = ((q[:, None] - X) ** 2).sum(axis=2)
    expected = np.argsort(squares, axis=1, kind="stable")
    k = int(rng.integers(1, n + 1))

    for metric in ("euclidean", 2.0):
        np.testing.assert_array_equal(k_nearest(X, q, k, metric)[1], expected[:, :k])
    for leaf in (1, 4):
        distances, rows = KDTree(X, leaf).query(q, k)
        np.testing.assert_array_equal(rows, expected[:, :k])
        np.testing.assert_allclose(
            distances, np.sqrt(np.take_along_axis(squares, expected, 1)[:, :k])
        )


def test_far_from_the_origin_the_nearest_are_still_right() -> None:
    X = 1e6 + np.array([[0.0], [0.001], [0.003]])

    distances, rows = k_nearest(X, [[1e6 + 0.0021]], 3)

    np.testing.assert_array_equal(rows, [[2, 1, 0]])
    np.testing.assert_allclose(distances, [[0.0009, 0.0011, 0.0021]], rtol=1e-5)


def test_the_tree_opens_few_boxes() -> None:
    """In two dimensions a query touches a small part of 2000 rows."""
    X = np.random.default_rng(0).normal(size=(2000, 2))
    tree = KDTree(X, leaf_size=8)
    leaves, stack = [], [tree.root]
    while stack:
        node = stack.pop()
        if node.low and node.high:
            stack += [node.low, node.high]
        else:
            leaves.append(len(node.rows))
            node.rows = CountedRows(node.rows)
    CountedRows.touched = 0
    tree.query(X[:50], 5)

    assert sum(leaves) == 2000
    assert max(leaves) <= 8
    assert min(leaves) >= 4
    assert tree.query(X[:3])[1].tolist() == [[0], [1], [2]]
    assert CountedRows.touched / 50 < 100


class CountedRows(np.ndarray):
    """Rows that know how often they were listed."""

    touched = 0

    def __new__(cls, rows: np.ndarray) -> "CountedRows":
        return np.asarray(rows).view(cls)

    def tolist(self) -> list[int]:
        CountedRows.touched += len(self)
        return super().tolist()


def test_equal_votes_go_to_the_smallest_label() -> None:
    model = KNNClassifier(k=2).fit([[0.0], [1.0]], ["b", "a"])

    assert model.predict([[0.1]]).tolist() == ["a"]
    np.testing.assert_array_equal(model.predict_proba([[0.1]]), [[0.5, 0.5]])


def test_votes_by_distance() -> None:
    X, y = [[0.0], [2.0], [3.0]], [0, 1, 1]
    model = KNNClassifier(k=3, weights="distance").fit(X, y)

    # Weights 1, 1, 1/2 at distances 1, 1, 2.
    np.testing.assert_allclose(model.predict_proba([[1.0]]), [[0.4, 0.6]])
    np.testing.assert_array_equal(model.predict_proba([[0.0]]), [[1.0, 0.0]])


def test_rows_on_the_query_share_alone() -> None:
    model = KNNRegressor(k=3, weights="distance").fit([[1.0], [1.0], [2.0]], [4, 6, 9])

    assert model.predict([[1.0]])[0] == 5.0


def test_all_rows_as_neighbours_give_the_mean() -> None:
    X = np.random.default_rng(1).normal(size=(30, 2))
    y = np.arange(30.0)

    np.testing.assert_allclose(KNNRegressor(k=30).fit(X, y).predict(X), 14.5)


def test_one_neighbour_remembers_the_training_rows() -> None:
    X = np.random.default_rng(2).normal(size=(100, 3))
    y = np.arange(100)

    np.testing.assert_array_equal(KNNClassifier(k=1).fit(X, y).predict(X), y)


def test_a_feature_s_unit_decides_who_is_near() -> None:
    X, y = np.array([[0.0, 0.0], [1.0, 1000.0]]), ["near", "far"]
    stretched = KNNClassifier(k=1).fit(X, y).predict([[0.9, 400.0]])
    scaled = KNNClassifier(k=1).fit(X / [1, 1000], y).predict([[0.9, 0.4]])

    assert (stretched[0], scaled[0]) == ("near", "far")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: k_nearest([[1.0]], [[1.0]], 0), "1 to the 1 rows, got 0"),
        (lambda: k_nearest([[1.0]], [[1.0]], 2), "1 to the 1 rows, got 2"),
        (lambda: KNNClassifier().fit([[1.0]], [1]), "1 to the 1 rows, got 5"),
        (lambda: KNNClassifier(0).fit([[1.0]], [1]), "got 0"),
        (lambda: KNNRegressor(1, weights="x").fit([[1.0]], [1]), "got 'x'"),
        (lambda: KNNRegressor(1, metric="x").fit([[1.0]], [1]), "got 'x'"),
        (lambda: KDTree([[1.0]], 0), "leaf_size must be at least 1, got 0"),
        (lambda: KDTree([[1.0]]).query([[1.0]], 2), "1 to the 1 rows, got 2"),
        (lambda: KDTree([[1.0]]).query([[1.0]], 0), "1 to the 1 rows, got 0"),
        (lambda: KDTree([[1.0]]).query([[1.0, 2.0]]), "2 features"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
