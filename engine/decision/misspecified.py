"""A reward that says something else than was meant."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import Array, Integers
from engine.decision.q_learning import q_learning
from engine.decision.value_iteration import policy_value
from engine.system import system

_BACK, _ON = 0, 1


class Race(NamedTuple):
    """What two agents make of a race: by points, and by who arrives."""

    points_of_learned: float
    points_of_meant: float
    learned_arrives: bool
    meant_arrives: bool


@system("S02.03")
def reward_hacking(
    rng: np.random.Generator,
    *,
    bonus: float = 1.0,
    prize: float = 3.0,
    gamma: float = 0.9,
) -> Race:
    """A boat is to finish a race; it is paid for a buoy at the start as well.

    Six places in a row, the last is the finish. Passing the buoy, from the first
    place to the second, earns the bonus each time; arriving earns the prize, once.
    Learned from points alone, by Q-learning, the boat goes to and fro at the buoy
    for ever: worth `bonus / (1 - gamma^2)`, against `bonus + gamma^4 prize` for a
    race as it was meant. The better the agent, the surer it finds the gap between
    the reward and the wish: why more capable systems need more careful goals.

    Args:
        rng: of the learning.
        bonus: points at the buoy, at least 0.
        prize: points at the finish, at least 0.
        gamma: discount, above 0 and below 1.

    Returns:
        Discounted points of both from the start, and whether each arrives.

    Raises:
        ValueError: a number is out of range.

    Source:
        Amodei et al., Concrete Problems in AI Safety (2016), section 4.

    >>> reward_hacking(np.random.default_rng(0), bonus=0.0).learned_arrives
    True
    """
    if not (min(bonus, prize) >= 0 and 0 < gamma < 1):
        raise ValueError(
            "bonus and prize must be at least 0 and gamma within 0 and 1, got "
            f"{bonus}, {prize} and {gamma}"
        )
    P, R = _course(bonus, prize)
    Q, _ = q_learning(P, R, rng, gamma=gamma, alpha=1.0)
    learned, meant = Q.argmax(axis=1), np.full(len(Q), _ON)
    points, arrives = _sail(P, R, learned, gamma)
    points_meant, arrives_meant = _sail(P, R, meant, gamma)
    return Race(points, points_meant, arrives, arrives_meant)


def _course(bonus: float, prize: float) -> tuple[Array, Array]:
    places = np.arange(6)
    P, R = np.zeros((6, 2, 6)), np.zeros((6, 2))
    P[places, _BACK, np.maximum(places - 1, 0)] = 1.0
    P[places, _ON, np.minimum(places + 1, 5)] = 1.0
    P[5] = np.eye(6)[5]  # whoever has arrived stays
    R[0, _ON], R[4, _ON] = bonus, prize
    return P, R


def _sail(P: Array, R: Array, policy: Integers, gamma: float) -> tuple[float, bool]:
    """What a policy is worth from the start, and whether it arrives.

    Six steps are enough to arrive, or to begin to go round.
    """
    place = 0
    for _ in range(6):
        place = int(P[place, policy[place]].argmax())
    value = policy_value(P, R, np.eye(2)[policy], gamma)
    return float(value[0]), place == 5
