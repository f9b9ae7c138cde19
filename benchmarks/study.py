"""Memory and plan: `python -m benchmarks.study [REVIEWS.csv]`.

Simulated learners compare reviews planned for the day with fixed settings of plain
FSRS. A log of real reviews (columns card_id, review_rating, review_time) compares the
predictions with SM-2 and the average. A database of 100,000 answers is asked for
today's queue.
"""

from __future__ import annotations

import csv
import math
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from statistics import median

import numpy as np
from fsrs import Card as Fsrs
from fsrs import Rating, Scheduler
from sqlalchemy import insert

from db.store import Answer, Store
from quiz.study import deadline
from quiz.study.calibration import calibration
from quiz.study.clock import Clock
from quiz.study.fit import Histories, fit
from quiz.study.forgetting import AGAIN, GOOD, Forgetting
from quiz.study.learner import Learner
from quiz.study.memory import Card, Cards
from quiz.study.view import outline

CURVE = Forgetting()
CARDS, DAYS, BEGIN = 200, 21, 14
"""So many cards, begun in the first days, and the interview on the last."""
NOW = datetime(2026, 6, 1, 18, tzinfo=UTC)
LEARNERS = {
    "as FSRS has it": (1.0, 0.0),
    "forgets twice as fast": (0.5, 0.0),
    "slips one time in ten": (1.0, 0.1),
}


@dataclass
class World:
    """A deck and the truth about it: what is believed is right but for `scale`."""

    rng: np.random.Generator
    scale: float
    slips: float
    stability: np.ndarray = field(default_factory=lambda: np.full(CARDS, np.nan))
    difficulty: np.ndarray = field(default_factory=lambda: np.full(CARDS, np.nan))
    last: np.ndarray = field(default_factory=lambda: np.zeros(CARDS))
    reviews: int = 0

    def begin(self, card: int, day: int) -> None:
        known = self.rng.random() < 0.7
        rating = GOOD if known else AGAIN
        self.stability[card] = CURVE.first(rating)
        self.difficulty[card] = CURVE.first_difficulty(rating)
        self.reviews += 1
        if not known:
            self._repeat(card)
        self.last[card] = day

    def review(self, card: int, day: int) -> None:
        self.reviews += 1
        elapsed, S, D = (
            day - self.last[card],
            self.stability[card],
            self.difficulty[card],
        )
        recall = CURVE.recall(elapsed, S)
        self.last[card] = day
        if self.rng.random() < self.true(card, elapsed):
            self.stability[card] = CURVE.recalled(S, D, recall)
            self.difficulty[card] = CURVE.harder(D, GOOD)
        else:
            self.stability[card] = CURVE.forgotten(S, D, recall)
            self.difficulty[card] = CURVE.harder(D, AGAIN)
            self._repeat(card)

    def true(self, card: int, elapsed: float) -> float:
        recall = CURVE.recall(elapsed, self.scale * self.stability[card])
        return float((1 - self.slips) * recall)

    def _repeat(self, card: int) -> None:
        self.reviews += 1
        self.stability[card] = CURVE.same_day(self.stability[card])
        self.difficulty[card] = CURVE.harder(self.difficulty[card], GOOD)


Policy = Callable[[World, int], np.ndarray]


def fixed(retention: float, longest: int = 10**6) -> Policy:
    """Plain FSRS, its intervals capped."""
    decay = CURVE.w[20]
    factor = 0.9 ** (-1 / decay) - 1
    stretch = (retention ** (-1 / decay) - 1) / factor

    def due(world: World, day: int) -> np.ndarray:
        interval = np.clip(np.round(world.stability * stretch), 1, longest)
        return np.flatnonzero(day - world.last >= interval)

    return due


