"""Cards, skills and tallies thrown away and made again are the same, byte for byte."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from db import folding
from db.store import Store
from quiz.study.learner import Learner
from quiz.study.view import outline
from tests.seed import SEED

START = datetime(2026, 10, 20, 20, tzinfo=UTC)
Rows = list[tuple[object, ...]]


class Evenings:
    """A learner at work for some weeks, over the end of daylight saving."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.store = Store.open(f"sqlite:///{folder / 'viva.db'}", lambda: self.now)
        self.learner = Learner(self.store, lambda: self.now)
        self.rng = np.random.default_rng(SEED)

    def answer(self) -> None:
        """One answer; now and then it is derived from, and now and then taken back."""
        rng = self.rng
        self.now += timedelta(hours=float(rng.exponential(6)))
        items = [item.id for item in outline().values() if item.kind != "challenge"]
        rating = int(rng.integers(0, 5))
        self.store.record_answer(
            item=str(rng.choice([*items[:12], "left/the_course"])),
            version=1,
            seed=int(rng.integers(2**40)),
            response="",
            right=rating > 1,
            score=round(float(rng.random()), 2),
            confidence=float(rng.random()),
            rating=rating or None,
        )
        if rng.random() < 0.3:
            self.learner.view()
        if rng.random() < 0.1:
            self.store.undo(self.store.answers(latest=1)[0], self.learner.folds())
        if rng.random() < 0.1:  # one from before, long derived from
            answers = self.store.answers()
            if answers:
                taken = answers[int(rng.integers(len(answers)))]
                self.store.undo(taken, self.learner.folds())

    def derived(self) -> Rows:
        """Everything that is derived and how far it has come, as it is stored."""
        self.store.catch_up(self.learner.folds())
        self.store.tally()
        with self.store.engine.connect() as connection:
            return [
                tuple(row)
                for table in ("derived", "folded")
                for row in connection.execute(
                    text(f"SELECT * FROM {table} ORDER BY 1, 2")
                )
            ]


@pytest.fixture
def evenings(tmp_path: Path) -> Iterator[Evenings]:
    evenings = Evenings(tmp_path)
    with closing(evenings.store):
        yield evenings


def test_thrown_away_and_made_again(
    evenings: Evenings, monkeypatch: pytest.MonkeyPatch
) -> None:
    evenings.learner.choose(zone="Europe/Paris", begins=4)
    for _ in range(120):
        evenings.answer()
    before = evenings.derived()
    kinds = {kind for kind, *_ in before}
    assert kinds == {fold.kind for fold in evenings.learner.folds()} | {"tally"}
    assert len(before) > 20
    for chunk in (1, 7, 5_000):  # however many are taken in at once
        monkeypatch.setattr(folding, "CHUNK", chunk)
        evenings.store.forget_derived()
        assert evenings.store.derived("card") == {}
        assert evenings.derived() == before


@pytest.mark.parametrize(
    "change", [{"zone": "Asia/Tokyo"}, {"begins": 0}, {"retention": 0.8}]
)
def test_what_the_learner_chooses_is_derived_anew(
    evenings: Evenings, change: dict[str, object]
) -> None:
    for _ in range(60):
        evenings.answer()
    before = evenings.derived()
    evenings.learner.choose(**change)
    chosen = evenings.derived()
    assert chosen != before
    evenings.store.forget_derived()
    assert evenings.derived() == chosen


def test_an_undo_is_as_if_the_answer_had_not_been(
    evenings: Evenings, tmp_path: Path
) -> None:
    """In two stores, one of which never had it."""
    (tmp_path / "other").mkdir()
    other = Evenings(tmp_path / "other")
    for number in range(30):
        for each in (evenings, other):
            each.now += timedelta(hours=30)
        right, rating = number % 3 > 0, 1 + number % 4
        fact = {"item": "a/b", "version": 1, "seed": number, "response": "",
                "right": right, "score": 1.0, "rating": rating}  # fmt: skip
        kept = evenings.store.record_answer(**fact)
        evenings.learner.view()
        if number % 5 == 2:
            evenings.store.undo(kept, evenings.learner.folds())
        else:
            other.store.record_answer(**fact)

    with closing(other.store):
        values = [row for row in evenings.derived() if len(row) == 3]
        assert values == [row for row in other.derived() if len(row) == 3]
