"""Scalers."""

import numpy as np
import pytest

from engine.preprocessing.scalers import MinMaxScaler, StandardScaler

SIX = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [1000.0]])


def test_an_outlier_squeezes_the_others() -> None:
    small = MinMaxScaler().fit(SIX).transform(SIX)
    standard = StandardScaler().fit(SIX).transform(SIX)

    np.testing.assert_allclose(small[:5].max(), 0.004, atol=5e-6)
    assert small[5] == 1.0
    np.testing.assert_allclose(standard[[0, 4], 0], [-0.453, -0.442], atol=1e-3)
    np.testing.assert_allclose([standard.mean(), standard.std()], [0, 1], atol=1e-12)


def test_the_divisor_is_n() -> None:
    scaled = StandardScaler().fit(SIX).transform(SIX)

    np.testing.assert_allclose(scaled.std(ddof=1), 1.0954, atol=5e-5)


def test_a_constant_column_is_moved_and_not_divided() -> None:
    X = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]])

    np.testing.assert_array_equal(MinMaxScaler(2, 4).fit(X).transform(X)[:, 0], 2.0)
    np.testing.assert_allclose(
        StandardScaler().fit(X).transform(X)[:, 0], 0, atol=1e-16
    )
    assert StandardScaler().fit(X).scale_[0] == 1.0


@pytest.mark.parametrize("scaler", [MinMaxScaler(-1, 5), StandardScaler()])
def test_new_rows_teach_nothing_and_come_back(scaler: MinMaxScaler) -> None:
    scaler.fit(SIX)
    new = np.array([[-7.0], [2000.0]])

    np.testing.assert_allclose(scaler.inverse_transform(scaler.transform(new)), new)
    np.testing.assert_allclose(
        scaler.transform(np.vstack([new, SIX]))[2:], scaler.transform(SIX)
    )


def test_skew_stays() -> None:
    x = np.random.default_rng(0).exponential(size=(500, 1))
    z = StandardScaler().fit(x).transform(x)
    centred = (x - x.mean()) / x.std()

    np.testing.assert_allclose((z**3).mean(), (centred**3).mean())


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="got 1, 1"):
        MinMaxScaler(1, 1).fit(SIX)
    with pytest.raises(ValueError, match="call fit"):
        StandardScaler().inverse_transform(SIX)
    with pytest.raises(ValueError, match="call fit"):
        MinMaxScaler().inverse_transform(SIX)
    with pytest.raises(ValueError, match="fitted on 1"):
        MinMaxScaler().fit(SIX).inverse_transform([[1.0, 2.0]])
