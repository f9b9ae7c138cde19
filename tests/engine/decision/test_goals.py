"""What an agent makes of a reward, and whether to build one at all."""

import numpy as np
import pytest

from engine.decision.misspecified import reward_hacking
from engine.decision.rules import should_learn


def test_a_buoy_that_pays_each_time_is_never_left() -> None:
    race = reward_hacking(np.random.default_rng(0))

    assert race.points_of_learned == pytest.approx(1 / 0.19)
    assert race.points_of_meant == pytest.approx(1 + 0.9**4 * 3)
    assert (race.learned_arrives, race.meant_arrives) == (False, True)


def test_a_prize_that_is_large_enough_mends_it() -> None:
    worth = (1 / 0.19 - 1) / 0.9**4

    for prize, arrives in ((worth - 0.1, False), (worth + 0.1, True)):
        race = reward_hacking(np.random.default_rng(0), prize=prize)
        assert race.learned_arrives == arrives


def test_numbers_out_of_range() -> None:
    for how in ({"bonus": -1.0}, {"prize": -1.0}, {"gamma": 0.0}, {"gamma": 1.0}):
        with pytest.raises(ValueError, match="gamma within 0 and 1"):
            reward_hacking(np.random.default_rng(0), **how)


def test_one_reason_is_enough() -> None:
    assert should_learn(True, rules_known=False, errors_tolerable=True)[0]
    for how, reason in (
        ((False, False, True), "not enough data"),
        ((True, True, True), "rules are known"),
        ((True, False, False), "not tolerable"),
    ):
        decision, reasons = should_learn(*how)
        assert not decision
        assert len(reasons) == 1
        assert reason in reasons[0]
