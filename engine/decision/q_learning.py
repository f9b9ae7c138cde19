"""Q-learning: the best policy where only rewards are seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.decision.value_iteration import as_process, policy_value
from engine.decision.worlds import grid_world, lane_keeper
from engine.system import system


@system("S01.16")
def q_learning(  # noqa: PLR0913
    P: ArrayLike,
    R: ArrayLike,
    rng: np.random.Generator,
    *,
    episodes: int = 500,
    length: int = 50,
    gamma: float = 0.9,
    alpha: float | None = None,
    epsilon: float = 0.5,
) -> tuple[Array, Array]:
    """After each step, `Q(s, a) += alpha (r + gamma max_a' Q(s', a') - Q(s, a))`.

    The agent never sees P or R, only what happens to it: good actions are
    rewarded, bad ones penalised. With probability epsilon it tries any action,
    else the best it knows; what it learns is the value of the best policy, not of
    its own, and that converges if all is tried for ever and alpha falls slowly.

    Args:
        P: transitions of the world, shape (S, A, S).
        R: its rewards, shape (S, A); the one at (s, a) is paid in full.
        rng: of the world and of the agent.
        episodes: each from a random state.
        length: steps of an episode.
        gamma: discount, at least 0 and below 1.
        alpha: step size; `1 / visits of (s, a)` to the power 0.6 where None. 1 is
            right in a world without chance.
        epsilon: share of actions tried at random.

    Returns:
        Q, shape (S, A), and the sum of rewards of each episode.

    Raises:
        ValueError: as `value_iteration`.

    Source:
        Sutton and Barto, Reinforcement Learning (2018), section 6.5.

    >>> P = [[[0, 1], [1, 0]], [[0, 1], [0, 1]]]  # go or stay; the end
    >>> rng = np.random.default_rng(0)
    >>> q_learning(P, [[1.0, 0.0], [0.0, 0.0]], rng, alpha=1.0)[0]
    array([[1. , 0.9],
           [0. , 0. ]])
    """
    P, R = as_process(P, R, gamma)
    n, k = R.shape
    up_to = P.cumsum(axis=2)
    up_to = up_to / up_to[..., -1:]  # ends at 1, not just below
    Q, visits, returns = np.zeros((n, k)), np.zeros((n, k)), np.zeros(episodes)
    for episode in range(episodes):
        state = int(rng.integers(n))
        for _ in range(length):
            explores = rng.random() < epsilon
            action = int(rng.integers(k) if explores else Q[state].argmax())
            after = int(up_to[state, action].searchsorted(rng.random(), side="right"))
            reward = R[state, action]
            visits[state, action] += 1
            size = visits[state, action] ** -0.6 if alpha is None else alpha
            target = reward + gamma * Q[after].max()
            Q[state, action] += size * (target - Q[state, action])
            returns[episode] += reward
            state = after
    return Q, returns


@system("S01.17")
def learned_beside_random(
    rng: np.random.Generator, episodes: int = 400
) -> dict[str, float]:
    """What a policy learned by Q-learning is worth, beside one that knows nothing.

    Args:
        rng: of the learning.
        episodes: of each world.

    Returns:
        Expected discounted return from the start, for "robot, learned",
        "robot, random", "car, learned" and "car, random".
    """
    found = {}
    for name, (P, R), start in (
        ("robot", grid_world(), 0),
        ("car", lane_keeper(), 3),
    ):
        Q, _ = q_learning(P, R, rng, episodes=episodes)
        learned = np.eye(R.shape[1])[Q.argmax(axis=1)]
        anything = np.full(R.shape, 1 / R.shape[1])
        found[f"{name}, learned"] = float(policy_value(P, R, learned)[start])
        found[f"{name}, random"] = float(policy_value(P, R, anything)[start])
    return found
