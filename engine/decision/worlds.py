"""Small worlds in which an agent acts: Markov decision processes as two arrays.

`P[s, a, s']` is the probability of going from s to s' by action a, and `R[s, a]` the
reward expected for it. A final state leads to itself and pays nothing.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.system import system


@system("S01.17")
def grid_world(
    size: int = 4, step: float = -0.04, goal: float = 1.0
) -> tuple[Array, Array]:
    """A robot on a square grid, from the first cell to the last, which is final.

    Actions are up, right, down and left; into a wall it stays. Each move pays
    `step`, the one that reaches the last cell `goal`.

    Args:
        size: cells of a side, at least 2.
        step: reward of a move.
        goal: reward of the last move.

    Returns:
        P, shape (size^2, 4, size^2), and R, shape (size^2, 4).

    Raises:
        ValueError: size is below 2.

    >>> P, R = grid_world(2)
    >>> R[1]  # from the cell above the goal
    array([-0.04, -0.04,  1.  , -0.04])
    """
    if size < 2:
        raise ValueError(f"size must be at least 2, got {size}")
    n = size**2
    P, R = np.zeros((n, 4, n)), np.full((n, 4), float(step))
    rows, columns = np.divmod(np.arange(n), size)
    for action, (down, right) in enumerate([(-1, 0), (0, 1), (1, 0), (0, -1)]):
        to_row = np.clip(rows + down, 0, size - 1)
        to_column = np.clip(columns + right, 0, size - 1)
        to = to_row * size + to_column
        P[np.arange(n), action, to] = 1
        R[to == n - 1, action] = goal
    P[-1], R[-1] = 0, 0
    P[-1, :, -1] = 1
    return P, R


@system("S01.17")
def lane_keeper(width: int = 5, wind: float = 0.3) -> tuple[Array, Array]:
    """A car that wind blows sideways, in a lane between two ditches.

    Actions are left, straight and right. After each, wind moves the car one place
    to either side with probability `wind / 2` each. In the middle place a step
    pays 1, in the others 0, in a ditch, which is final, it costs 1 once.

    Args:
        width: places in the lane, odd, at least 3; with both ditches there are
            `width + 2` states.
        wind: probability of being blown, from 0 to 1.

    Returns:
        P, shape (width + 2, 3, width + 2), and R, shape (width + 2, 3).

    Raises:
        ValueError: width or wind is out of range.

    >>> P, R = lane_keeper(3, wind=0.5)
    >>> P[2, 1], R[2, 1]  # straight on from the middle
    (array([0.  , 0.25, 0.5 , 0.25, 0.  ]), np.float64(0.5))
    """
    if width < 3 or width % 2 == 0 or not 0 <= wind <= 1:
        raise ValueError(
            f"width must be odd and wind in [0, 1], got {width} and {wind}"
        )
    n = width + 2
    P = np.zeros((n, 3, n))
    for state in range(1, n - 1):
        for action, steer in enumerate((-1, 0, 1)):
            for blown, p in ((-1, wind / 2), (0, 1 - wind), (1, wind / 2)):
                P[state, action, np.clip(state + steer + blown, 0, n - 1)] += p
    P[0, :, 0] = P[-1, :, -1] = 1
    pays = np.zeros(n)
    pays[n // 2], pays[0], pays[-1] = 1, -1, -1
    R = P @ pays
    R[[0, -1]] = 0
    return P, R
