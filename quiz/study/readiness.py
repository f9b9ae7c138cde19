"""The score to expect in an interview on a day, how sure that is, what raises it most.

A question on a topic is one of its items. One that was learnt is answered where it is
recalled, and otherwise like one that was never seen:

    chance = R q + (1 - R) s,    q = 0.95,  s = the skill's chance at its level

A topic's score is the mean over its items by their share of an interview: there,
questions to say aloud and others take turns and count by their minutes. The interview's
is the mean over topics by the weight that the role gives their units. The interval
holds what is unknown of the skills and the luck of the draw: how an interview of
`QUESTIONS` questions comes out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from quiz.content import Outline
from quiz.curriculum import Topic
from quiz.study.skill import Skill

KNOWN = 0.95
"""The chance to answer rightly what is recalled: slips happen."""
QUESTIONS = 12
SURE = 1.645
"""Standard deviations that hold 90 % on both sides."""
TOPIC_MINUTES = 25.0
"""Studying a topic for so long is what gains are given for."""

WEIGHTS: dict[str, dict[str, float]] = {
    "ml-engineer": {"mathematics": 1, "regression": 1, "optimization": 1,
                    "classical": 1.5, "trees": 1.5, "networks": 1.5, "practice": 1.5},
    "data-scientist": {"mathematics": 2, "regression": 2, "classical": 2, "trees": 2,
                       "practice": 2, "networks": 0.5, "vision": 0.25,
                       "sequences": 0.25, "language": 0.5},
    "deep-learning": {"optimization": 1.5, "networks": 2.5, "vision": 2,
                      "sequences": 1.5, "language": 1.5, "trees": 0.5},
    "nlp-llm": {"networks": 1.5, "sequences": 2.5, "language": 3, "vision": 0.5,
                "trees": 0.5, "classical": 0.75},
}  # fmt: skip
"""How often a role is asked about a unit; 1 where nothing is said."""


@dataclass(frozen=True)
class Part:
    """What to expect of one topic.

    Attributes:
        topic: its id.
        weight: its share of the interview.
        score: expected, 0 to 1.
        low: with `high`, holds the ability's share of the doubt at 90 %.
        high: see `low`.
        gain: what the interview's score gains by `TOPIC_MINUTES` on it today.
    """

    topic: str
    weight: float
    score: float
    low: float
    high: float
    gain: float


@dataclass(frozen=True)
class Readiness:
    """What to expect of an interview: `low` to `high` holds 90 % of its scores."""

    score: float
    low: float
    high: float
    parts: tuple[Part, ...]

    @property
    def raises_most(self) -> Part | None:
        """The topic to study today."""
        return max(self.parts, key=lambda part: part.gain, default=None)


@dataclass(frozen=True)
class Recall:
    """The chances to recall items on the day of the interview, by item.

    Attributes:
        planned: as things stand, or by the plan; nothing for what was never learnt.
        studied: if learnt or reviewed today, never again until then.
    """

    planned: Mapping[str, float]
    studied: Mapping[str, float]


def readiness(
    topics: Mapping[Topic, Sequence[Outline]],
    recall: Recall,
    skills: Mapping[str, Skill],
    role: str,
    today: date,
) -> Readiness:
    """What to expect on the day of the interview.

    Args:
        topics: those that there are, with their items.
        recall: of the items on that day.
        skills: by topic; what is missing is as before any answer.
        role: one of `goal.ROLES`.
        today: until when skills have grown stale.
    """
    weights = {topic.id: weight(topic, role) for topic in topics}
    total = sum(weights.values()) or 1.0
    parts, doubt, luck = [], 0.0, 0.0
    for topic, outline in topics.items():
        items = _asked(outline)
        asked = shares(outline)
        share = weights[topic.id] / total
        skill = skills.get(topic.id, Skill()).on(today)
        score = _score(items, asked, recall.planned, skill)
        slope = (_score(items, asked, recall.planned, skill.shifted(0.1)) - score) / 0.1
        spread = slope * math.sqrt(skill.variance)
        gain = share * _gain(items, asked, recall, skill)
        low, high = _interval(score, spread)
        parts.append(Part(topic.id, share, score, low, high, gain))
        doubt += (share * spread) ** 2
        luck += share * score * (1 - score) / QUESTIONS
    score = sum(part.weight * part.score for part in parts)
    low, high = _interval(score, math.sqrt(doubt + luck))
    return Readiness(score, low, high, tuple(parts))


def weight(topic: Topic, role: str) -> float:
    """How often a role is asked about a topic, 1 being usual."""
    return WEIGHTS[role].get(topic.unit, 1.0)


def shares(outline: Sequence[Outline]) -> dict[str, float]:
    """Each item's share of what an interview asks about the topic."""
    items = _asked(outline)
    aloud = sum(item.kind == "recall" for item in items)
    kinds = {True: aloud, False: len(items) - aloud}
    raw = {i.id: i.minutes / kinds[i.kind == "recall"] for i in items}
    total = sum(raw.values())
    return {item: part / total for item, part in raw.items()}


def chance(item: Outline, recall: float, skill: Skill) -> float:
    """The chance that an item is answered rightly, given that to recall it."""
    return recall * KNOWN + (1 - recall) * skill.chance(item.level)


def _asked(outline: Sequence[Outline]) -> list[Outline]:
    return [item for item in outline if item.kind != "challenge"]


def _score(
    items: Sequence[Outline],
    asked: Mapping[str, float],
    recall: Mapping[str, float],
    skill: Skill,
) -> float:
    return sum(
        asked[item.id] * chance(item, recall.get(item.id, 0.0), skill) for item in items
    )


def _gain(
    items: Sequence[Outline], asked: Mapping[str, float], recall: Recall, skill: Skill
) -> float:
    """What the topic's score gains where the most rewarding items are studied today."""
    gains = []
    for item in items:
        before = chance(item, recall.planned.get(item.id, 0.0), skill)
        after = chance(item, recall.studied.get(item.id, 0.0), skill)
        gain = asked[item.id] * (after - before)
        gains.append((gain / item.minutes, gain, item.minutes))
    total, left = 0.0, TOPIC_MINUTES
    for _, gain, minutes in sorted(gains, reverse=True):
        if gain > 0 and minutes <= left:
            total, left = total + gain, left - minutes
    return total


def _interval(score: float, spread: float) -> tuple[float, float]:
    return max(score - SURE * spread, 0.0), min(score + SURE * spread, 1.0)
