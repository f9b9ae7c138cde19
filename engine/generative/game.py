"""Two players on one number each: why the steps of a GAN go round in circles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.system import system


@system("S47.23", "S47.26")
def bilinear_game(  # noqa: PLR0913
    x: float,
    y: float,
    rate: float,
    steps: int,
    *,
    unroll: int = 0,
    alternate: bool = False,
) -> Array:
    """Play `min_x max_y x y` by gradient steps; (0, 0) is where neither gains.

    Both at once, `x <- x - r y` and `y <- y + r x`: that is a turn by 90 degrees
    added to where they are, so each step multiplies the distance from (0, 0) by
    `sqrt(1 + r^2)`. The players spiral out at any rate.

    Taking turns, y answers the x that has just moved; the product of the two steps
    has determinant 1, and the players circle for ever (r < 2).

    Unrolled by k, x follows the gradient through k answers of y that it foresees:
    `x (y + k r x)` has the slope `y + 2 k r x`, whose second part is a brake. Then
    the distance shrinks, for small rates.

    Args:
        x: where the minimising player starts.
        y: where the maximising player starts.
        rate: r of both, above 0.
        steps: of each player, at least 0.
        unroll: steps k that x looks ahead, at least 0.
        alternate: whether y sees the new x.

    Returns:
        x and y before the first step and after each, shape (steps + 1, 2).

    Raises:
        ValueError: rate is not positive, or steps or unroll are negative.

    Source:
        Metz et al., Unrolled Generative Adversarial Networks (2017).

    >>> bilinear_game(1.0, 0.0, rate=0.5, steps=2)
    array([[1.  , 0.  ],
           [1.  , 0.5 ],
           [0.75, 1.  ]])
    """
    if not rate > 0 or steps < 0 or unroll < 0:
        raise ValueError(
            "rate must be above 0, steps and unroll at least 0, got "
            f"{rate}, {steps} and {unroll}"
        )
    path = [(x, y)]
    for _ in range(steps):
        old = x
        x -= rate * (y + 2 * unroll * rate * x)
        y += rate * (x if alternate else old)
        path.append((x, y))
    return np.array(path, dtype=float)


@system("S47.22")
def historical_average_penalty(history: ArrayLike) -> tuple[float, Array]:
    """`|theta_t - mean_s theta_s|^2`: the price of being far from where one was.

    Added to a player's loss it damps circling, whose average is the centre. The
    mean is over the past, steps 1 to t - 1, and so is a constant to the gradient.

    Args:
        history: parameters after each step, the current ones last, shape (t, d),
            t >= 2.

    Returns:
        Value, and gradient by the current parameters, shape (d,).

    Raises:
        ValueError: fewer than two rows, or a value is not finite.

    Source:
        Salimans et al., Improved Techniques for Training GANs (2016), section 3.3.

    >>> historical_average_penalty([[0.0], [2.0], [4.0]])
    (9.0, array([6.]))
    """
    history = as_matrix(history, "history")
    if len(history) < 2:
        raise ValueError("history must hold a past, at least two rows, got 1")
    away = history[-1] - history[:-1].mean(axis=0)
    return float(away @ away), 2 * away
