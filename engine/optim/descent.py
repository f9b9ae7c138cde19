"""What gradient descent does well and what it does not, measured."""

from __future__ import annotations

import numpy as np

from engine.optim.loop import optimise
from engine.optim.momentum import SGD
from engine.optim.race import steps_to
from engine.optim.surfaces import bowl, double_well, saddle
from engine.system import system


@system("S25.13")
def limits_of_descent() -> dict[str, float]:
    """One number for each thing that is said of gradient descent.

    Returns:
        - "loss after 20 steps": of `x^2` from 1 with rate 0.1, for it works;
        - "steps, round bowl" and "steps, ravine": to a loss of 1e-6, from
          (1, 1), with the rate 1 / L, for curvatures (1, 1) and (1, 100): the
          scales of the features matter;
        - "below 2 / L", "above 2 / L": distance from the minimum after 200
          steps with rates 1 % below and above, from 1;
        - "on the ridge", "beside the ridge": distance from a saddle point
          after 100 steps with rate 0.1, from exactly on the ridge and from
          1e-6 beside it;
        - "minimum from the right", "from the left": where a double well is
          left, from 1.8 and from -1.8: the start decides.

    >>> found = limits_of_descent()
    >>> found["steps, round bowl"], found["steps, ravine"]
    (1.0, 653.0)
    """
    round_bowl = _steps((1.0, 1.0))
    ravine = _steps((1.0, 100.0))
    square = optimise(lambda x: (float(x @ x), 2 * x), [1.0], SGD(0.1), 20)
    ends = {
        name: optimise(lambda x: bowl(x, (20.0,)), [1.0], SGD(rate), 200).theta[-1]
        for name, rate in {"below 2 / L": 0.099, "above 2 / L": 0.101}.items()
    }
    ridge = {
        name: optimise(saddle, [1.0, off], SGD(0.1), 100).theta[-1]
        for name, off in {"on the ridge": 0.0, "beside the ridge": 1e-6}.items()
    }
    wells = {
        f"minimum from the {side}": optimise(double_well, [x], SGD(0.02), 2000).theta
        for side, x in {"right": 1.8, "left": -1.8}.items()
    }
    return {
        "loss after 20 steps": float(square.loss[-1]),
        "steps, round bowl": round_bowl,
        "steps, ravine": ravine,
        **{name: float(np.linalg.norm(end)) for name, end in (ends | ridge).items()},
        **{name: float(path[-1, 0]) for name, path in wells.items()},
    }


def _steps(curvatures: tuple[float, float]) -> float:
    rule = SGD(1 / max(curvatures))
    found = steps_to(lambda x: bowl(x, curvatures), [1.0, 1.0], {"": rule}, 1e-6)
    return float(found[""] or np.inf)
