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
