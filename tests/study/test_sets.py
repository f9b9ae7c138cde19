"""Sets of questions besides the queue."""

from datetime import timedelta

import pytest

from quiz import content
from quiz.study.diagnosis import QUICK
from quiz.study.learner import Learner
from quiz.study.sets import MOST, entries
from quiz.study.simulate import Time
from quiz.study.view import outline

TOPIC = "softmax-derivative"
ITEMS = [f"{TOPIC}/{name}" for name in ("diagonal_entry", "steepest", "same_jacobian")]


@pytest.fixture
def begun(learner: Learner, time: Time) -> Learner:
    """Two right answers and a wrong one, the evening before."""
    for item in ITEMS:
        variant = content.item(item).draw(0)
        kind, ask = variant.item.kind, variant.ask
        wrong = kind.show(ask, kind.value_of(ask, ask.mistakes[0].result))
        learner.answer(variant, wrong if item == ITEMS[0] else variant.key)
    time.now += timedelta(1)
    return learner


def ids(name: str, learner: Learner) -> list[str]:
    tally = learner.store.tally()
    wrong = {item for item, t in tally.items() if not t.last_right}
    return [entry.id for entry in entries(name, learner.view(), wrong)]


def test_what_was_wrong_is_asked_until_it_is_right(begun: Learner) -> None:
    assert ids("wrong", begun) == [ITEMS[0]]
    variant = content.item(ITEMS[0]).draw(1)
    begun.answer(variant, variant.key)
    assert ids("wrong", begun) == []


def test_a_topic_has_its_own_items_the_weakest_first(begun: Learner) -> None:
    found = ids(f"topic:{TOPIC}", begun)

    mine = [o for o in outline().values() if o.id.startswith(f"{TOPIC}/")]
    assert len(found) == min(MOST, sum(o.kind != "challenge" for o in mine))
    chances = [begun.view().predicted(item) for item in found]
    assert chances == sorted(chances, key=lambda chance: chance or 0.0)


def test_speed_and_weakest_are_of_what_was_begun(begun: Learner) -> None:
    speed = ids("speed", begun)
    assert speed
    assert all(item.startswith(f"{TOPIC}/") for item in speed)
    assert all(outline()[i].level == 1 and outline()[i].kind in QUICK for i in speed)
    assert set(ids("weakest", begun)) == set(ITEMS)


def test_what_was_answered_today_waits_and_what_is_no_set_is_empty(
    learner: Learner,
) -> None:
    variant = content.item(ITEMS[1]).draw(0)
    learner.answer(variant, variant.key)

    assert ITEMS[1] not in ids(f"topic:{TOPIC}", learner)
    assert ids("nonsense", learner) == ids("topic:none", learner) == []
