"""Ridge regression."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff.differences import central_difference
from engine.linear.ridge import Ridge


@given(st.integers(0, 10_000), st.floats(0.01, 100))
@settings(deadline=None)
def test_the_gradient_of_the_objective_is_zero(seed: int, alpha: float) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(12, 3)), rng.normal(size=12)
    model = Ridge(alpha).fit(X, y)

    def objective(theta: np.ndarray) -> float:
        w, b = theta[:3], theta[3]
        return float(((y - X @ w - b) ** 2).sum() + alpha * (w @ w))

    theta = np.append(model.coef_, model.intercept_)

    np.testing.assert_allclose(central_difference(objective, theta), 0, atol=1e-5)


def test_without_a_penalty_it_is_least_squares() -> None:
    X = np.array([[0.0], [1.0], [2.0]])
    model = Ridge(0.0).fit(X, [1.0, 3.0, 5.0])

    np.testing.assert_allclose([model.coef_[0], model.intercept_], [2.0, 1.0])


def test_a_constant_column_has_weight_zero() -> None:
    model = Ridge(1.0).fit([[1.0, 5.0], [2.0, 5.0]], [1.0, 2.0])

    assert model.coef_[1] == 0.0


@pytest.mark.parametrize(("alpha", "message"), [(-1.0, "got -1"), (0.0, "dependent")])
def test_what_cannot_be_solved_is_named(alpha: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Ridge(alpha).fit([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], [1.0, 2.0, 3.0])
