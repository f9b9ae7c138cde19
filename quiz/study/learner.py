"""One learner: what pages and commands ask and tell, over what is stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from db.store import Answer, Fold, Sitting, Store, utc_now
from quiz import curriculum
from quiz.content import Outline
from quiz.items.ask import Grade
from quiz.items.item import Variant
from quiz.study import calibration, diagnosis, fit, interview, today
from quiz.study.clock import Clock
from quiz.study.forgetting import AGAIN
from quiz.study.goal import Goal
from quiz.study.memory import Card, Cards, rating_of
from quiz.study.skill import Skill, Skills
from quiz.study.view import View, by_topic, outline

RECENT = 5_000
"""Answers that figures about habits are computed from: the latest."""
CREDIT = 0.8
"""What a hint leaves of an answer's score."""
SHAPES_DERIVED = "zone", "begins", "retention", "parameters"
"""Choices that what is derived depends on."""


def level_of(item: str) -> int:
    """The level of an item; 2 where it has left the course."""
    return outline()[item].level if item in outline() else 2


@dataclass(frozen=True)
class Given:
    """What comes with a response.

    Attributes:
        seconds: from seeing the question to sending the response.
        confidence: how sure the learner was, 0 to 1.
        hints: taken.
        sitting: the interview, exam or drill.
    """

    seconds: float | None = None
    confidence: float | None = None
    hints: int = 0
    sitting: int | None = None


