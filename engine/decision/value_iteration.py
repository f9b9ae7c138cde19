"""The best policy where the world is known: value iteration."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, Integers
from engine.system import system


@system("S01.16")
def value_iteration(
    P: ArrayLike, R: ArrayLike, gamma: float = 0.9, tol: float = 1e-12
) -> tuple[Array, Integers, Array]:
    """Repeat `V(s) <- max_a R(s, a) + gamma sum_s' P(s' | s, a) V(s')`.

    Each sweep brings V nearer to the solution by the factor gamma at least. It
    stops where no value changed by more than `tol (1 - gamma) / gamma`: then no
    value is wrong by more than tol.

    Args:
        P: transitions, shape (S, A, S); each row sums to 1.
        R: expected rewards, shape (S, A).
        gamma: discount, at least 0 and below 1.
        tol: largest error.

    Returns:
        Values V, shape (S,); a best action for each state, the first where
        several are, shape (S,); and the largest change of each sweep.

    Raises:
        ValueError: shapes do not fit, rows of P are no distributions, or gamma is
            out of range.

    Source:
        Sutton and Barto, Reinforcement Learning (2018), section 4.4.

    >>> P = [[[0, 1], [1, 0]], [[0, 1], [0, 1]]]  # go or stay; the end
    >>> V, policy, _ = value_iteration(P, [[1.0, 0.0], [0.0, 0.0]])
    >>> V, policy
    (array([1., 0.]), array([0, 0]))
    """
    P, R = as_process(P, R, gamma)
    V, changes = np.zeros(len(R)), []
    while True:
        Q = R + gamma * P @ V
        after = Q.max(axis=1)
        changes.append(np.abs(after - V).max())
        V = after
        if gamma * changes[-1] <= tol * (1 - gamma):
            return V, Q.argmax(axis=1), np.array(changes)


@system("S01.17")
def policy_value(
    P: ArrayLike, R: ArrayLike, policy: ArrayLike, gamma: float = 0.9
) -> Array:
    """The return that a policy expects from each state: `(I - gamma P_pi)^-1 R_pi`.

    Args:
        P: transitions, shape (S, A, S).
        R: expected rewards, shape (S, A).
        policy: probability of each action in each state, shape (S, A).
        gamma: discount, at least 0 and below 1.

    Returns:
        Sum of discounted rewards from each state, shape (S,).

    Raises:
        ValueError: as `value_iteration`, or policy has another shape.

    Source:
        Sutton and Barto, Reinforcement Learning (2018), equation 4.4.

    >>> policy_value([[[1.0]]], [[1.0]], [[1.0]], gamma=0.5)
    array([2.])
    """
    P, R = as_process(P, R, gamma)
    policy = np.asarray(policy, dtype=float)
    if policy.shape != R.shape:
        raise ValueError(f"policy must have shape {R.shape}, got {policy.shape}")
    moves = np.einsum("sa,sat->st", policy, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * moves, (policy * R).sum(axis=1))


def as_process(P: ArrayLike, R: ArrayLike, gamma: float) -> tuple[Array, Array]:
    """P, shape (S, A, S), and R, shape (S, A), in float64.

    Raises:
        ValueError: shapes do not fit, rows of P are no distributions, or gamma is
            out of range.
    """
    P, R = np.asarray(P, dtype=float), np.asarray(R, dtype=float)
    if R.ndim != 2 or P.shape != (*R.shape, len(R)):
        raise ValueError(f"P (S, A, S) and R (S, A) differ: {P.shape} and {R.shape}")
    if (P < 0).any() or not np.allclose(P.sum(axis=2), 1):
        raise ValueError("each P[s, a] must be a distribution over states")
    if not 0 <= gamma < 1:
        raise ValueError(f"gamma must be in [0, 1), got {gamma}")
    return P, R
