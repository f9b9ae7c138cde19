"""Activations, convolution sizes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.nn.activations import elu, leaky_relu, relu, sigmoid, tanh
from engine.nn.convolution_size import convolution_parameters, convolution_size

ALL = [sigmoid, tanh, relu, leaky_relu, elu]


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
@given(z=st.floats(-20, 20).filter(lambda z: abs(z) > 1e-3))
def test_the_derivative_is_that_of_the_value(f, z: float) -> None:
    numeric = central_difference(lambda x: f(x)[0], [z])[0, 0]

    np.testing.assert_allclose(f([z])[1][0], numeric, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)
def test_nothing_overflows_and_shapes_stay(f) -> None:
    with np.errstate(all="raise", under="ignore"):
        value, derivative = f(np.array([[-1e4, 0.0, 1e4]]))

    assert value.shape == derivative.shape == (1, 3)
    assert np.isfinite([value, derivative]).all()


def test_bounds_and_identities() -> None:
    z = np.linspace(-6, 6, 101)

    assert sigmoid(z)[1].max() == 0.25
    assert tanh(z)[1].max() == 1.0
    np.testing.assert_allclose(tanh(z)[0], 2 * sigmoid(2 * z)[0] - 1, atol=1e-15)
    assert (relu(z)[0] == 0).mean() == pytest.approx(51 / 101)
    assert not np.signbit(relu([-1.0])[0]).any()
    np.testing.assert_allclose(elu(z, 2.0)[0].min(), 2 * np.expm1(-6))


def test_a_sum_of_activations_is_not_the_activation_of_the_sum() -> None:
    assert relu([1.0 - 2.0])[0] != relu([1.0])[0] + relu([-2.0])[0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: convolution_size(2, 3), "3 does not fit into 2"),
        (lambda: convolution_size(0, 1), "got 0, 1, 1, 1 and 0"),
        (lambda: convolution_size(5, 1, padding=-1), "and -1"),
        (lambda: convolution_parameters((3, 0), 1, 1), "at least 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_sizes_worked_by_hand() -> None:
    assert convolution_size(5, 5) == 1
    assert convolution_size(7, 3, dilation=3) == 1
    assert convolution_parameters((3, 3), 3, 64, bias=False) == 1728