def planned(reviews: float) -> Policy:
    """For the day: so many reviews a day, less while cards are begun."""

    def chosen(world: World, day: int) -> np.ndarray:
        known = np.flatnonzero(~np.isnan(world.stability))
        new = 1.3 * CARDS / BEGIN
        room = [reviews - new * (d < BEGIN) for d in range(day, DAYS)]
        table = deadline.Cards(
            world.stability[known], world.difficulty[known], day - world.last[known]
        )
        plans = deadline.plan(table, DAYS - day, [max(free, 0.0) for free in room])
        due: np.ndarray = known[plans.first == 0]
        return due

    return chosen


def walk(policy: Policy, seed: int, scale: float, slips: float) -> tuple[float, float]:
    """Mean recall on the day, and reviews a card."""
    world = World(np.random.default_rng(seed), scale, slips)
    for day in range(DAYS):
        for card in policy(world, day):
            world.review(int(card), day)
        for card in range(CARDS * day // BEGIN, min(CARDS * (day + 1) // BEGIN, CARDS)):
            world.begin(card, day)
    recall = [world.true(c, DAYS - world.last[c]) for c in range(CARDS)]
    return float(np.mean(recall)), world.reviews / CARDS


def learners() -> None:
    """Recall on the day at as many reviews, for each fixed setting."""
    settings = {f"retention {r:.2f}": fixed(r) for r in (0.8, 0.85, 0.9, 0.95)}
    settings |= {f"0.90, at most {d} days": fixed(0.9, d) for d in (7, 5, 4)}
    print(f"{CARDS} cards, begun in {BEGIN} days, asked on day {DAYS}; 4 learners each")
    for name, (scale, slips) in LEARNERS.items():
        print(
            f"\n{name:34}{'reviews':>9}{'recall':>9}{'planned:':>12}"
            f"{'reviews':>8}{'recall':>9}"
        )
        ours = [_mean(planned(r), scale, slips) for r in range(22, 100, 4)]
        for setting, policy in settings.items():
            recall, reviews = _mean(policy, scale, slips)
            # The most that a plan makes of no more reviews.
            best = max(((r, n) for r, n in ours if n <= reviews), default=(0.0, 0.0))
            print(
                f"{setting:34}{reviews:9.2f}{recall:9.3f}{best[1]:20.2f}{best[0]:9.3f}"
            )


def _mean(policy: Policy, scale: float, slips: float) -> tuple[float, float]:
    walks = [walk(policy, seed, scale, slips) for seed in range(4)]
    recall, reviews = np.mean(walks, axis=0)
    return float(recall), float(reviews)


def log(file: Path) -> None:
    """Predictions of whether the next review is passed, a day or more after the last.

    On reviews that are both 24 hours and a night later, so that all can be compared.
    """
    with file.open(encoding="utf-8") as lines:
        rows = sorted(csv.DictReader(lines), key=itemgetter("card_id", "review_time"))
    clock, fold, package = Clock(), Cards(Clock()), Scheduler(enable_fuzzing=False)
    chances: dict[str, list[float]] = {"Viva": [], "fsrs": [], "SM-2": []}
    came: list[bool] = []
    known: dict[str, tuple[Card, Fsrs, tuple[int, float, float]]] = {}
    for row in rows:
        name, rating = row["card_id"], int(row["review_rating"])
        now = datetime.fromisoformat(row["review_time"])
        card, theirs, sm2 = known.get(name, (None, Fsrs(0), (0, 2.5, 0.0)))
        day = clock.day(now)
        if card and theirs.last_review and (now - theirs.last_review).days >= 1:
            chances["Viva"].append(card.recall(day, CURVE))
            chances["fsrs"].append(package.get_card_retrievability(theirs, now))
            interval = (now - theirs.last_review).days / max(sm2[2], 1.0)
            chances["SM-2"].append(0.9**interval)
            came.append(rating > AGAIN)
        if not card or day > card.last:
            sm2 = _sm2(sm2, rating)
        theirs, _ = package.review_card(theirs, Rating(rating), now)
        known[name] = fold.review(card, name, rating, day), theirs, sm2
    chances["the average"] = [sum(came) / len(came)] * len(came)
    print(
        f"\n{len(rows)} real reviews, {len(came)} of them a day or more after the last"
    )
    for name, predicted in chances.items():
        found = calibration(predicted, came)
        assert found is not None
        line = f"{name:14} log loss {found.log_loss:.4f}   AUC {found.auc or 0.5:.3f}"
        pairs = [f"{b.predicted:.2f}/{b.observed:.2f}" for b in found.curve]
        print(f"{line}   predicted/observed {' '.join(pairs)}")


def learned(file: Path) -> None:
    """Parameters fitted to every second card, on the others."""
    with file.open(encoding="utf-8") as lines:
        rows = sorted(csv.DictReader(lines), key=itemgetter("card_id", "review_time"))
    clock, cards, last = Clock(), dict[str, list[tuple[int, float]]](), {}
    for row in rows:
        name = row["card_id"]
        day = clock.day(datetime.fromisoformat(row["review_time"]))
        gap = (day - last.get(name, day)).days
        last[name] = day
        cards.setdefault(name, []).append((int(row["review_rating"]), gap))
    found = fit(Histories.stacked(list(cards.values())))
    print(f"fitted to half of the cards, on the others: {found.before:.4f} by default, "
          f"{found.after:.4f} fitted")  # fmt: skip


def _sm2(state: tuple[int, float, float], rating: int) -> tuple[int, float, float]:
    """Repetitions, ease, interval, as in Wozniak 1990; ratings 1..4 are q = 1, 3..5."""
    done, ease, interval = state
    quality = {1: 1, 2: 3, 3: 4, 4: 5}[rating]
    ease = max(ease + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02), 1.3)
    if quality < 3:
        return 0, ease, 1.0
    return done + 1, ease, (1.0, 6.0, math.ceil(interval * ease))[min(done, 2)]


