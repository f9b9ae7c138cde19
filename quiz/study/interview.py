"""A mock interview: what is asked, how far it has come, and the report.

Questions to say aloud and questions with a computed key take turns, on topics drawn by
the weight that the role gives them; a longer interview has a coding challenge as well.
Nothing is graded before the end. What was said aloud is held against the key points
then, by the learner.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from quiz import content
from quiz.content import Outline
from quiz.curriculum import Topic
from quiz.items.ask import Point
from quiz.items.item import Variant
from quiz.study.readiness import weight

if TYPE_CHECKING:
    from db.store import Answer

KIND = "interview"
LENGTHS = 20, 30, 45, 60
LEVELS = {1: "junior", 2: "mid-level", 3: "senior"}
CODING = 30
"""Minutes from which on there is a challenge."""
SHARE = 0.7
"""Of the time that the challenge may take at most: questions are asked as well."""
MENTIONED = 0.4
"""Of the words of a point: said, where so many are in the answer."""


@dataclass(frozen=True)
class Question:
    """One variant of an item, or a challenge, which has version 0."""

    id: str
    version: int
    seed: int
    minutes: float

    @property
    def topic(self) -> str:
        """The id of the topic."""
        return self.id.split("/")[0]

    def variant(self) -> Variant:
        """The question itself. For an item."""
        return content.item(self.id).draw(self.seed)


@dataclass(frozen=True)
class Interview:
    """What is asked: the same for everyone who has this plan."""

    role: str
    level: int
    minutes: int
    questions: tuple[Question, ...]

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Interview:
        """As it was stored."""
        fields = json.loads(text)
        questions = tuple(Question(**question) for question in fields["questions"])
        return cls(**(fields | {"questions": questions}))


@dataclass(frozen=True)
class Progress:
    """What is behind us: kept as a draft, so that a crash loses nothing.

    Attributes:
        said: what was said aloud, by the place of the question.
        passed: places that were answered or skipped.
    """

    said: Mapping[int, str] = field(default_factory=dict)
    passed: frozenset[int] = frozenset()

    def next(self, interview: Interview, seconds: float) -> int | None:
        """The place of the question to ask; None when all are asked or time is up."""
        open_ = [i for i in range(len(interview.questions)) if i not in self.passed]
        return open_[0] if open_ and seconds < 60 * interview.minutes else None

    def after(self, place: int, said: str | None = None) -> Progress:
        """With a question behind us."""
        words = {**self.said, place: said} if said is not None else self.said
        return Progress(words, self.passed | {place})

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps([dict(self.said), sorted(self.passed)])

    @classmethod
    def from_json(cls, text: str) -> Progress:
        """As it was stored."""
        said, passed = json.loads(text)
        return cls({int(k): v for k, v in said.items()}, frozenset(passed))


def compose(
    role: str,
    level: int,
    minutes: int,
    outline: Mapping[Topic, Sequence[Outline]],
    rng: np.random.Generator,
) -> Interview:
    """Draw an interview.

    Args:
        role: one of `goal.ROLES`.
        level: 1 to 3; questions are of this level or next to it.
        minutes: one of `LENGTHS`.
        outline: what can be asked.
        rng: draws topics, items and seeds.

    Raises:
        ValueError: another level or length.
    """
    if level not in LEVELS or minutes not in LENGTHS:
        raise ValueError(f"no interview of level {level} takes {minutes} minutes")
    longest = SHARE * minutes if minutes >= CODING else 0.0
    coding = _challenge(role, level, longest, outline, rng)
    left = minutes - (coding.minutes if coding else 0.0)
    asked: list[Outline] = []
    while True:
        aloud = len(asked) % 2 == 0
        item = _item(role, level, outline, asked, aloud, rng)
        if item is None or item.minutes > left:
            break
        asked.append(item)
        left -= item.minutes
    seeds = rng.integers(2**31, size=len(asked) + 1)
    questions = [
        Question(item.id, content.item(item.id).version, int(seed), item.minutes)
        for item, seed in zip(asked, seeds, strict=False)
    ]
    if coding:
        questions.append(Question(coding.id, 0, int(seeds[-1]), coding.minutes))
    return Interview(role, level, minutes, tuple(questions))


def _item(  # noqa: PLR0913, PLR0917
    role: str,
    level: int,
    outline: Mapping[Topic, Sequence[Outline]],
    asked: Sequence[Outline],
    aloud: bool,
    rng: np.random.Generator,
) -> Outline | None:
    """The next question: of the wanted kind where there is one, of a fresh topic."""
    times = {topic.id: 0 for topic in outline}
    for item in asked:
        times[item.id.split("/")[0]] += 1
    for wanted in (aloud, not aloud):
        fitting = {
            topic: [
                item
                for item in items
                if item.kind != "challenge"
                and (item.kind == "recall") is wanted
                and abs(item.level - level) <= 1
                and item not in asked
            ]
            for topic, items in outline.items()
        }
        topics = [topic for topic, items in fitting.items() if items]
        if topics:
            weights = np.array([weight(t, role) / 4 ** times[t.id] for t in topics])
            topic = topics[rng.choice(len(topics), p=weights / weights.sum())]
            return fitting[topic][rng.integers(len(fitting[topic]))]
    return None


def _challenge(
    role: str,
    level: int,
    longest: float,
    outline: Mapping[Topic, Sequence[Outline]],
    rng: np.random.Generator,
) -> Outline | None:
    found = [
        (weight(topic, role), item)
        for topic, items in outline.items()
        for item in items
        if item.kind == "challenge"
        and abs(item.level - level) <= 1
        and item.minutes <= longest
    ]
    if not found:
        return None
    weights = np.array([share for share, _ in found])
    return found[rng.choice(len(found), p=weights / weights.sum())][1]


def missed(points: Sequence[str], said: str) -> list[str]:
    """The key points of which an answer seems to say nothing: a guess, by words."""
    words = _stems(said)
    return [
        point
        for point in points
        if len(_stems(point) & words) < MENTIONED * len(_stems(point))
    ]


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}


def follow_up(points: Sequence[str], said: str) -> str:
    """What an interviewer asks next, about the first point that was left out."""
    open_ = missed(points, said)
    if not open_:
        return "When would you not do it this way?"
    asks = [point.ask for point in open_ if isinstance(point, Point)]
    return asks[0] if asks else "Is there anything that you left out?"


@dataclass(frozen=True)
class Result:
    """How one question went: a share from 0 to 1, None where it was not reached."""

    question: Question
    score: float
    answered: bool
    route: str | None = None


@dataclass(frozen=True)
class Report:
    """How an interview went.

    Attributes:
        score: 0 to 1, each question by the minutes that it is worth.
        topics: the same by topic, the weakest first.
        results: by question, in the order asked.
    """

    score: float
    topics: tuple[tuple[str, float], ...]
    results: tuple[Result, ...]


def report(
    interview: Interview, answers: Sequence[Answer], solved: Mapping[str, float]
) -> Report:
    """How it went.

    Args:
        interview: what was asked.
        answers: given in it.
        solved: the share of cases that the best submission passed, by challenge.
    """
    given = {(answer.item, answer.seed): answer for answer in answers}
    results = []
    for question in interview.questions:
        answer = given.get((question.id, question.seed))
        if question.version == 0:
            tried = question.id in solved
            results.append(Result(question, solved.get(question.id, 0.0), tried))
        elif answer:
            results.append(Result(question, answer.score, True, answer.route))
        else:
            results.append(Result(question, 0.0, False))
    topics = list(dict.fromkeys(r.question.topic for r in results))
    parts = {t: _mean([r for r in results if r.question.topic == t]) for t in topics}
    ordered = tuple(sorted(parts.items(), key=lambda part: part[1]))
    return Report(_mean(results), ordered, tuple(results))


def _mean(results: Sequence[Result]) -> float:
    total = sum(result.question.minutes for result in results)
    return sum(r.score * r.question.minutes for r in results) / total if total else 0.0
