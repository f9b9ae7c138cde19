"""Ranking and item-based recommendation."""

import numpy as np
import pytest

from engine.recommend.item_knn import item_knn, item_similarity
from engine.recommend.ranking import rank, text_similarity


def test_a_longer_document_is_not_a_better_one() -> None:
    short, other = "cats chase mice", "dogs chase cats cats"
    S = text_similarity([short, " ".join([short] * 3), other])

    assert S[0, 1] == pytest.approx(1.0)
    assert S[0, 2] == pytest.approx(S[1, 2])
    assert 0 < S[0, 2] < 1


def test_rare_words_weigh_more() -> None:
    common = text_similarity(["big cat", "big dog", "big sun", "big zoo"])[0, 1]
    rare = text_similarity(["big cat", "dog cat", "big sun", "big zoo"])[0, 1]

    assert rare > common


def test_equal_documents_keep_their_order() -> None:
    indices, cosines = rank([1.0, 0.0], [[0.0, 1.0], [2.0, 0.0], [7.0, 0.0]], 3)

    assert indices.tolist() == [1, 2, 0]
    np.testing.assert_allclose(cosines, [1.0, 1.0, 0.0])


def test_two_tastes_are_told_apart() -> None:
    """Users like items 0-2 or 3-5; a hidden rating is near that of its kind."""
    rng = np.random.default_rng(0)
    taste = rng.integers(0, 2, 40)
    ratings = np.where((np.arange(6) < 3) == taste[:, None], 5.0, 1.0)
    ratings += 0.2 * rng.normal(size=ratings.shape)
    hidden = ratings.copy()
    hidden[::4, 1] = np.nan
    S = item_similarity(hidden)

    assert S[0, 1] > 0.9 > -0.9 > S[0, 4]
    np.testing.assert_allclose(item_knn(hidden, 2)[::4, 1], ratings[::4, 1], atol=0.8)


def test_who_rated_nothing_gets_the_mean_of_all() -> None:
    predicted = item_knn([[2.0, 4.0], [np.nan, np.nan]])

    np.testing.assert_array_equal(predicted[1], [3.0, 3.0])
    np.testing.assert_array_equal(predicted[0], [3.0, 3.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rank([1.0], [[1.0]], 2), "1 to the 1 documents, got 2"),
        (lambda: rank([1.0], [[1.0]], 0), "1 to the 1 documents, got 0"),
        (lambda: text_similarity(["a", "!"]), "none of the 2 texts"),
        (lambda: item_knn([[np.nan]]), "at least one known"),
        (lambda: item_knn([[np.inf]]), "finite or NaN"),
        (lambda: item_knn([[1.0]], 0), "k must be at least 1, got 0"),
    ],
)
def test_what_does_not_fit_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
