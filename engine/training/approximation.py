"""How close one hidden layer comes to a function."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from engine.arrays import Array
from engine.nn.backpropagation import Layers, backpropagate, forward_pass
from engine.nn.initialisers import build_layers
from engine.system import system


@system("S31.06")
def approximation_error(
    f: Callable[[Array], Array], width: int, rng: np.random.Generator, starts: int = 5
) -> float:
    """Largest error on [-2, 2] of the best tanh layer that training finds.

    The theorem: on a bounded closed set a wide enough layer of units that are no
    polynomials comes as close as one likes to any continuous function. It says that
    weights exist, not that training finds them: hence several starts, of which the
    best counts. Outside of the interval it promises nothing.

    Args:
        f: continuous, array to array.
        width: hidden units.
        rng: of the starts.
        starts: how many.

    Returns:
        `max |f - net|` on 1,001 places, after L-BFGS on the mean square at 101.

    Source:
        Leshno et al., Multilayer feedforward networks with a nonpolynomial
        activation function can approximate any function (1993).
    """
    x = np.linspace(-2, 2, 101)[:, None]
    target = f(x)

    def layers_of(theta: Array) -> Layers:
        v, b, w = theta[:width], theta[width : 2 * width], theta[2 * width : -1]
        return [(v[None], b), (w[:, None], theta[-1:])]

    def loss(theta: Array) -> tuple[float, Array]:
        value, ((dv, db), (dw, dc)) = backpropagate(layers_of(theta), x, target)
        return value, np.concatenate([dv.ravel(), db, dw.ravel(), dc])

    best = None
    for _ in range(starts):
        (v, _), (w, _) = build_layers([1, width, 1], "xavier", rng)
        start = np.concatenate([3 * v.ravel(), rng.normal(size=width), w.ravel(), [0]])
        found = minimize(loss, start, jac=True, method="L-BFGS-B",
                         options={"maxiter": 2000, "ftol": 1e-13})  # fmt: skip
        if best is None or found.fun < best.fun:
            best = found
    assert best is not None
    fine = np.linspace(-2, 2, 1001)[:, None]
    fitted = forward_pass(layers_of(best.x), fine).a[-1]
    return float(np.abs(fitted - f(fine)).max())
