"""Divergences, distances and scores of generated samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.generative.distance import (
    earth_mover,
    frechet_distance,
    inception_score,
    modes_covered,
)
from engine.generative.divergence import (
    gan_value,
    jensen_shannon,
    optimal_discriminator,
)

seeds = st.integers(0, 10_000)


@given(seeds)
def test_the_value_against_the_best_discriminator_is_the_divergence(seed: int) -> None:
    p, q = np.random.default_rng(seed).dirichlet(np.ones(4), size=2)
    value = gan_value(p, q, optimal_discriminator(p, q))

    np.testing.assert_allclose(value, -np.log(4) + 2 * jensen_shannon(p, q), atol=1e-12)
    other = np.random.default_rng(seed + 1).uniform(size=4)
    assert gan_value(p, q, other) <= value + 1e-12


def test_disjoint_heaps_stay_at_ln_2_while_the_earth_mover_sees_how_far() -> None:
    at = np.arange(12)
    for shift in (1, 2, 5, 10):
        p, q = (at == 0) * 1.0, (at == shift) * 1.0
        assert jensen_shannon(p, q) == pytest.approx(np.log(2))
        assert earth_mover([0.0], [float(shift)]) == shift


def test_two_sided_smoothing_rewards_fakes_where_no_data_is() -> None:
    p, q = [1.0, 0.0, 0.0], [0.5, 0.5, 0.0]

    np.testing.assert_allclose(optimal_discriminator(p, q, 0.9), [0.6, 0.0, 0.5])
    np.testing.assert_allclose(
        optimal_discriminator(p, q, 0.9, 0.1), [0.95 / 1.5, 0.1, 0.5]
    )


def test_certain_and_wrong_costs_without_bound() -> None:
    assert gan_value([1.0, 0.0], [0.0, 1.0], [0.0, 0.0]) == -np.inf
    assert gan_value([1.0, 0.0], [0.0, 1.0], [1.0, 0.0]) == 0.0


@given(seeds)
def test_the_divergence_of_a_distribution_from_itself_is_0(seed: int) -> None:
    p = np.random.default_rng(seed).dirichlet(np.ones(5))

    assert 0 <= jensen_shannon(p, p) < 1e-15


@given(seeds)
def test_the_earth_mover_is_a_distance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, z = rng.normal(size=4), rng.normal(size=7), rng.normal(size=5)

    assert earth_mover(x, y) == pytest.approx(earth_mover(y, x))
    assert earth_mover(x, x) == 0
    assert earth_mover(x, z) <= earth_mover(x, y) + earth_mover(y, z) + 1e-12
    assert earth_mover(x, x + 3) == pytest.approx(3)


def test_frechet_sees_only_mean_and_covariance() -> None:
    """Two points and a normal with the same moments are at distance 0."""
    assert frechet_distance([0.0], [[1.0]], [1.0], [[4.0]]) == 2.0
    points = np.array([[-1.0], [1.0]])
    cov = points.T @ points / 2
    assert frechet_distance(points.mean(axis=0), cov, [0.0], [[1.0]]) == 0.0


def test_frechet_of_singular_covariances() -> None:
    flat = [[1.0, 1.0], [1.0, 1.0]]
    np.testing.assert_allclose(
        frechet_distance([0.0, 0.0], flat, [0.0, 0.0], np.zeros((2, 2))), 2.0
    )
    assert frechet_distance([1.0, 2.0], flat, [1.0, 2.0], flat) == pytest.approx(0)


def test_inception_scores() -> None:
    confident = np.repeat(np.eye(10), 3, axis=0)
    assert inception_score(confident) == pytest.approx(10)
    # One memorised image a class is enough.
    assert inception_score(np.eye(10)) == pytest.approx(10)
    assert inception_score(np.tile([0.7, 0.3], (5, 1))) == pytest.approx(1)
    # Parts that see one class each know nothing of variety.
    assert inception_score(np.repeat(np.eye(2), 4, axis=0), 2) == pytest.approx(1)


def test_modes_on_the_border_count() -> None:
    samples = [[0.0], [1.0], [1.0], [3.5]]

    assert modes_covered(samples, [[0.0], [2.0]], 1.0, 0.25) == (1, 0.75)
    assert modes_covered(samples, [[0.0], [2.0]], 1.5, 0.25) == (2, 1.0)
    assert modes_covered(samples, [[0.0], [2.0]], 1.5, 0.26) == (1, 1.0)
    assert modes_covered(samples, [[9.0]], 1.0) == (0, 0.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: jensen_shannon([0.5, 0.5], [1.0]), r"\(2,\) and \(1,\)"),
        (lambda: jensen_shannon([0.5, 0.6], [0.5, 0.5]), "p must be prob"),
        (lambda: jensen_shannon([0.5, 0.5], [1.5, -0.5]), "q must be prob"),
        (lambda: gan_value([1.0], [1.0], [1.1]), "1 probabilities"),
        (lambda: gan_value([1.0], [1.0], [-0.1]), "1 probabilities"),
        (lambda: gan_value([1.0], [1.0], [0.5, 0.5]), "1 probabilities"),
        (lambda: optimal_discriminator([1.0], [1.0], 1.1), "got 1.1"),
        (lambda: optimal_discriminator([1.0], [1.0], 1.0, -0.1), "and -0.1"),
        (lambda: frechet_distance([0.0], [[1.0]], [0.0, 0.0], np.eye(2)), "shapes"),
        (lambda: frechet_distance([0.0], np.eye(2), [0.0], [[1.0]]), r"\(1, 1\)"),
        (lambda: frechet_distance([0.0], [[-1.0]], [0.0], [[1.0]]), "eigenvalue -1"),
        (lambda: frechet_distance([0.0, 0.0], [[1.0, 2.0], [0.0, 1.0]], [0.0, 0.0],
                                  np.eye(2)), "symmetric"),
        (lambda: inception_score([[0.5, 0.6]]), "each row"),
        (lambda: inception_score([[1.5, -0.5]]), "each row"),
        (lambda: inception_score(np.eye(2), 3), "got 3"),
        (lambda: inception_score(np.eye(2), 0), "got 0"),
        (lambda: modes_covered([[0.0]], [[0.0, 1.0]], 1.0), "1 features, centers 2"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
