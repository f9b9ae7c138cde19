"""Hierarchical clustering, DBSCAN, mixtures, and what clusters are used for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clustering.applications import (
    centroid_outlier_score,
    quantise_colours,
    segment_customers,
)
from engine.clustering.dbscan import DBSCAN
from engine.clustering.gaussian_mixture import (
    COVARIANCES,
    GaussianMixture,
    gaussian_mixture_em,
)
from engine.clustering.hierarchical import LINKAGES, cut, linkage


@given(st.integers(0, 10_000), st.integers(2, 20), st.sampled_from(list(LINKAGES)))
def test_merges_are_a_tree_of_rising_distances(seed: int, n: int, method: str) -> None:
    """With ties and duplicates on a grid."""
    X = np.random.default_rng(seed).integers(0, 3, size=(n, 2)).astype(float)
    merges = linkage(X, method)
    parts = merges[:, :2].astype(int)

    assert sorted(parts.ravel().tolist()) == list(range(2 * n - 2))
    assert (np.diff(merges[:, 2]) >= 0).all()
    assert merges[-1, 3] == n
    for k in (1, n):
        assert len(set(cut(merges, k).tolist())) == k


def test_ward_s_height_is_what_the_merge_costs() -> None:
    X = np.random.default_rng(0).normal(size=(9, 2))
    merges = linkage(X, "ward")

    def cost(k: int) -> float:
        labels = cut(merges, k)
        return sum(((X[labels == c] - X[labels == c].mean(0)) ** 2).sum()
                   for c in range(k))  # fmt: skip

    for k in range(1, 9):
        added = cost(k) - cost(k + 1)
        np.testing.assert_allclose(merges[9 - k - 1, 2] ** 2, 2 * added)


def test_single_linkage_follows_a_chain_and_ward_halves_it() -> None:
    X = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0], [8.0]])

    assert cut(linkage(X, "single"), 2).tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert cut(linkage(X, "ward"), 2).tolist() != [0, 0, 0, 0, 0, 0, 1]


def test_dbscan_finds_rings_that_k_means_cannot() -> None:
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    X = np.concatenate([ring, 5 * ring, [[20.0, 20.0]]])
    model = DBSCAN(eps=0.6, min_samples=3).fit(X)

    assert model.labels_.tolist() == [0] * 60 + [1] * 60 + [-1]
    assert model.core_.sum() == 120


def test_a_border_row_joins_and_does_not_carry_on() -> None:
    """0.75 is near the core row 0.3, but has only 3 rows within 0.5."""
    X = [[0.0], [0.1], [0.2], [0.3], [0.75], [1.2]]
    model = DBSCAN(eps=0.5, min_samples=4).fit(X)

    assert model.labels_.tolist() == [0, 0, 0, 0, 0, -1]
    assert model.core_.tolist() == [True, True, True, True, False, False]


def test_eps_is_included() -> None:
    assert DBSCAN(eps=1.0, min_samples=2).fit([[0.0], [1.0]]).labels_.tolist() == [0, 0]


@pytest.mark.parametrize("kind", COVARIANCES)
def test_the_likelihood_rises(kind: str) -> None:
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(size=(60, 2)), rng.normal(3, 0.5, size=(40, 2))])
    w, _, S, history, converged = gaussian_mixture_em(
        X, rng.dirichlet([1, 1, 1], 100), kind, max_iter=2000
    )

    assert (np.diff(history) > -1e-7).all()
    assert converged
    assert w.sum() == pytest.approx(1.0)
    assert (np.linalg.eigvalsh(S) > 0).all()


def test_a_mixture_finds_what_made_the_rows() -> None:
    rng = np.random.default_rng(1)
    first = rng.random(4000) < 0.3
    X = np.where(first, rng.normal(-2, 0.5, 4000), rng.normal(3, 1.0, 4000))
    model = GaussianMixture(2).fit(X[:, None], rng)
    low = model.means_[:, 0].argmin()
    grid = np.linspace(-15, 15, 3001)
    f = np.exp(model.score_samples(grid[:, None]))

    np.testing.assert_allclose(model.weights_[low], 0.3, atol=0.02)
    np.testing.assert_allclose(model.means_[low], -2, atol=0.05)
    np.testing.assert_allclose(model.covariances_[low], 0.25, atol=0.03)
    np.testing.assert_allclose(np.trapezoid(f, grid), 1.0, atol=1e-6)
    assert (model.predict(X[:, None]) == np.where(first, low, 1 - low)).mean() > 0.99
    assert model.history_[-1] == pytest.approx(model.score_samples(X[:, None]).mean())
    np.testing.assert_allclose(model.predict_proba([[99.0]]).sum(), 1.0)


def test_equal_rows_do_not_break_a_mixture() -> None:
    model = GaussianMixture(2).fit([[1.0, 2.0]] * 5, np.random.default_rng(0))

    np.testing.assert_allclose(model.means_[0], [1.0, 2.0])
    np.testing.assert_allclose(model.covariances_[0], 1e-6 * np.eye(2), atol=1e-20)


def test_too_few_rounds_of_em_are_told() -> None:
    X = np.random.default_rng(0).normal(size=(50, 2))
    model = GaussianMixture(3, max_iter=3).fit(X, np.random.default_rng(0))

    assert (model.converged_, len(model.history_)) == (False, 3)


def test_three_groups_of_spenders() -> None:
    rng = np.random.default_rng(0)
    spend = np.repeat([[20.0, 3000], [200, 1000], [90, 9000]], 30, axis=0)
    spend *= rng.uniform(0.9, 1.1, size=spend.shape)
    groups, means = segment_customers(spend, 3, rng)

    assert groups.tolist() == [1] * 30 + [0] * 30 + [2] * 30
    np.testing.assert_allclose(means[2], spend[60:].mean(axis=0))


def test_a_constant_column_says_nothing() -> None:
    groups, _ = segment_customers([[1.0, 5], [9.0, 5]], 2, np.random.default_rng(0))

    assert groups.tolist() == [0, 1]


def test_an_image_keeps_as_many_colours_as_asked() -> None:
    rng = np.random.default_rng(0)
    image = rng.random((12, 10, 3))
    few, many = (quantise_colours(image, k, rng) for k in (3, 12))

    for (drawn, segments), k in ((few, 3), (many, 12)):
        assert len(np.unique(drawn.reshape(-1, 3), axis=0)) == k
        assert segments.shape == (12, 10)
        assert (drawn[segments == 1] == drawn[segments == 1][0]).all()
    assert ((many[0] - image) ** 2).sum() < ((few[0] - image) ** 2).sum()


def test_planted_outliers_rank_first() -> None:
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(size=(50, 2)), rng.normal(20, 5, size=(50, 2))])
    X[[3, 70]] = [6.0, -6.0], [60.0, 60.0]
    scores = centroid_outlier_score(X, [[0.0, 0.0], [20.0, 20.0]])

    assert set(scores.argsort()[-2:].tolist()) == {3, 70}
    assert np.median(scores) == pytest.approx(1.0, abs=0.1)


def test_scores_where_half_the_rows_are_on_the_centre() -> None:
    scores = centroid_outlier_score([[0.0], [0.0], [0.0], [2.0]], [[0.0]])

    assert scores.tolist() == [0.0, 0.0, 0.0, np.inf]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linkage([[1.0]]), "got 1 and 'ward'"),
        (lambda: linkage([[1.0], [2.0]], "x"), "got 2 and 'x'"),
        (lambda: cut([[0.0, 1, 1, 2]], 3), "1 to 2, got"),
        (lambda: cut([[0.0, 1, 1, 2]], 0), "and 0"),
        (lambda: cut([[0.0, 1, 1]], 1), "4 columns"),
        (lambda: DBSCAN(eps=0.0).fit([[1.0]]), "got 0.0 and 5"),
        (lambda: DBSCAN(min_samples=0).fit([[1.0]]), "got 0.5 and 0"),
        (lambda: gaussian_mixture_em([[1.0]], [[1.0], [1.0]]), "has 2 entries"),
        (lambda: gaussian_mixture_em([[1.0]], [[1.0]], "x"), "got 'x'"),
        (
            lambda: quantise_colours([[1.0]], 1, np.random.default_rng(0)),
            r"\(h, w, c\)",
        ),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
