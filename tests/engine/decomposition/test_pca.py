"""Principal components, and the contrast to selecting columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decomposition.pca import PCA, center, components_for, covariance, pca_uses
from engine.decomposition.power import power_iteration, top_eigenpairs
from engine.decomposition.selection import SelectKBest, f_scores

seeds = st.integers(0, 10_000)


def rows(seed: int, n: int = 30, d: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d)


@given(seeds, st.integers(1, 4), st.sampled_from(["eigh", "svd"]))
def test_what_is_lost_is_the_sum_of_the_dropped_eigenvalues(
    seed: int, k: int, solver: str
) -> None:
    X = rows(seed)
    model = PCA(k, solver).fit(X)
    rebuilt = model.inverse_transform(model.transform(X))
    dropped = PCA().fit(X).explained_variance_[k:].sum()

    np.testing.assert_allclose(((X - rebuilt) ** 2).sum(), 29 * dropped, atol=1e-8)


@given(seeds)
def test_scores_are_uncorrelated_with_the_eigenvalues_as_variances(seed: int) -> None:
    X = rows(seed)
    model = PCA().fit(X)
    spread = covariance(model.transform(X))

    np.testing.assert_allclose(spread, np.diag(model.explained_variance_), atol=1e-8)
    np.testing.assert_allclose(covariance(PCA(whiten=True).fit(X).transform(X)),
                               np.eye(4), atol=1e-8)  # fmt: skip


def test_it_only_rotates() -> None:
    """Distances stay; whitening is what changes them."""
    X = rows(0)
    model = PCA().fit(X)
    scores = model.transform(X)

    np.testing.assert_allclose(
        np.linalg.norm(scores[:1] - scores, axis=1), np.linalg.norm(X[:1] - X, axis=1)
    )
    assert abs(np.linalg.det(model.components_)) == pytest.approx(1.0)


def test_no_direction_varies_more_than_the_first() -> None:
    X = rows(1)
    directions = np.random.default_rng(0).normal(size=(10_000, 4))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    variances = np.einsum("mi,ij,mj->m", directions, covariance(X), directions)
    model = PCA(1).fit(X)

    assert variances.max() <= model.explained_variance_[0]
    assert variances.max() > 0.98 * model.explained_variance_[0]


def test_two_factors_need_two_components_and_independent_columns_all() -> None:
    rng = np.random.default_rng(2)
    factors = rng.normal(size=(500, 2)) @ rng.normal(size=(2, 10))
    few = PCA().fit(factors + 0.2 * rng.normal(size=(500, 10)))
    many = PCA().fit(rng.normal(size=(500, 10)))

    assert components_for(few.explained_variance_ratio_, 0.9) == 2
    assert components_for(many.explained_variance_ratio_, 0.9) == 9


def test_whitened_components_without_variance_are_0() -> None:
    X = np.outer(np.arange(5.0), [1.0, 1.0])
    model = PCA(whiten=True).fit(X)
    scores = model.transform(X + np.array([0.0, 1.0]))

    np.testing.assert_array_equal(scores[:, 1], 0.0)
    np.testing.assert_allclose(
        model.inverse_transform(model.transform(X)), X, atol=1e-12
    )


def test_svd_keeps_small_variances_that_squaring_loses() -> None:
    """An axis of size 1e-9 beside one of size 1: eigenvalues 1e-18 apart."""
    X = np.array([[1.0, 1e-9], [-1.0, 1e-9], [1.0, -1e-9], [-1.0, -1e-9]]) @ (
        np.array([[0.6, 0.8], [-0.8, 0.6]])
    )
    exact = 4e-18 / 3

    assert PCA(solver="svd").fit(X).explained_variance_[1] == pytest.approx(
        exact, rel=1e-6
    )
    assert PCA().fit(X).explained_variance_[1] >= 0.0


def test_pca_makes_new_columns_and_selection_keeps_old_ones() -> None:
    """The label is on the column that varies least: PCA drops it, F keeps it."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 300)
    X = np.stack([10 * rng.normal(size=300), y + 0.1 * rng.normal(size=300)], axis=1)

    assert SelectKBest(1).fit(X, y).columns_.tolist() == [1]
    assert abs(PCA(1).fit(X).components_[0, 0]) > 0.99
    np.testing.assert_array_equal(SelectKBest(1).fit(X, y).transform(X), X[:, 1:])


