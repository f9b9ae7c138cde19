"""What to build, and what it will do with its reward, beside closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.decision.misspecified import Race, reward_hacking
from engine.decision.rules import should_learn
from engine.parity import Parity

Rng = np.random.Generator


def _course(rng: Rng) -> tuple[Rng, float, float, float]:
    return rng, rng.uniform(0, 2), rng.uniform(0, 9), rng.uniform(0.5, 0.95)


def _raced(rng: Rng, bonus: float, prize: float, gamma: float) -> Any:
    return reward_hacking(rng, bonus=bonus, prize=prize, gamma=gamma)


def _round_or_home(_: Rng, bonus: float, prize: float, gamma: float) -> Any:
    round_and_round = bonus / (1 - gamma**2)
    home = bonus + gamma**4 * prize
    return max(round_and_round, home), home, home > round_and_round, True


PAIRS = [
    Parity(should_learn,
           lambda data, known, fine: (data and fine and not known,
                                      3 - data - fine - (not known)),
           "closed form", lambda rng: tuple(map(bool, rng.integers(0, 2, 3))),
           ours=lambda *a: (should_learn(*a)[0], len(should_learn(*a)[1]))),
    Parity(reward_hacking, _round_or_home, "closed form", _course, ours=_raced,
           rtol=1e-9, trials=8),
    Parity(Race, lambda points: points, "closed form", lambda rng: (rng.random(),),
           ours=lambda points: Race(points, 0.0, False, True).points_of_learned),
]  # fmt: skip
