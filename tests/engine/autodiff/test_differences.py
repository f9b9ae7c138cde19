"""Differences: central, forward, and the choice of a step."""

import numpy as np
import pytest

from engine.autodiff.differences import (
    FORWARD_STEP,
    STEP,
    central_difference,
    forward_difference,
    gradient_error,
    step_sweep,
)


def test_gradient_of_a_scalar_function() -> None:
    gradient = central_difference(lambda x: (x**3).sum(), [1.0, -2.0])

    np.testing.assert_allclose(gradient, [3.0, 12.0], rtol=1e-8)


def test_error_falls_with_the_square_of_the_step() -> None:
    errors = [
        abs(central_difference(np.exp, [0.0], step=h)[0, 0] - 1.0) for h in (1e-2, 1e-3)
    ]

    assert 80 < errors[0] / errors[1] < 120


def test_steps_are_relative_where_x_is_large() -> None:
    np.testing.assert_allclose(
        forward_difference(np.square, [100.0], step=1e-3), [[200.1]]
    )
    np.testing.assert_allclose(
        forward_difference(np.square, [0.5], step=1e-3), [[1.001]]
    )


def test_the_error_is_a_v_and_the_default_steps_are_near_its_foot() -> None:
    """sin(5 x^3) at 1, derivative 15 cos 5."""
    steps = 10.0 ** -np.arange(1, 14)
    forward, central = step_sweep(
        lambda x: np.sin(5 * x**3), 15 * np.cos(5.0), 1.0, [*steps, FORWARD_STEP, STEP]
    )

    assert forward[:-2].argmin() in (7, 8, 9)
    assert central[:-2].argmin() in (4, 5, 6)
    assert central[:-2].min() < 1e-8 < forward[:-2].min()
    assert min(forward[-3], central[-3]) > 1e-4
    assert forward[-2] < 1e-5
    assert central[-1] < 1e-7


def test_a_wrong_gradient_is_found() -> None:
    def f(x: np.ndarray) -> float:
        return float((x**3).sum())

    assert gradient_error(f, [1.0, 2.0], [3.0, 12.0]) < 1e-8
    np.testing.assert_allclose(gradient_error(f, [1.0, 2.0], [3.0, -12.0]), 2.0)
    np.testing.assert_allclose(gradient_error(f, [0.1, 2.0], [1.03, 12.0]), 1.0)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match=r"shape \(2, 2\)"):
        central_difference(np.exp, np.zeros((2, 2)))
    with pytest.raises(ValueError, match="got 0"):
        central_difference(np.exp, [1.0], step=0)
    with pytest.raises(ValueError, match=r"\(2,\), got \(3,\)"):
        gradient_error(np.sum, [1.0, 2.0], [1.0, 2.0, 3.0])
