"""Sets of questions to practise besides today's queue.

    topic:ID    the items of a topic, the least likely to be right first
    wrong       what was answered wrongly last
    speed       easy questions of everything that was begun
    weakest     of all that was begun, what is least likely to be right

What was answered today is not asked again; every question comes with new numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from quiz.content import Outline
from quiz.study.diagnosis import QUICK
from quiz.study.today import Entry
from quiz.study.view import View, outline

MOST = 20


def entries(name: str, view: View, wrong: Collection[str]) -> list[Entry]:
    """The questions of a set, in order; none of a set that there is not.

    Args:
        name: as above.
        view: the learner at this moment.
        wrong: items whose latest answer was wrong.
    """
    items = [item for item in outline().values() if item.kind != "challenge"]
    begun = {card.topic for card in view.cards.values()}
    kind, _, topic = name.partition(":")
    sets: dict[str, Iterable[Outline]] = {
        "topic": (item for item in items if item.id.split("/")[0] == topic),
        "wrong": (item for item in items if item.id in wrong),
        "speed": (i for i in items if i.level == 1 and i.kind in QUICK and
                  i.id.split("/")[0] in begun),
        "weakest": (item for item in items if item.id in view.cards),
    }  # fmt: skip
    open_ = [item for item in sets.get(kind, ()) if not _today(item, view)]
    chances = {item.id: view.predicted(item.id) or 0.0 for item in open_}
    open_.sort(key=lambda item: (chances[item.id], item.id))
    return [
        Entry(item.id, "review" if item.id in view.cards else "new",
              f"{chances[item.id]:.0%} likely to be right.", item.minutes)
        for item in open_[:MOST]
    ]  # fmt: skip


def _today(item: Outline, view: View) -> bool:
    card = view.cards.get(item.id)
    return card is not None and card.last == view.day
