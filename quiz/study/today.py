"""Today's queue: what to do, in which order, and why just this.

Reviews come first, those that help the interview most before the others; then new
items of the topics where studying pays most; one challenge; neighbours are of
different topics where that can be had. Of items that cover the same row of the
syllabus only one is asked on a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from quiz.content import Outline
from quiz.curriculum import Topic
from quiz.study import deadline
from quiz.study.forgetting import Forgetting
from quiz.study.memory import Card
from quiz.study.readiness import Part, shares

HORIZON = 30
"""Days to look ahead where there is no date."""
REVIEW_MINUTES = 1.5
"""A review takes."""
NEW_FACTOR = 3.0
"""What is met for the first time takes so many times as long: it is read first."""
NEW_SHARE = 0.6
"""Of the time, as long as there is something new to begin."""
LATE = 14
"""Days overdue from which on FSRS expects too much: 79 % where 65 % came, measured on
3,133 reviews of one learner."""
SURE = 0.7
"""Said to be so sure and wrong: to be seen first."""
WHY_FIRST = "New: the course begins here."
WHY_MOST = "New: of all topics this one adds most to your score."


@dataclass(frozen=True)
class Entry:
    """One thing to do.

    Attributes:
        id: of an item or a challenge.
        kind: "review", "new" or "challenge".
        why: why this, why now: one sentence.
        minutes: it takes.
    """

    id: str
    kind: str
    why: str
    minutes: float

    @property
    def topic(self) -> str:
        """The topic it belongs to."""
        return self.id.split("/")[0]


def due(
    cards: Sequence[Card],
    today: date,
    left: int | None,
    capacity: Sequence[float],
    curve: Forgetting,
) -> list[Card]:
    """The cards to review today, those that help most first.

    Without a date they are those that FSRS has due. With one, those that the plan for
    the interview has today, and at most what today has time for.

    Args:
        cards: all there are.
        today: the learner's day.
        left: days until the interview; None for no date.
        capacity: reviews that today and each further day before it have time for.
        curve: how memory fades.
    """
    settled = [card for card in cards if card.settled]
    asked_again = [card for card in cards if not card.settled]
    if left is None:
        chosen = [card for card in settled if card.due <= today]
    elif left == 0:
        # Whoever studies on the day itself wants the weakest.
        chosen = [card for card in settled if card.last < today]
    else:
        first = deadline.plan(_table(settled, today), left, capacity, curve).first
        chosen = [c for c, day in zip(settled, first, strict=True) if day == 0]
    found = deadline.gains(_table(chosen, today), left or HORIZON, curve)
    found += [card.sure >= SURE for card in chosen]
    gains = dict(zip(chosen, found, strict=True))
    chosen.sort(key=lambda card: (-gains[card], card.item))
    room = int(capacity[0]) if len(capacity) else len(chosen)
    return [*asked_again, *chosen[: max(room - len(asked_again), 0)]]


def _table(cards: Sequence[Card], today: date) -> deadline.Cards:
    return deadline.Cards(
        np.array([card.stability for card in cards]),
        np.array([card.difficulty for card in cards]),
        np.array([(today - card.last).days for card in cards], float),
    )


def reviews(
    cards: Iterable[Card],
    outline: Mapping[str, Outline],
    today: date,
    curve: Forgetting,
) -> list[Entry]:
    """An entry for each card that is due, without siblings."""
    found, rows = [], set[str]()
    for card in cards:
        item = outline.get(card.item)
        # An item that left the course keeps its card, and is asked no more.
        if item is None or (card.settled and not rows.isdisjoint(item.covers)):
            continue
        rows |= set(item.covers)
        why = _why(card, today, curve)
        found.append(Entry(card.item, "review", why, item.minutes))
    return found


def _why(card: Card, today: date, curve: Forgetting) -> str:
    if card.sure >= SURE:
        return f"You were {card.sure:.0%} sure of a wrong answer."
    if not card.settled:
        return "You missed it today; once more while it is fresh."
    if card.leech:
        return f"Forgotten {card.lapses} times: read what it builds on first."
    days = (today - card.last).days
    since = "a day" if days == 1 else f"{days} days"
    chance = f"{card.recall(today, curve):.0%} likely still there after {since}"
    if (today - card.due).days >= LATE:
        return f"{chance}, or less: what is this late was more often lost than that."
    return f"{chance}."


def fresh(  # noqa: PLR0913 - by name where it is not plain
    parts: Sequence[Part],
    topics: Mapping[str, Topic],
    outline: Mapping[str, Sequence[Outline]],
    cards: Mapping[str, Card],
    minutes: float,
    *,
    known: bool = True,
) -> list[Entry]:
    """New items for so many minutes, from the topics where studying pays most.

    A topic waits for all that it builds on as long as one of these has nothing learnt.
    Where nothing is known of the learner yet, the course begins at its beginning: what
    pays most is then a matter of our assumptions.
    """
    begun = {card.topic for card in cards.values()}
    first = WHY_MOST if known else WHY_FIRST
    found: list[Entry] = []
    for part in sorted(
        parts,
        key=lambda p: (-round(p.gain, 4) * known, list(topics).index(p.topic)),
    ):
        needs = _needs(part.topic, topics, outline)
        if not needs <= begun and part.topic not in begun:
            continue
        rows = set[str]()
        for item in _in_turn(outline[part.topic]):
            new = item.kind != "challenge" and item.id not in cards
            needed = NEW_FACTOR * item.minutes
            if not new or not rows.isdisjoint(item.covers) or needed > minutes:
                continue
            rows |= set(item.covers)
            minutes -= needed
            why = first
            if found and found[0].topic != part.topic:
                why = f"New: {part.score:.0%} expected here so far."
            found.append(Entry(item.id, "new", why, needed))
    return found


def _in_turn(items: Sequence[Outline]) -> list[Outline]:
    """The easy ones first; of these the kinds in turn: five essays would deter anybody.

    Of one kind, what an interview asks about most.
    """
    worth, seen = shares(items), Counter[tuple[int, str]]()
    turns: list[tuple[int, int, Outline]] = []
    for item in sorted(items, key=lambda i: -worth.get(i.id, 0.0) / i.minutes):
        turns.append((item.level, seen[item.level, item.kind], item))
        seen[item.level, item.kind] += 1
    return [item for *_, item in sorted(turns, key=lambda turn: turn[:2])]


def _needs(
    topic: str, topics: Mapping[str, Topic], written: Collection[str]
) -> set[str]:
    """What it builds on; through a topic without items, what that builds on."""
    found = set[str]()
    for need in topics[topic].prerequisites:
        found |= {need} if need in written else _needs(need, topics, written)
    return found


def challenge(
    outline: Mapping[str, Sequence[Outline]],
    cards: Mapping[str, Card],
    solved: Collection[str],
    minutes: float,
) -> list[Entry]:
    """One unsolved challenge of a topic that was begun, the easiest first."""
    begun = {card.topic for card in cards.values()}
    fitting = [
        item
        for topic, items in outline.items()
        if topic in begun
        for item in items
        if item.kind == "challenge"
        and item.id not in solved
        and item.minutes <= minutes
    ]
    if not fitting:
        return []
    chosen = min(fitting, key=lambda item: (item.level, item.minutes))
    why = "You know the questions; now write it."
    return [Entry(chosen.id, "challenge", why, chosen.minutes)]


def interleaved(entries: Iterable[Entry]) -> list[Entry]:
    """The same entries, in nearly the same order, neighbours of different topics."""
    waiting, order = list(entries), list[Entry]()
    while waiting:
        last = order[-1].topic if order else ""
        other = (e for e in waiting if e.topic != last and e.kind == waiting[0].kind)
        chosen = next(other, waiting[0])
        waiting.remove(chosen)
        order.append(chosen)
    return order


def capacities(left: int, quiet: int, minutes: int) -> list[float]:
    """Reviews that each day before the interview has time for.

    Args:
        left: days until the interview.
        quiet: the last of them, in which nothing new is begun.
        minutes: to study a day.
    """
    return [
        minutes * (1 - NEW_SHARE if day < left - quiet else 1) / REVIEW_MINUTES
        for day in range(left)
    ]
