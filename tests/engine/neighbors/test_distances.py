"""Distances and cosines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.neighbors.cosine import cosine_matrix, cosine_similarity, norm, row_dot
from engine.neighbors.distances import (
    euclidean,
    manhattan,
    minkowski,
    pairwise,
    squared_distances,
)

vectors = arrays(float, 3, elements=st.floats(-100, 100))


def test_the_course_s_cosine() -> None:
    a, b = [1.0, 2.0, 3.0], [4.0, 5.0, 6.0]

    np.testing.assert_allclose([norm(a), norm(b)], [3.741657, 8.774964], atol=5e-7)
    cosine = cosine_similarity(a, b)
    np.testing.assert_allclose(np.degrees(np.arccos(cosine)), 12.933, atol=5e-4)
    unit = [np.array(a) / norm(a), np.array(b) / norm(b)]
    np.testing.assert_allclose(euclidean(*unit) ** 2, 0.050736, atol=5e-7)
    np.testing.assert_allclose(2 - 2 * cosine, 0.050736, atol=5e-7)


@pytest.mark.parametrize("degrees", [0, 60, 90, 120, 180])
def test_a_cosine_is_an_angle(degrees: int) -> None:
    angle = np.radians(degrees)
    b = [np.cos(angle), np.sin(angle)]

    np.testing.assert_allclose(cosine_similarity([7, 0], b), np.cos(angle), atol=1e-15)


@given(vectors, st.floats(0.01, 1000))
def test_length_does_not_matter_to_the_cosine(v: np.ndarray, factor: float) -> None:
    v = v.round(3)
    expected = 0.0 if not v.any() else 1.0

    np.testing.assert_allclose(cosine_similarity(v, factor * v), expected)


@given(vectors, vectors, vectors, st.sampled_from([1.0, 1.5, 2.0, 4.0, np.inf]))
def test_a_metric(a: np.ndarray, b: np.ndarray, c: np.ndarray, p: float) -> None:
    """Symmetric, and no detour is shorter."""
    assert minkowski(a, b, p) == minkowski(b, a, p)
    assert minkowski(a, c, p) <= (minkowski(a, b, p) + minkowski(b, c, p)) * (1 + 1e-12)


@given(vectors, vectors)
def test_distances_fall_with_the_order(a: np.ndarray, b: np.ndarray) -> None:
    falling = [minkowski(a, b, p) for p in (1.0, 2.0, 3.0, 50.0, np.inf)]

    assert (np.diff(falling) <= 1e-9).all()
    assert manhattan(a, b) == falling[0]


def test_nothing_overflows_or_vanishes() -> None:
    far, near = np.array([0.0, 3e200, 4e200]), np.array([0.0, 3e-200, 4e-200])

    assert euclidean(far, 0 * far) == pytest.approx(5e200)
    assert euclidean(near, 0 * near) == pytest.approx(5e-200, rel=1e-12)
    assert cosine_similarity(far, near) == pytest.approx(1.0)
    assert norm(far) == pytest.approx(5e200)
    assert norm([0.0, 0.0]) == 0.0


def test_rounding_never_leaves_the_range() -> None:
    """Arccosine of 1 + 2e-16 is NaN."""
    X = np.random.default_rng(0).normal(size=(500, 3))

    assert cosine_similarity(X, 3 * X).max() == 1.0
    assert cosine_similarity(X, -7 * X).min() == -1.0
    assert cosine_matrix(X, 3 * X).max() == 1.0
    assert cosine_matrix(X, -7 * X).min() == -1.0


def test_zero_has_no_direction() -> None:
    assert cosine_similarity([0.0, 0.0], [1.0, 2.0]) == 0.0
    np.testing.assert_array_equal(cosine_matrix([[0.0, 0.0]], [[1.0, 2.0]]), [[0.0]])


def test_a_batch_is_rows() -> None:
    a = np.arange(12.0).reshape(2, 2, 3)

    np.testing.assert_array_equal(row_dot(a, a)[1, 0], a[1, 0] @ a[1, 0])
    assert euclidean(a, a[:, :1]).shape == (2, 2)
    assert cosine_similarity(a, [1.0, 0.0, 0.0]).shape == (2, 2)


def test_a_row_is_at_0_from_itself() -> None:
    X = np.random.default_rng(0).normal(1e4, 1.0, size=(5, 3))

    assert (np.diag(pairwise(X, X)) == 0).all()
    np.testing.assert_allclose(squared_distances(X, X), pairwise(X, X) ** 2, atol=1e-13)
    assert (squared_distances(X, X) >= 0).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: minkowski([1.0], [2.0], 0.5), "p must be at least 1, got 0.5"),
        (lambda: minkowski([1.0], [2.0, 3.0]), r"\(1,\) and \(2,\)"),
        (lambda: minkowski([], []), r"\(0,\) and \(0,\)"),
        (lambda: minkowski(1.0, [1.0]), r"\(\) and \(1,\)"),
        (lambda: row_dot([1.0], [2.0, 3.0]), r"\(1,\) and \(2,\)"),
        (lambda: norm(3.0), r"got \(\)"),
        (lambda: cosine_matrix([[1.0, 2.0]], [[1.0]]), "2 features"),
        (lambda: cosine_similarity([1.0], [1.0, 2.0]), r"\(1,\) and \(2,\)"),
        (lambda: pairwise([[1.0]], [[1.0]], "hamming"), "got 'hamming'"),
        (lambda: pairwise([[1.0]], [[1.0]], 0.5), "got 0.5"),
        (lambda: pairwise([[1.0]], [[1.0, 2.0]]), "1 features"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]


def test_order_1_is_the_lowest() -> None:
    np.testing.assert_array_equal(pairwise([[1.0, 2.0]], [[3.0, 5.0]], 1.0), [[5.0]])
    np.testing.assert_array_equal(pairwise([[1.0, 2.0]], [[3.0, 5.0]], np.inf), [[3.0]])
