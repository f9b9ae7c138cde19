"""A view is kept as long as nothing happens, and no longer."""

from datetime import timedelta

from quiz import content
from quiz.study.learner import Learner
from quiz.study.simulate import Time

ITEM = "softmax-derivative/diagonal_entry"


def test_a_view_is_kept_until_something_happens(learner: Learner, time: Time) -> None:
    first = learner.view()
    assert learner.view() is first
    assert first.today() == first.today()

    variant = content.item(ITEM).draw(0)
    learner.answer(variant, variant.key)
    answered = learner.view()
    assert ITEM in answered.cards
    assert learner.view() is answered

    due = (answered.cards[ITEM].due - answered.day).days
    assert answered.coming(due + 1) == [0] * due + [1]
    assert sum(answered.coming(due)) == 0

    learner.undo(variant)
    assert ITEM not in learner.view().cards

    learner.choose(minutes=10)
    assert learner.view().goal.minutes == 10

    time.now += timedelta(1)
    assert learner.view().day == answered.day + timedelta(1)

    learner.answer(variant, variant.key)
    time.now += timedelta(400)
    assert learner.view().coming(3) == [1, 0, 0]


def test_two_learners_over_one_store_see_each_others_answers(learner: Learner) -> None:
    other = Learner(learner.store)
    other.view()
    variant = content.item(ITEM).draw(0)
    learner.answer(variant, variant.key)

    assert ITEM in other.view().cards