def test_scores_at_the_edges() -> None:
    X = np.array([[0.0, 7.0], [0.0, 7.0], [1.0, 7.0]])

    assert f_scores(X, [0, 0, 1]).tolist() == [np.inf, 0.0]


def test_rank_k_removes_noise() -> None:
    rng = np.random.default_rng(3)
    clean = rng.normal(size=(200, 2)) @ rng.normal(size=(2, 20))
    found = pca_uses(clean, 0.5, 2, rng)

    assert found["noisy"] == pytest.approx(0.25, rel=0.05)
    # 2 of 20 directions keep their noise.
    assert found["rebuilt"] == pytest.approx(0.25 * 2 / 20, rel=0.2)
    assert found["numbers"] == pytest.approx((400 + 40 + 20) / 4000)


@given(seeds)
def test_each_step_of_power_shrinks_by_the_ratio_of_eigenvalues(seed: int) -> None:
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    value, v, converged = power_iteration(Q * [4.0, 2.0, 1.0] @ Q.T, rng)

    assert converged
    assert value == pytest.approx(4.0, abs=1e-8)
    assert abs(v @ Q[:, 0]) == pytest.approx(1.0)
    assert v[np.abs(v).argmax()] > 0


@pytest.mark.parametrize("scale", [1e-8, 1e8])
def test_power_in_any_unit(scale: float) -> None:
    A = scale * np.diag([1.0, 3.0, 2.0])
    value, v, converged = power_iteration(A, np.random.default_rng(0))

    assert converged
    np.testing.assert_allclose([value / scale, *v], [3, 0, 1, 0], atol=1e-8)


def test_power_that_needs_more_steps_says_so() -> None:
    rng = np.random.default_rng(0)

    assert not power_iteration(np.diag([1.0, 0.999]), rng, max_iter=50)[2]
    assert not power_iteration(np.diag([1.0, -1.0]), rng)[2]
    assert power_iteration(np.zeros((2, 2)), rng)[::2] == (0.0, True)


def test_deflation_leaves_the_matrix_alone() -> None:
    A = np.diag([1.0, 5.0])
    values, vectors = top_eigenpairs(A, 2, np.random.default_rng(0))

    np.testing.assert_allclose(values, [5.0, 1.0])
    np.testing.assert_allclose(vectors, [[0, 1], [1, 0]], atol=1e-9)
    np.testing.assert_array_equal(A, np.diag([1.0, 5.0]))


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: covariance([[1.0]]), "n must be at least 2"),
        (lambda: center([[np.nan]]), r"X\[0, 0\] is nan"),
        (lambda: PCA(3).fit([[1.0, 2.0], [2.0, 3.0]]), "1 to 2 and .* got 3"),
        (lambda: PCA(0).fit([[1.0], [2.0]]), "got 0"),
        (lambda: PCA(solver="x").fit([[1.0], [2.0]]), "'x'"),
        (lambda: PCA().fit([[1.0], [1.0]]), "no two rows"),
        (lambda: PCA(1).fit([[1.0], [2.0]]).inverse_transform([[1, 2]]), "2 features"),
        (lambda: PCA().inverse_transform([[1.0]]), "call fit of PCA"),
        (lambda: components_for([1.0], 0.0), "got 0"),
        (lambda: components_for([1.0], 1.1), "got 1.1"),
        (lambda: power_iteration([[1.0, 2.0]], RNG), r"symmetric, got shape \(1, 2\)"),
        (lambda: power_iteration([[1, 2], [0, 1]], RNG), r"symmetric"),
        (lambda: top_eigenpairs([[1.0]], 2, RNG), "1 to 1, got 2"),
        (lambda: top_eigenpairs([[1.0]], 0, RNG), "got 0"),
        (lambda: f_scores([[1.0], [2.0]], [0, 1]), "2 to 1 classes, got 2"),
        (lambda: f_scores([[1.0], [2.0], [3.0]], [0, 0, 0]), "got 1"),
        (lambda: SelectKBest(2).fit([[1.0], [2.0], [3.0]], [0, 0, 1]), "1 to 1, got 2"),
        (lambda: SelectKBest(0).fit([[1.0], [2.0], [3.0]], [0, 0, 1]), "got 0"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
