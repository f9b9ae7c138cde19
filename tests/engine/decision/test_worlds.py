"""Worlds, value iteration and Q-learning."""

import numpy as np
import pytest

from engine.decision.q_learning import learned_beside_random, q_learning
from engine.decision.value_iteration import policy_value, value_iteration
from engine.decision.worlds import grid_world, lane_keeper


def test_value_of_the_grid() -> None:
    """Five steps at -0.04 and the goal with the sixth, discounted by 0.9."""
    V, policy, changes = value_iteration(*grid_world())

    np.testing.assert_allclose(V[0], 0.42669, atol=5e-6)
    assert len(changes) < 10
    assert policy[0] in {1, 2}


def test_value_iteration_contracts_by_gamma() -> None:
    changes = value_iteration(*lane_keeper(), gamma=0.8)[2]

    assert (changes[1:] <= 0.8 * changes[:-1] + 1e-15).all()


def test_a_negated_reward_turns_the_policy() -> None:
    P, R = lane_keeper()
    steers = value_iteration(P, R)[1][1:-1]

    np.testing.assert_array_equal(steers, [2, 2, 1, 0, 0])
    np.testing.assert_array_equal(value_iteration(P, -R)[1][1:-1], [0, 0, 0, 2, 2])


def test_q_learning_with_chance_comes_near() -> None:
    P, R = lane_keeper(3)
    Q, returns = q_learning(P, R, np.random.default_rng(0), episodes=700)

    np.testing.assert_allclose(Q.max(axis=1), value_iteration(P, R)[0], atol=0.2)
    assert returns.shape == (700,)


def test_returns_rise_and_chance_is_beaten() -> None:
    _, returns = q_learning(
        *grid_world(), np.random.default_rng(0), episodes=300, epsilon=0.1, alpha=0.5
    )
    found = learned_beside_random(np.random.default_rng(1))

    assert returns[-100:].mean() > returns[:20].mean() + 0.1
    assert found["robot, learned"] > found["robot, random"] + 0.3
    assert found["car, learned"] > found["car, random"] + 1


def test_what_is_no_process_is_named() -> None:
    P, R = grid_world(2)
    with pytest.raises(ValueError, match="differ"):
        value_iteration(P, R[:3])
    with pytest.raises(ValueError, match="distribution"):
        value_iteration(P * 0.5, R)
    with pytest.raises(ValueError, match="got 1"):
        value_iteration(P, R, gamma=1.0)
    with pytest.raises(ValueError, match=r"shape \(4, 4\), got \(3, 4\)"):
        policy_value(P, R, np.ones((3, 4)))
    with pytest.raises(ValueError, match="got 1"):
        grid_world(1)
    with pytest.raises(ValueError, match="got 4"):
        lane_keeper(4)
    with pytest.raises(ValueError, match=r"1\.5"):
        lane_keeper(3, wind=1.5)
