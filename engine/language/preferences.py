"""From people's preferences to a policy: a reward model, and careful steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix, as_vector, check_length
from engine.linear.logistic import LogisticRegression
from engine.nn.softmax import softmax, softmax_vjp
from engine.system import system


@system("S59.11")
def fit_reward(better: ArrayLike, worse: ArrayLike, alpha: float = 1.0) -> Array:
    """Weights w of `r(x) = <w, x>` for which the preferred answers have more.

    `P(a beats b) = s(r(a) - r(b))`, s the sigmoid (Bradley and Terry), so this is
    logistic regression on differences, without an intercept: adding a constant
    to all rewards changes nothing. Minimises
    `-sum ln s(<w, better - worse>) + alpha |w|^2 / 2`.

    Args:
        better: features of the answers preferred, shape (n, d).
        worse: of those they were preferred to, shape (n, d).
        alpha: strength of the penalty, at least 0; without one, preferences that
            never contradict each other have no finite weights.

    Returns:
        w, shape (d,).

    Raises:
        ValueError: shapes differ, or as `LogisticRegression.fit`.

    Source:
        Ouyang et al., Training language models to follow instructions with human
        feedback (2022), equation 1.

    >>> w = fit_reward([[1.0], [1.0], [0.0]], [[0.0], [0.0], [1.0]], alpha=0.0)
    >>> w.round(4)  # two of three: odds 2
    array([0.6931])
    """
    a, b = as_matrix(better, "better"), as_matrix(worse, "worse")
    if a.shape != b.shape:
        raise ValueError(f"better {a.shape} and worse {b.shape} must have one shape")
    difference = a - b
    # Each pair also the other way round: then the best intercept is 0, and the
    # loss is counted twice, hence twice the penalty.
    X = np.vstack([difference, -difference])
    y = np.repeat([1, 0], len(difference))
    return LogisticRegression(2 * alpha).fit(X, y).coef_


@system("S59.12")
def ppo_loss(
    ratio: ArrayLike, advantage: ArrayLike, eps: float = 0.2
) -> tuple[float, Array]:
    """`-mean min(ratio A, clip(ratio, 1 - eps, 1 + eps) A)`, ratio new to old policy.

    Once an action with A > 0 is 1 + eps times as likely, or one with A < 0
    1 - eps times, there is nothing more to gain: the gradient is 0. A step that
    went the wrong way is pulled back all the same, since the smaller counts.

    Args:
        ratio: `p_new(action) / p_old(action)`, shape (n,).
        advantage: A, how much better than expected it was, shape (n,).
        eps: above 0.

    Returns:
        The loss and its gradient by the ratios; where both are equal, that of the
        first.

    Raises:
        ValueError: shapes differ, or eps is not positive.

    Source:
        Schulman et al., Proximal Policy Optimization Algorithms (2017), equation 7.

    >>> loss, gradient = ppo_loss([1.5, 1.5], [2.0, -2.0])  # -(2.4 - 3) / 2
    >>> round(loss, 4), gradient
    (0.3, array([-0.,  1.]))
    """
    ratio, A = as_vector(ratio, "ratio"), as_vector(advantage, "advantage")
    check_length(A, len(ratio), "advantage")
    if not eps > 0:
        raise ValueError(f"eps must be positive, got {eps}")
    free, clipped = ratio * A, np.clip(ratio, 1 - eps, 1 + eps) * A
    gradient = -np.where(free <= clipped, A, 0.0) / len(ratio)
    return float(-np.minimum(free, clipped).mean()), gradient


@system("S59.12", "S58.11")
def ppo_bandit(
    rewards: ArrayLike, rng: np.random.Generator, rounds: int = 60, eps: float = 0.2
) -> Array:
    """A policy over k answers that learns which the reward model likes.

    Each round draws 64 answers from the policy, takes as advantage the reward
    less its mean, and makes ten steps of `ppo_loss` on the logits.

    Args:
        rewards: of each answer, shape (k,).
        rng: of the draws.
        rounds: how many.
        eps: of the clip.

    Returns:
        Probabilities of the answers before each round and at the end, shape
        (rounds + 1, k).

    Raises:
        ValueError: as `ppo_loss`.

    >>> path = ppo_bandit([0.0, 1.0], np.random.default_rng(0), rounds=30)
    >>> path[0], bool(path[-1, 1] > 0.95)
    (array([0.5, 0.5]), True)
    """
    rewards = as_vector(rewards, "rewards")
    z = np.zeros(len(rewards))
    path = [softmax(z)]
    for _ in range(rounds):
        old = softmax(z)
        actions = rng.choice(len(z), 64, p=old)
        A = rewards[actions] - rewards[actions].mean()
        for _ in range(10):
            p = softmax(z)
            _, by_ratio = ppo_loss(p[actions] / old[actions], A, eps)
            by_p = np.bincount(actions, by_ratio / old[actions], minlength=len(z))
            z = z - softmax_vjp(p, by_p)
        path.append(softmax(z))
    return np.array(path)
