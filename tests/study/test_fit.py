"""Parameters fitted to a learner: the loss beside one card at a time, and who gains."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS

from quiz.study.fit import ENOUGH, Histories, fit, loss
from quiz.study.forgetting import AGAIN, GOOD, Forgetting

START = datetime(2026, 3, 1, tzinfo=UTC)


def drawn(cards: int, seed: int, speed: float = 1.0) -> Histories:
    """Reviews of a learner who forgets so many times as fast."""
    rng = np.random.default_rng(seed)
    histories = []
    for _ in range(cards):
        curve = Forgetting()
        S, D = curve.first(GOOD), curve.first_difficulty(GOOD)
        reviews = [(GOOD, 0.0)]
        for _ in range(7):
            gap = int(rng.integers(0, 2 + round(S)))
            recall = float(curve.recall(gap, S))
            known = rng.random() < curve.recall(gap * speed, S)
            rating = int(rng.integers(2, 5)) if known else AGAIN
            reviews.append((rating, float(gap)))
            if gap < 1:
                S = float(curve.same_day(S, rating))
            elif known:
                S = float(curve.recalled(S, D, recall, rating))
            else:
                S = float(curve.forgotten(S, D, recall))
            D = float(curve.harder(D, rating))
        histories.append(reviews)
    return Histories.stacked(histories)


def test_the_loss_is_that_of_the_package_card_by_card() -> None:
    histories = drawn(30, 0)
    package = Scheduler(enable_fuzzing=False)
    total, count = 0.0, 0
    for ratings, days in zip(histories.rating.T, histories.days.T, strict=True):
        card, now = Card(0), START
        for rating, gap in zip(ratings, days, strict=True):
            now += timedelta(float(gap))
            if gap > 0:
                p = package.get_card_retrievability(card, now)
                total -= np.log(p if rating > AGAIN else 1 - p)
                count += 1
            card, _ = package.review_card(card, Rating(int(rating)), now)

    assert histories.count == count
    assert loss(histories, np.array(DEFAULT_PARAMETERS)) == pytest.approx(total / count)


def test_a_learner_who_forgets_faster_gains() -> None:
    found = fit(drawn(130, 1, speed=4.0))

    assert found.better
    assert found.after < found.before - 0.01
    assert len(Scheduler(found.parameters).parameters) == 21


def test_few_reviews_are_not_fitted() -> None:
    with pytest.raises(ValueError, match=rf"takes {ENOUGH} reviews .* there are"):
        fit(drawn(20, 0))
