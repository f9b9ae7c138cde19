"""Central differences."""

import numpy as np
import pytest

from engine.autodiff.differences import central_difference


def test_gradient_of_a_scalar_function() -> None:
    gradient = central_difference(lambda x: (x**3).sum(), [1.0, -2.0])

    np.testing.assert_allclose(gradient, [3.0, 12.0], rtol=1e-8)


def test_error_falls_with_the_square_of_the_step() -> None:
    errors = [
        abs(central_difference(np.exp, [0.0], step=h)[0, 0] - 1.0) for h in (1e-2, 1e-3)
    ]

    assert 80 < errors[0] / errors[1] < 120


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match=r"shape \(2, 2\)"):
        central_difference(np.exp, np.zeros((2, 2)))
    with pytest.raises(ValueError, match="got 0"):
        central_difference(np.exp, [1.0], step=0)
