"""Non-negative factors, topics, and factors of ratings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decomposition.matrix_factorisation import MatrixFactorisation
from engine.decomposition.nmf import NMF, nmf_step
from engine.decomposition.topics import (
    LatentDirichletAllocation,
    documents_step,
    evidence_bound,
    topics_step,
)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_the_loss_of_nmf_never_rises(seed: int) -> None:
    X = np.random.default_rng(seed).gamma(0.5, size=(8, 5))
    model = NMF(3, max_iter=60).fit(X, np.random.default_rng(seed))

    assert (np.diff(model.history_) <= 1e-9).all()
    assert min(model.weights_.min(), model.components_.min()) >= 0
    np.testing.assert_allclose(
        model.history_[-1],
        ((X - model.weights_ @ model.components_) ** 2).sum() / 2,
    )


def test_nmf_finds_planted_topics() -> None:
    rng = np.random.default_rng(0)
    topics = np.array([[5.0, 4, 3, 0, 0, 0], [0, 0, 0, 2, 4, 6]])
    X = rng.dirichlet([0.3, 0.3], 40) @ topics
    H = NMF(2).fit(X, rng).components_
    cosines = (H / np.linalg.norm(H, axis=1)[:, None]) @ (
        topics / np.linalg.norm(topics, axis=1)[:, None]
    ).T

    assert (np.sort(cosines.max(axis=1)) > 0.999).all()


def test_transform_is_the_best_non_negative_combination() -> None:
    rng = np.random.default_rng(1)
    X = rng.random((20, 6))
    model = NMF(3).fit(X, rng)
    w = model.transform(X)
    gradient = (w @ model.components_ - X) @ model.components_.T

    assert (w >= 0).all()
    assert (gradient[w == 0] >= -1e-9).all()
    np.testing.assert_allclose(gradient[w > 0], 0, atol=1e-9)


def test_when_nmf_stops() -> None:
    X = np.random.default_rng(0).random((10, 5))
    short = NMF(2, max_iter=3).fit(X, np.random.default_rng(0))
    long = NMF(2).fit(X, np.random.default_rng(0))

    assert (short.converged_, len(short.history_)) == (False, 4)
    assert long.converged_
    drop = long.history_[-11] - long.history_[-1]
    assert drop < 1e-4 * long.history_[0] <= long.history_[-12] - long.history_[-2]
    assert NMF(1).fit(np.zeros((2, 2)), np.random.default_rng(0)).history_[-1] == 0


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_both_steps_raise_the_bound(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.poisson(1.5, (7, 6)).astype(float)
    X[0, 0] = 1
    lam = rng.gamma(100, 0.01, (k, 6))
    gamma = documents_step(X, lam, 0.4, tol=1e-10)
    bounds = [evidence_bound(X, gamma, lam, (0.4, 0.2))]
    for _ in range(2):
        lam = topics_step(X, gamma, lam, 0.2)
        bounds.append(evidence_bound(X, gamma, lam, (0.4, 0.2)))
        gamma = documents_step(X, lam, 0.4, tol=1e-10)
        bounds.append(evidence_bound(X, gamma, lam, (0.4, 0.2)))

    assert (np.diff(bounds) >= -1e-6).all()
    # phi sums to 1: each word of a document is counted once.
    np.testing.assert_allclose(gamma.sum(axis=1), k * 0.4 + X.sum(axis=1))
    np.testing.assert_allclose(lam.sum(), k * 6 * 0.2 + X.sum())


def test_planted_topics_are_recovered() -> None:
    rng = np.random.default_rng(3)
    topics = np.repeat(np.eye(3), 5, axis=1) / 5  # (3, 15)
    shares = rng.dirichlet([0.2] * 3, 150)
    X = np.stack([rng.multinomial(80, share @ topics) for share in shares])
    model = LatentDirichletAllocation(3).fit(X, rng)
    words = model.components_ / model.components_.sum(axis=1, keepdims=True)
    order = (words @ topics.T).argmax(axis=0)

    assert sorted(order) == [0, 1, 2]
    np.testing.assert_allclose(words[order], topics, atol=0.03)
    np.testing.assert_allclose(model.transform(X)[:, order], shares, atol=0.2)
    assert (np.diff(model.history_) > -1e-3).all()
    assert model.converged_
    assert model.history_[-1] > -2.8 > -np.log(15) - 0.2


def test_priors_smooth() -> None:
    X = [[4, 0], [0, 4]]
    sharp, flat = (
        LatentDirichletAllocation(2, alpha=a, eta=0.1).fit(X, np.random.default_rng(0))
        for a in (0.1, 10.0)
    )

    assert sharp.transform(X).max() > 0.9
    assert flat.transform(X).max() < 0.7
    np.testing.assert_allclose(sharp.transform([[0, 0]]), 0.5)


def test_too_few_rounds_of_topics_are_told() -> None:
    X = np.random.default_rng(0).poisson(2.0, (20, 10))
    model = LatentDirichletAllocation(3, max_iter=2).fit(X, np.random.default_rng(0))

    assert (model.converged_, len(model.history_)) == (False, 2)


def test_hidden_ratings_are_predicted() -> None:
    """Rank 2 and noise of 0.1: far below the error of the mean."""
    rng = np.random.default_rng(0)
    true = 3 + rng.normal(size=(30, 2)) @ rng.normal(size=(2, 20))
    ratings = true + 0.1 * rng.normal(size=true.shape)
    hidden = rng.random(true.shape) < 0.3
    model = MatrixFactorisation(2, epochs=60).fit(
        np.where(hidden, np.nan, ratings), rng
    )
    error = np.sqrt(((model.predictions_ - true)[hidden] ** 2).mean())

    assert error < 0.3
    assert np.sqrt(((true - model.mu_)[hidden] ** 2).mean()) > 1.0
    assert model.history_[-1] < model.history_[0] / 5
    known = (ratings - model.predictions_)[~hidden]
    assert model.history_[-1] == pytest.approx(np.sqrt((known**2).mean()))


def test_what_ratings_learn_by_hand() -> None:
    """One rating is its own mean: nothing is left to learn."""
    model = MatrixFactorisation(1, epochs=1, lam=0.0).fit(
        [[4.0]], np.random.default_rng(0)
    )
    p, q = 0.1 * np.random.default_rng(0).normal(size=2)

    assert model.mu_ == 4.0
    np.testing.assert_allclose(model.user_bias_, -0.03 * p * q)
    np.testing.assert_allclose(model.users_, p - 0.03 * p * q * q)
    assert model.history_.shape == (1,)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: nmf_step([[-1.0]], [[1.0]], [[1.0]]),
            "X must not be negative, got -1",
        ),
        (
            lambda: nmf_step([[1.0]], [[1.0, 2.0]], [[1.0]]),
            r"W \(1, 2\) times H \(1, 1",
        ),
        (lambda: nmf_step([[1.0]], [[1.0]], [[1.0, 2.0]]), r"like X \(1, 1\)"),
        (lambda: NMF(0).fit([[1.0]], RNG), "got 0 and 500"),
        (lambda: NMF(1, max_iter=0).fit([[1.0]], RNG), "got 1 and 0"),
        (lambda: LatentDirichletAllocation(0).fit([[1.0]], RNG), "got 0, 50"),
        (lambda: LatentDirichletAllocation(alpha=0.0).fit([[1]], RNG), "0.0 and 0.5"),
        (lambda: LatentDirichletAllocation(eta=0.0).fit([[1]], RNG), "0.5 and 0.0"),
        (lambda: LatentDirichletAllocation().fit([[0]], RNG), "X has no words"),
        (lambda: LatentDirichletAllocation().fit([[-1]], RNG), "negative, got -1"),
        (lambda: MatrixFactorisation().fit([[np.nan]], RNG), "no known rating"),
        (lambda: MatrixFactorisation(0).fit([[1.0]], RNG), "got 0, 50"),
        (lambda: MatrixFactorisation(lr=0.0).fit([[1.0]], RNG), "50, 0.0 and"),
        (lambda: MatrixFactorisation(lam=-1.0).fit([[1.0]], RNG), "and -1.0"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
