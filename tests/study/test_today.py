"""The queue: what is due, in which order, and why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content import Outline
from quiz.curriculum import Topic
from quiz.study.forgetting import Forgetting
from quiz.study.memory import LEECH, Card
from quiz.study.readiness import Part
from quiz.study.today import (
    NEW_FACTOR,
    Entry,
    capacities,
    challenge,
    due,
    fresh,
    interleaved,
    reviews,
)

DAY = date(2026, 5, 4)
CURVE = Forgetting()


def card(item: str, ago: int = 3, stability: float = 3.0, **fields: object) -> Card:
    last = DAY - timedelta(ago)
    later = last + timedelta(round(stability))
    return Card(item, stability, 5.0, last, last, later, **fields)  # type: ignore[arg-type]


def item(name: str, *covers: str, kind: str = "number", minutes: float = 1) -> Outline:
    return Outline(name, "", kind, 1, covers, minutes)


def test_without_a_date_what_fsrs_has_due_is_due() -> None:
    cards = [card("a/due"), card("a/later", stability=9.0), card("b/late", ago=30)]

    found = due(cards, DAY, None, [10], CURVE)
    assert {c.item for c in found} == {"a/due", "b/late"}
    assert len(due(cards, DAY, None, [1], CURVE)) == 1


@given(st.integers(1, 25), st.integers(0, 40), st.integers(0, 12))
def test_with_a_date_no_day_is_overfull(left: int, cards: int, room: int) -> None:
    deck = [card(f"a/{i}", ago=i % 9, stability=1 + i % 7) for i in range(cards)]
    found = due(deck, DAY, left, [room] * left, CURVE)

    assert len(found) <= room
    assert len(set(found)) == len(found)


def test_confident_mistakes_come_first() -> None:
    cards = [card("a/weak", ago=20), card("a/sure", stability=3.0, sure=0.9)]

    assert due(cards, DAY, None, [9], CURVE)[0].item == "a/sure"
    (entry, _) = reviews(
        due(cards, DAY, None, [9], CURVE),
        {"a/sure": item("a/sure"), "a/weak": item("a/weak")},
        DAY,
        CURVE,
    )
    assert entry.why == "You were 90% sure of a wrong answer."


def test_siblings_wait_for_another_day_and_what_left_the_course_is_not_asked() -> None:
    outline = {"a/one": item("a/one", "S01.01"), "a/two": item("a/two", "S01.01")}
    entries = reviews(map(card, ("a/one", "a/two", "a/gone")), outline, DAY, CURVE)

    assert [entry.id for entry in entries] == ["a/one"]


def test_each_review_says_why() -> None:
    outline = {name: item(name) for name in ("a/x", "a/leech", "a/again", "a/late")}
    cards = [
        card("a/x"),
        card("a/late", ago=30),
        card("a/leech", lapses=LEECH),
        card("a/again", ago=0, settled=False),
    ]
    why = [entry.why for entry in reviews(cards, outline, DAY, CURVE)]

    assert why == [
        "90% likely still there after 3 days.",
        "69% likely still there after 30 days, or less: what is this late was more "
        "often lost than that.",
        "Forgotten 4 times: read what it builds on first.",
        "You missed it today; once more while it is fresh.",
    ]


def topic(name: str, *needs: str) -> Topic:
    return Topic(name, "unit", 1, name.upper(), name, needs)


def part(name: str, gain: float) -> Part:
    return Part(name, 0.5, 0.5, 0.2, 0.8, gain)


def test_new_items_come_from_the_topic_that_pays_most_and_fit_the_time() -> None:
    topics = {"a": topic("a"), "b": topic("b")}
    outline = {
        "a": [item("a/1", "S01.01"), item("a/twin", "S01.01"), item("a/2", "S01.02")],
        "b": [item("b/1", "S02.01"), item("b/write", kind="challenge")],
    }
    parts = [part("a", 0.1), part("b", 0.2)]
    ids = [e.id for e in fresh(parts, topics, outline, {}, 3 * NEW_FACTOR)]

    assert ids == ["b/1", "a/1", "a/2"]
    assert len(fresh(parts, topics, outline, {}, 2 * NEW_FACTOR)) == 2
    assert fresh(parts, topics, outline, {}, -1.0) == []
    begun = {"b/1": card("b/1")}
    assert fresh(parts, topics, outline, begun, 9.0)[0].id == "a/1"
    (new,) = fresh(parts, topics, outline, {}, NEW_FACTOR, known=False)
    assert (new.id, new.why) == ("a/1", "New: the course begins here.")


def test_kinds_take_turns_among_new_items_of_a_level() -> None:
    kinds = {"1": "recall", "2": "recall", "3": "recall", "4": "number", "5": "choice"}
    items = [item(f"a/{n}", f"S01.0{n}", kind=kind) for n, kind in kinds.items()]
    hard = replace(items[3], id="a/hard", level=2, covers=("S01.09",))

    found = fresh([part("a", 0.1)], {"a": topic("a")}, {"a": [hard, *items]}, {}, 60.0)
    assert [e.id for e in found] == ["a/1", "a/4", "a/5", "a/2", "a/3", "a/hard"]


def test_a_topic_waits_for_what_it_builds_on() -> None:
    topics = {
        "a": topic("a"),
        "c": topic("c"),
        "unwritten": topic("unwritten", "c"),
        "b": topic("b", "a", "unwritten"),
    }
    outline = {name: [item(f"{name}/1", f"S0{i}.01")] for i, name in enumerate("abc")}
    parts = [part("a", 0.1), part("c", 0.1), part("b", 0.9)]

    assert [e.id for e in fresh(parts, topics, outline, {}, 60.0)] == ["a/1", "c/1"]
    begun = {"a/1": card("a/1")}
    assert [e.id for e in fresh(parts, topics, outline, begun, 60.0)] == ["c/1"]
    begun["c/1"] = card("c/1")
    assert [e.id for e in fresh(parts, topics, outline, begun, 60.0)] == ["b/1"]


def test_the_challenge_is_of_a_topic_that_was_begun_and_not_solved() -> None:
    outline = {
        "a": [item("a/hard", kind="challenge", minutes=20), item("a/1")],
        "b": [item("b/easy", kind="challenge", minutes=5)],
    }
    begun = {"a/1": card("a/1")}

    assert [e.id for e in challenge(outline, begun, set(), 30.0)] == ["a/hard"]
    assert challenge(outline, begun, set(), 10.0) == []
    assert challenge(outline, begun, {"a/hard"}, 30.0) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=12))
def test_interleaving_loses_nothing_and_keeps_kinds_in_order(
    drawn: list[tuple[str, str]],
) -> None:
    entries = [
        Entry(f"{name}/{i}", kind, "", 1.0)
        for i, (name, kind) in enumerate(sorted(drawn, key=lambda pair: pair[1]))
    ]
    order = interleaved(entries)

    assert sorted(order, key=lambda e: e.id) == sorted(entries, key=lambda e: e.id)
    assert [entry.kind for entry in order] == [entry.kind for entry in entries]


def test_neighbours_are_of_different_topics() -> None:
    entries = [Entry(f"{name}/{i}", "x", "", 1.0) for name in "ab" for i in range(3)]

    topics = [entry.topic for entry in interleaved(entries)]
    assert topics == ["a", "b", "a", "b", "a", "b"]


def test_the_last_days_have_all_their_time_for_reviews() -> None:
    assert capacities(4, 1, 15) == pytest.approx([4, 4, 4, 10])
    assert capacities(0, 3, 15) == []