def size() -> None:
    """Today's queue and other looks at 10,000 and 100,000 answers."""
    print(
        f"\n{'answers':>10}{'rebuild':>12}{'queue':>12}{'one answer':>12}{'tally':>12}"
    )
    for count in (10_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder, 'viva.db')}"
            with closing(Store.open(url, lambda: NOW)) as store:
                times = _looks(store, count)
        print(f"{count:10}" + "".join(f"{1000 * t:9.1f} ms" for t in times))


def _looks(store: Store, count: int) -> list[float]:
    """Seconds: all that is derived anew, then medians of single looks."""
    _fill(store, count, NOW)
    learner = Learner(store, lambda: NOW)
    learner.choose(interview=NOW.date() + timedelta(21))
    looks = [lambda: learner.view().today(), lambda: _one(learner), store.tally]
    first = _timed(learner.view)
    store.tally()
    return [first, *(median(_timed(look) for _ in range(7)) for look in looks)]


def _fill(store: Store, count: int, now: datetime) -> None:
    rng = np.random.default_rng(0)
    items = [item.id for item in outline().values() if item.kind != "challenge"]
    days = np.sort(rng.integers(0, 365, count))
    rows = [
        {"item": items[rng.integers(len(items))], "version": 1, "seed": i + 1,
         "response": "0.25", "right": bool(rng.random() < 0.8), "score": 1.0,
         "route": None, "seconds": 20.0, "at": now - timedelta(int(365 - d)),
         "rating": int(rng.integers(1, 5)), "hints": 0}
        for i, d in enumerate(days)
    ]  # fmt: skip
    with store.engine.begin() as connection:
        connection.execute(insert(Answer), rows)


def _one(learner: Learner) -> None:
    learner.store.record_answer(item=next(iter(outline())), version=1,
                                seed=time.perf_counter_ns(), response="1", right=True,
                                score=1.0, rating=GOOD)  # fmt: skip
    learner.view()


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    learners()
    for name in sys.argv[1:]:
        log(Path(name))
        learned(Path(name))
    size()
