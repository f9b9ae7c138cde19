"""k-means and its relatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clustering.kmeans import KMeans, elbow, lloyd, plus_plus
from engine.clustering.mini_batch import MiniBatchKMeans, mini_batch_step
from engine.clustering.spherical import SphericalKMeans


@given(st.integers(0, 10_000), st.integers(1, 25), st.integers(1, 6))
def test_the_sum_falls_and_the_end_is_a_fixed_point(seed: int, n: int, k: int) -> None:
    """On a grid, with duplicates and empty clusters."""
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 4, size=(n, 2)).astype(float)
    C0 = X[rng.integers(0, n, min(k, n))]
    C, labels, history, converged = lloyd(X, C0)
    D = ((X[:, None] - C) ** 2).sum(axis=2)

    assert converged
    assert (np.diff(history) <= 1e-9).all()
    np.testing.assert_allclose(history[-1], D.min(axis=1).sum(), atol=1e-9)
    np.testing.assert_allclose(D[np.arange(n), labels], D.min(axis=1), atol=1e-9)
    for c in np.unique(labels):
        np.testing.assert_allclose(C[c], X[labels == c].mean(axis=0), atol=1e-9)


def test_the_farthest_row_fills_an_empty_cluster() -> None:
    C, labels, _, _ = lloyd([[0.0], [1.0], [7.0]], [[0.5], [100.0]])

    np.testing.assert_allclose(C, [[0.5], [7.0]])
    assert labels.tolist() == [0, 0, 1]


def test_more_centres_than_different_rows() -> None:
    C, labels, history, converged = lloyd([[1.0], [2.0], [2.0]], [[1.0], [2.0], [2.0]])

    assert (converged, history.tolist(), labels.tolist()) == (True, [0, 0], [0, 1, 1])
    np.testing.assert_array_equal(C, [[1.0], [2.0], [2.0]])


def test_too_few_rounds_are_told() -> None:
    X = np.random.default_rng(0).normal(size=(200, 2))
    _, _, history, converged = lloyd(X, X[:5], max_iter=1)

    assert not converged
    assert len(history) == 2
    assert not KMeans(5, max_iter=1).fit(X, np.random.default_rng(0)).converged_


def test_far_from_the_origin() -> None:
    X = np.random.default_rng(0).normal(size=(50, 2))
    near, far = lloyd(X, X[:3]), lloyd(X + 1e6, X[:3] + 1e6)

    np.testing.assert_allclose(far[2], near[2], rtol=1e-6)


def test_k_means_plus_plus_starts_nearer_to_the_end() -> None:
    """Eight blobs: its worst of 20 ends beats the random starts' mean."""
    rng = np.random.default_rng(1)
    blobs = 20 * rng.uniform(-1, 1, size=(8, 2))
    X = np.repeat(blobs, 40, axis=0) + rng.normal(size=(320, 2))
    ends = {
        init: [KMeans(8, init).fit(X, rng).inertia_ for _ in range(20)]
        for init in ("random", "k-means++")
    }

    assert np.mean(ends["k-means++"]) < 0.7 * np.mean(ends["random"])
    assert len(np.unique(np.round(ends["random"], 6))) > 5
    assert min(ends["random"]) < max(ends["random"])


def test_more_starts_are_never_worse() -> None:
    X = np.random.default_rng(2).normal(size=(100, 2))
    one = [KMeans(6).fit(X, np.random.default_rng(s)).inertia_ for s in range(5)]
    ten = [
        KMeans(6, n_init=10).fit(X, np.random.default_rng(s)).inertia_ for s in range(5)
    ]

    assert all(t <= o for t, o in zip(ten, one, strict=True))
    assert max(ten) - min(ten) < max(one) - min(one)


def test_plus_plus_draws_in_proportion_to_the_squares() -> None:
    rng = np.random.default_rng(0)
    X = [[0.0], [1.0], [3.0]]
    second = [plus_plus(X, 2, rng)[:, 0].tolist() for _ in range(6000)]
    after_0 = [b for a, b in second if a == 0.0]

    assert len(after_0) == pytest.approx(2000, abs=150)
    assert after_0.count(3.0) / len(after_0) == pytest.approx(0.9, abs=0.03)


def test_plus_plus_in_a_small_unit() -> None:
    X = [[0.0], [0.0], [0.0], [0.01]]
    for seed in range(20):
        assert 0.01 in plus_plus(X, 2, np.random.default_rng(seed))


def test_random_rows_are_different_rows() -> None:
    X = np.arange(6.0)[:, None]
    model = KMeans(6, "random").fit(X, np.random.default_rng(0))

    assert model.history_[0] == 0.0


def test_plus_plus_on_equal_rows() -> None:
    same = plus_plus([[2.0]] * 4, 3, np.random.default_rng(0))

    np.testing.assert_array_equal(same, [[2.0]] * 3)


