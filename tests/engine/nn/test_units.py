"""More activations, and what units do on data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.nn.activations import (
    FUNCTIONS,
    activation,
    activation_curves,
    gelu,
    prelu,
    rrelu,
)
from engine.nn.units import behaviour, dead_units


@pytest.mark.parametrize("name", list(FUNCTIONS))
@given(z=st.floats(-20, 20).filter(lambda z: abs(z) > 1e-3))
def test_the_derivative_is_that_of_the_value(name: str, z: float) -> None:
    f = activation(name)
    numeric = central_difference(lambda x: f(x)[0], [z])[0, 0]

    np.testing.assert_allclose(f([z])[1][0], numeric, rtol=1e-6, atol=1e-9)


def test_gelu_and_its_approximation() -> None:
    z = np.linspace(-5, 5, 1001)
    apart = np.abs(gelu(z)[0] - gelu(z, approximate=True)[0])

    assert 4e-4 < apart.max() < 5e-4
    assert gelu(z)[1].min() < 0 < gelu([-0.75])[1][0]
    np.testing.assert_array_equal(gelu([-1e4, 1e4], approximate=True)[0], [0, 1e4])
    numeric = central_difference(lambda x: gelu(x, approximate=True)[0], z[::50])
    np.testing.assert_allclose(gelu(z[::50], approximate=True)[1], np.diag(numeric),
                               atol=1e-8)  # fmt: skip


def test_prelu_learns_its_slope() -> None:
    """The slope's gradient is the numeric one; 0 belongs to the lower side."""
    rng = np.random.default_rng(0)
    z, g = rng.normal(size=(2, 5, 3))
    slope = np.array([0.25, -0.1, 1.5])
    numeric = central_difference(lambda a: float((g * prelu(z, a, g)[0]).sum()), slope)

    np.testing.assert_allclose(prelu(z, slope, g)[2], numeric, atol=1e-8)
    assert prelu([[0.0]], [0.25], [[1.0]])[1] == 0.25
    with pytest.raises(ValueError, match=r"got \(5, 3\), \(2,\)"):
        prelu(z, slope[:2], g)


def test_a_random_slope_in_training_its_mean_in_use() -> None:
    rng = np.random.default_rng(0)
    value, slope = rrelu(np.full(10_000, -1.0), rng)

    np.testing.assert_array_equal(value, -slope)
    assert slope.min() == pytest.approx(1 / 8, abs=1e-3)
    assert slope.max() == pytest.approx(1 / 3, abs=1e-3)
    assert rrelu([-1.0], rng, train=False)[1][0] == pytest.approx(0.22917, abs=1e-5)
    np.testing.assert_array_equal(rrelu([2.0, 0.0], rng, low=1.0, high=1.0)[1], [1, 1])
    with pytest.raises(ValueError, match=r"got 2.0 and 1.0"):
        rrelu([1.0], rng, low=2.0, high=1.0)


def test_relu_is_half_silent_and_not_centred() -> None:
    z = np.random.default_rng(0).normal(size=200_000)

    assert behaviour(z) == pytest.approx((0.5, 1 / np.sqrt(2 * np.pi), 0.5), abs=3e-3)
    assert behaviour(z, "tanh")[:2] == pytest.approx((0.0, 0.0), abs=3e-3)
    assert behaviour(z, "sigmoid").flow < 1 / 16
    with pytest.raises(ValueError, match="an entry"):
        behaviour([])


def test_dead_is_without_gradient_on_every_row() -> None:
    X = [[1.0], [-1.0]]

    np.testing.assert_array_equal(
        dead_units([[1.0, 1.0, 1.0]], [-1.0, -0.5, -6.0], X), [True, False, True]
    )
    assert not dead_units([[1.0]], [-6.0], X, "leaky_relu").any()
    with pytest.raises(ValueError, match="X has 1 features; W takes 2"):
        dead_units([[1.0], [1.0]], [0.0], X)
    with pytest.raises(ValueError, match="b has 2"):
        dead_units([[1.0]], [0.0, 0.0], X)


def test_curves_of_all_by_name() -> None:
    curves = activation_curves([-1.0, 0.0])

    assert list(curves) == list(FUNCTIONS)
    np.testing.assert_array_equal(curves["relu"][0], [0.0, 0.0])
    np.testing.assert_allclose(curves["elu"][1], [np.exp(-1), 1.0])
