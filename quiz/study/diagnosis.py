"""The first session: at most twenty questions that find out what is known.

A right answer says something of the topics that this one builds on, a wrong one of
those that build on it; each further step says half as much. The next question is on
the topic that is least certain and says most about others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from quiz.content import Outline
from quiz.curriculum import Topic
from quiz.study.skill import Skill

if TYPE_CHECKING:
    from db.store import Answer

KIND = "diagnosis"
QUESTIONS = 20
STEP = 0.8
"""What an answer moves the neighbours' means by; half of it a step further."""
SURE = 0.15
"""Below such a doubt, p (1 - p) times the variance, nothing is left to ask."""
QUICK = {"choice", "choices", "number", "match", "output", "shape", "order"}
"""Kinds that are answered within a minute or two."""


def shifts(answers: Sequence[Answer], topics: Mapping[str, Topic]) -> dict[str, float]:
    """What a diagnosis says of topics that it did not ask about, by topic."""
    found: dict[str, float] = {}
    dependents = _dependents(topics)
    needs = {topic.id: topic.prerequisites for topic in topics.values()}
    for answer in answers:
        graph = needs if answer.right else dependents
        sign = 1 if answer.right else -1
        for topic, distance in _reached(answer.item.split("/")[0], graph):
            found[topic] = found.get(topic, 0.0) + sign * STEP / 2 ** (distance - 1)
    return found


def following(
    answers: Sequence[Answer],
    topics: Mapping[str, Topic],
    outline: Mapping[str, Sequence[Outline]],
    skills: Mapping[str, Skill],
) -> Outline | None:
    """The next question; None where enough is known.

    Args:
        answers: those of this diagnosis.
        topics: all there are.
        outline: the items of those that are written.
        skills: by topic, shifted by what the diagnosis says of them.
    """
    if len(answers) >= QUESTIONS:
        return None
    asked = {answer.item for answer in answers}
    best: tuple[float, Outline] | None = None
    dependents = _dependents(topics)
    for topic, items in outline.items():
        skill = skills.get(topic, Skill())
        p = skill.chance(2)
        doubt = p * (1 - p) * skill.variance
        open_ = [i for i in items if i.kind in QUICK and i.id not in asked]
        if doubt < SURE or not open_:
            continue
        reach = sum(1 for other, _ in _reached(topic, dependents) if other in outline)
        reach += sum(1 for n in topics[topic].prerequisites if n in outline)
        worth = doubt * (1 + 0.2 * reach)
        level = 1 if p < 0.4 else 3 if p > 0.7 else 2
        item = min(open_, key=lambda item: abs(item.level - level))
        if best is None or worth > best[0]:
            best = worth, item
    return best[1] if best else None


def _dependents(topics: Mapping[str, Topic]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for topic in topics.values():
        for need in topic.prerequisites:
            found[need] = (*found.get(need, ()), topic.id)
    return found


def _reached(
    start: str, graph: Mapping[str, Sequence[str]], most: int = 4
) -> Iterator[tuple[str, int]]:
    """The topics within so many steps, and in how many."""
    seen, rim = {start}, [start]
    for distance in range(1, most + 1):
        rim = [n for topic in rim for n in graph.get(topic, ()) if n not in seen]
        rim = list(dict.fromkeys(rim))
        seen |= set(rim)
        for topic in rim:
            yield topic, distance