def test_the_elbow_bends_at_the_number_of_blobs() -> None:
    rng = np.random.default_rng(3)
    X = np.repeat([[0.0, 0], [30, 0], [0, 30], [30, 30]], 25, axis=0)
    sums = elbow(X + rng.normal(size=X.shape), range(1, 8), rng)

    assert (np.diff(sums) < 0).all()
    assert (-np.diff(sums)).tolist()[2] > 20 * (-np.diff(sums)).tolist()[3]


def test_mini_batches_end_near_lloyd() -> None:
    rng = np.random.default_rng(4)
    X = np.repeat([[0.0, 0], [9, 0], [0, 9]], 400, axis=0) + rng.normal(size=(1200, 2))
    full = KMeans(3, n_init=5).fit(X, rng).inertia_
    model = MiniBatchKMeans(3, batch_size=100).fit(X, rng)

    assert full <= model.inertia_ < 1.05 * full
    assert model.converged_
    assert model.history_[-1] <= 1e-3 < model.history_[:-1].min()
    np.testing.assert_array_equal(model.predict(X), model.labels_)


def test_moves_are_measured_by_the_spread() -> None:
    """Two batches of all rows: the second moves a centre that is the mean already."""
    X = np.array([[0.0, 5.0], [8.0, 5.0]])
    model = MiniBatchKMeans(1).fit(X, np.random.default_rng(0))

    # From a row to the mean: 4, by the root of the mean variance, sqrt(16 / 2).
    np.testing.assert_allclose(model.history_, [4 / np.sqrt(8), 0.0])
    assert model.inertia_ == 32.0


def test_a_mini_batch_that_may_not_settle_says_so() -> None:
    X = np.random.default_rng(0).normal(size=(50, 2))

    assert (
        not MiniBatchKMeans(3, max_iter=5).fit(X, np.random.default_rng(0)).converged_
    )


def test_a_step_far_from_the_first_keeps_the_mean() -> None:
    """Whatever the batches, a centre is the mean of all that it was given."""
    rng = np.random.default_rng(0)
    batches = [rng.normal(size=(7, 2)) for _ in range(5)]
    C, counts = np.zeros((1, 2)), np.zeros(1)
    for batch in batches:
        C, counts = mini_batch_step(C, counts, batch)

    np.testing.assert_allclose(C[0], np.concatenate(batches).mean(axis=0))
    assert counts.tolist() == [35]


def test_directions_are_found_whatever_the_lengths() -> None:
    rng = np.random.default_rng(5)
    angle = np.repeat([0.2, 1.4], 50) + 0.05 * rng.normal(size=100)
    X = rng.lognormal(0, 2, (100, 1)) * np.stack([np.cos(angle), np.sin(angle)], 1)
    model = SphericalKMeans(2).fit(X, rng)
    first = model.labels_[0]

    assert ((model.labels_ == first) == (np.arange(100) < 50)).all()
    assert (np.diff(model.history_) >= 0).all()
    assert model.converged_
    np.testing.assert_allclose(np.linalg.norm(model.centers_, axis=1), 1.0)
    np.testing.assert_array_equal(model.predict(1000 * X), model.labels_)


def test_directions_that_cancel_leave_the_centre() -> None:
    model = SphericalKMeans(1).fit([[1.0, 0.0], [-1.0, 0.0]], np.random.default_rng(0))

    assert abs(model.centers_[0, 0]) == 1.0
    assert model.history_.tolist() == [0.0, 0.0]


def test_one_round_is_not_the_end() -> None:
    X = np.random.default_rng(0).normal(size=(60, 3))
    model = SphericalKMeans(4, max_iter=1).fit(X, np.random.default_rng(0))

    assert (len(model.history_), model.converged_) == (2, False)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: KMeans(3).fit([[1.0]], RNG), "1 to the 1 rows, got 3"),
        (lambda: KMeans(0, "random").fit([[1.0]], RNG), "1 to the 1 rows, got 0"),
        (lambda: KMeans(1, "x").fit([[1.0]], RNG), "got 'x'"),
        (lambda: KMeans(1, n_init=0).fit([[1.0]], RNG), "got 0 and 300"),
        (lambda: KMeans(1, max_iter=0).fit([[1.0]], RNG), "got 1 and 0"),
        (lambda: lloyd([[1.0]], [[1.0], [2.0]]), "1 to the 1 rows, got 2"),
        (lambda: plus_plus([[1.0]], 0, RNG), "got 0"),
        (lambda: MiniBatchKMeans(1, batch_size=0).fit([[1.0]], RNG), "got 0 and 200"),
        (lambda: MiniBatchKMeans(1, max_iter=0).fit([[1.0]], RNG), "got 256 and 0"),
        (lambda: mini_batch_step([[1.0]], [0], [[1.0, 2.0]]), "2 features"),
        (lambda: SphericalKMeans(1, n_init=0).fit([[1.0]], RNG), "got 0 and 100"),
        (lambda: SphericalKMeans(1).fit([[0.0]], RNG), "row 0 of X is all zeros"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
