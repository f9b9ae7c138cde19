"""A simulated learner walks the real code."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np

from db.store import Store
from quiz.study.simulate import Evening, Outcome, simulate


def test_a_week_to_the_interview(tmp_path: Path) -> None:
    stores: list[Store] = []

    def opened(clock: Callable[[], datetime]) -> Store:
        stores.append(Store.open(f"sqlite:///{tmp_path / 'viva.db'}", clock))
        return stores[0]

    *evenings, outcome = simulate(opened, 7, 40, np.random.default_rng(0))
    assert isinstance(outcome, Outcome)
    assert all(isinstance(evening, Evening) for evening in evenings)
    assert list(outcome.evenings) == evenings
    assert len(evenings) == 7
    assert sum(evening.new for evening in outcome.evenings) >= 12
    assert outcome.evenings[-1].new == outcome.evenings[-2].new == 0
    assert outcome.low <= outcome.true <= outcome.high
    assert abs(outcome.expected - outcome.true) < 0.15
    answers = stores[0].answers()
    assert len({(a.item, a.version, a.seed) for a in answers}) == len(answers)
    stores[0].close()
