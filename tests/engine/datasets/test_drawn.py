"""Drawn data: seeds, noise, shapes."""

import numpy as np
import pytest

from engine.datasets.digits import digits
from engine.datasets.houses import houses
from engine.datasets.mails import mails
from engine.datasets.points import blobs, moons, xor


@pytest.mark.parametrize("draw", [moons, xor, houses, digits])
def test_a_seed_gives_the_same_rows(draw: object) -> None:
    first, again = (draw(7, 0.3, np.random.default_rng(5)) for _ in range(2))  # type: ignore[operator]

    np.testing.assert_array_equal(first.X, again.X)
    np.testing.assert_array_equal(first.y, again.y)
    assert first.X.shape == (7, len(first.names))


def test_noise_has_the_deviation_asked_for() -> None:
    def rng() -> np.random.Generator:
        return np.random.default_rng(0)

    for draw in (moons, xor, digits):
        added = draw(2000, 0.5, rng()).X - draw(2000, 0.0, rng()).X
        assert abs(added.std() - 0.5) < 0.02
    X, price, _ = houses(2000, 10.0, rng())
    assert abs(np.std(price - X @ [2.0, 15.0, -0.8]) - 10) < 0.6
    assert abs((blobs(2000, [[1.0, 2.0]], 0.5, rng()).X - [1, 2]).std() - 0.5) < 0.02


def test_houses_are_houses() -> None:
    area, rooms, age = houses(3000, 0.0, np.random.default_rng(0)).X.T

    assert 40 <= area.min() < 42
    assert 198 < area.max() <= 200
    assert set(rooms) == {1, 2, 3, 4, 5, 6}
    assert 0 <= age.min() < 1
    assert 79 < age.max() <= 80


def test_too_few_words_are_refused() -> None:
    with pytest.raises(ValueError, match="got 9"):
        mails(5, 9, np.random.default_rng(0))
    assert mails(5, 10, np.random.default_rng(0)).counts.shape == (5, 10)


def test_digits_are_strokes_of_a_display() -> None:
    """7 high and 4 wide, at four places; an 8 has all strokes, a 0 all but the bar."""
    images = digits(400, 0.0, np.random.default_rng(0)).X.reshape(40, 10, 8, 8)
    for digit, ones in enumerate(images.swapaxes(0, 1)):
        drawn = {image.tobytes() for image in ones}
        assert len(drawn) == 4
        assert {int(image.any(axis=1).sum()) for image in ones} == {7}
        assert {int(image.any(axis=0).sum()) for image in ones} == {
            1 if digit == 1 else 4
        }
    eight = {
        (int(i.any(axis=1).argmax()), int(i.any(axis=0).argmax())) for i in images[:, 8]
    }
    assert eight == {(0, 2), (0, 3), (1, 2), (1, 3)}
    for image in images[:, 8]:
        top, left = image.any(axis=1).argmax(), image.any(axis=0).argmax()
        box = image[top : top + 7, left : left + 4]
        assert box[[0, 3, 6]].all()
        assert box[:, [0, 3]].all()
        assert box.sum() == 20


def test_mails_are_what_they_are_said_to_be() -> None:
    drawn = mails(4000, 50, np.random.default_rng(0))
    spam = drawn.spam == 1

    assert abs(spam.mean() - 0.4) < 0.03
    assert abs(drawn.shouting[spam].mean() - 0.3) < 0.04
    assert abs(drawn.shouting[~spam].mean() - 0.05) < 0.02
    np.testing.assert_allclose(
        np.bincount(drawn.sender[spam]) / spam.sum(), [0.1, 0.1, 0.3, 0.5], atol=0.04
    )
    np.testing.assert_allclose(
        np.bincount(drawn.sender[~spam]) / (~spam).sum(),
        [0.4, 0.3, 0.2, 0.1],
        atol=0.04,
    )
    share = drawn.counts[~spam].sum(axis=0) / drawn.counts[~spam].sum()
    np.testing.assert_allclose(share[:3], 1 / np.arange(1, 4) / 4.4992, atol=0.01)