class Learner:
    """What is remembered of a learner, and what follows from it.

    Args:
        store: the facts.
        now: tells the moment; the store's clock should be the same.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self.store = store
        self._now = now
        self._due: tuple[tuple[date, Goal] | None, tuple[str, ...]] = (None, ())
        self._seen: tuple[object, View] | None = None

    def goal(self) -> Goal:
        """What the learner chose."""
        return Goal.read(self.store.settings())

    def choose(self, **changes: object) -> Goal:
        """Change the goal, and what is derived where that depends on it.

        Raises:
            ValueError: a value that is none; nothing was changed.
        """
        before = self.goal()
        if changes.get("interview", before.interview) != before.interview:
            changes["since"] = self.clock(before).today
        after: Goal = replace(before, **changes)  # type: ignore[arg-type]
        for key, value in after.changes(before).items():
            self.store.set(key, value)
        if any(getattr(before, k) != getattr(after, k) for k in SHAPES_DERIVED):
            self.store.forget_derived()
        return after

    def clock(self, goal: Goal | None = None) -> Clock:
        """The learner's days."""
        return replace((goal or self.goal()).clock(), now=self._now)

    def folds(self, goal: Goal | None = None) -> list[Fold]:
        """What is derived from answers."""
        goal = goal or self.goal()
        clock = goal.clock()
        return [
            Cards(clock, goal.retention, goal.parameters),
            Skills(clock, level_of),
        ]

    def view(self) -> View:
        """The learner at this moment; the same one as long as nothing has happened."""
        marks = self.store.marks()
        if self._seen:
            known, view = self._seen
            if known == (marks, self.clock(view.goal).today):
                return view
        goal = self.goal()
        view = self._look(goal, self.clock(goal))
        self._seen = (marks, view.day), view
        return view

    def _look(self, goal: Goal, clock: Clock) -> View:
        day = clock.today
        cards, skills = map(self.store.folded, self.folds(goal))
        for topic, by in self._shifts().items():
            skills[topic] = skills.get(topic, Skill()).shifted(by)
        return View(
            goal,
            day,
            cards,
            skills,
            frozenset(self.store.solved()),
            self._spent(cards, clock),
            self._due_today(goal, day, cards),
        )

    def answer(
        self, variant: Variant, response: str, given: Given | None = None
    ) -> Grade:
        """Grade a response and remember it; once this returns, it is on disk.

        A second answer to the same variant changes nothing.

        Raises:
            Invalid: it cannot be read; nothing is remembered.
        """
        given = given or Given()
        item, seed = variant.item, variant.seed
        grade = variant.grade(response)
        if self.store.answer_to(item.id, item.version, seed):
            return grade
        self._record(
            variant,
            response=response,
            right=grade.right,
            score=grade.score * CREDIT**given.hints,
            route=grade.route,
            read_as=grade.read_as,
            rating=rating_of(
                grade.score,
                right=grade.right,
                hints=given.hints,
                seconds=given.seconds,
                usual=self._usual(item.id),
            ),
            **vars(given),
        )
        return grade

    def unknown(self, variant: Variant, sitting: int | None = None) -> None:
        """Remember that the learner does not know the answer, and said so."""
        self._record(
            variant, response="", right=False, score=0.0, rating=AGAIN, sitting=sitting
        )

    def _record(self, variant: Variant, **graded: Any) -> None:
        item = variant.item
        self.store.record_answer(
            item=item.id,
            version=item.version,
            seed=variant.seed,
            predicted=self.view().predicted(item.id),
            **graded,
        )

    def fit(self) -> fit.Fit:
        """Fit memory to the learner's own log; kept where it predicts better.

        Raises:
            ValueError: there are too few reviews.
        """
        histories = fit.Histories.of(self.store.answers(), self.clock())
        found = fit.fit(histories)
        self.choose(parameters=found.parameters if found.better else ())
        return found

    def undo(self, variant: Variant) -> Answer | None:
        """Take back the answer to this variant; None where there is none."""
        item = variant.item
        answer = self.store.answer_to(item.id, item.version, variant.seed)
        if answer:
            self.store.undo(answer, self.folds())
        return answer

    def open_sitting(self, kind: str) -> Sitting | None:
        """The latest sitting of a kind, if it has not ended."""
        latest = [pair for pair in self.store.sittings() if pair[0].kind == kind][-1:]
        return next((sitting for sitting, ending in latest if ending is None), None)

    def next_diagnosed(self, sitting: int) -> Outline | None:
        """The next question of a diagnosis; None where enough is known."""
        answers = self.store.answers(sitting=sitting)
        skills = self.view().skills
        return diagnosis.following(answers, curriculum.topics(), by_topic(), skills)

    def calibration(self) -> calibration.Calibration | None:
        """How the chances that were given came true."""
        return calibration.of_predictions(self.store.answers(latest=RECENT))

    def interview_report(self, sitting: int) -> interview.Report:
        """How an interview went.

        Raises:
            KeyError: there is no such sitting.
        """
        sat, ending = {s.id: (s, e) for s, e in self.store.sittings()}[sitting]
        asked = interview.Interview.from_json(sat.plan)
        best: dict[str, float] = {}
        for question in asked.questions:
            for submission in self.store.submissions(question.id, since=sat.at):
                if ending is None or submission.at <= ending.at:
                    share = _passed(submission.detail)
                    best[question.id] = max(best.get(question.id, 0.0), share)
        return interview.report(asked, self.store.answers(sitting=sitting), best)

    def _due_today(
        self, goal: Goal, day: date, cards: Mapping[str, Card]
    ) -> tuple[str, ...]:
        """The items to review today, as decided at the first look of the day.

        Decided once: else every answer would call up what tomorrow has time for.
        """
        if self._due[0] != (day, goal):
            known = [card for card in cards.values() if card.item in outline()]
            left = goal.left(day)
            room = [goal.minutes / today.REVIEW_MINUTES]
            if left:
                room = today.capacities(left, goal.quiet, goal.minutes)
            chosen = today.due(known, day, left, room, goal.curve)
            self._due = (day, goal), tuple(card.item for card in chosen)
        return self._due[1]

    def _spent(self, cards: Mapping[str, Card], clock: Clock) -> float:
        """Minutes of today that are spent, by what each thing is meant to take."""
        start = clock.start(clock.today)
        spent = 0.0
        for answer in self.store.answers(since=start):
            if answer.item in outline():
                card = cards.get(answer.item)
                first = card is not None and card.begun == clock.today
                factor = today.NEW_FACTOR if first else 1.0
                spent += factor * outline()[answer.item].minutes
        tried = {s.challenge for s in self.store.submissions(since=start)}
        return spent + sum(outline()[c].minutes for c in tried if c in outline())

    def _usual(self, item: str) -> list[float]:
        return [
            answer.seconds
            for answer in self.store.answers(item)
            if answer.right and answer.seconds is not None
        ]

    def _shifts(self) -> dict[str, float]:
        """What the latest diagnosis says of topics that it did not ask about."""
        found = [s.id for s, _ in self.store.sittings() if s.kind == diagnosis.KIND]
        if not found:
            return {}
        answers = self.store.answers(sitting=found[-1])
        return diagnosis.shifts(answers, curriculum.topics())


def _passed(detail: str) -> float:
    verdict = json.loads(detail)
    total: int = verdict.get("total", 0)
    return float(verdict["passed"] / total) if total else 0.0
