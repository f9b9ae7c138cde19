"""The table of local derivatives, entry by entry."""

import numpy as np
import pytest

from engine.autodiff.differences import central_difference
from engine.autodiff.partials import PARTIALS
from engine.autodiff.tape import gradient


@pytest.mark.parametrize("function", PARTIALS, ids=lambda f: f.__name__)
def test_each_is_the_numeric_derivative(function: np.ufunc) -> None:
    rng = np.random.default_rng(0)
    for _ in range(5):
        # Away from kinks; positive, where a logarithm or a root asks for it.
        point = rng.uniform(0.2, 2.0, function.nin)
        if function not in {np.log, np.sqrt, np.log1p, np.power}:
            point *= rng.choice([-1.0, 1.0], function.nin)
        partials = PARTIALS[function]
        found = [float(partial(*point, function(*point))) for partial in partials]
        numeric = central_difference(lambda x: function(*x), point)

        np.testing.assert_allclose(found, numeric, rtol=1e-7, atol=1e-8)


def test_at_kinks() -> None:
    """torch's choice: 0 for the absolute value, halves for a tie of two."""
    assert gradient(np.absolute)(0.0) == (0.0,)
    assert gradient(np.maximum)(1.0, 1.0) == (0.5, 0.5)
    assert gradient(np.minimum)(1.0, 1.0) == (0.5, 0.5)
    assert gradient(np.sign)(0.0) == (0.0,)
