"""What answers say of a learner: mistakes by route, time, retention by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from quiz.study.clock import Clock

if TYPE_CHECKING:
    from db.store import Answer


@dataclass(frozen=True)
class Misconception:
    """A mistake that comes back: `times` of the `of` answers to the item."""

    item: str
    route: str
    times: int
    of: int


def misconceptions(answers: Sequence[Answer]) -> list[Misconception]:
    """The recognised mistakes, over all variants; the most frequent first."""
    asked = Counter(answer.item for answer in answers)
    made = Counter((answer.item, answer.route) for answer in answers if answer.route)
    found = [
        Misconception(item, route, times, asked[item])
        for (item, route), times in made.items()
        if route
    ]
    return sorted(found, key=lambda m: (-m.times, -m.times / m.of, m.item, m.route))


def seconds(
    answers: Sequence[Answer], kind: Callable[[str], str]
) -> dict[str, tuple[float, int]]:
    """The median seconds of an answer and how many there are, by kind of item."""
    times = defaultdict[str, list[float]](list)
    for answer in answers:
        if answer.seconds is not None:
            times[kind(answer.item)].append(answer.seconds)
    return {kind_: (median(t), len(t)) for kind_, t in sorted(times.items())}


@dataclass(frozen=True)
class Week:
    """Of the first reviews of a day in a week: how many were recalled, of how many."""

    start: date
    recalled: int
    reviews: int


def retention(answers: Sequence[Answer], clock: Clock) -> list[Week]:
    """By week, without first encounters and repetitions on a day; the oldest first."""
    met, weeks = dict[str, date](), dict[date, list[bool]]()
    for answer in answers:
        if answer.rating is None:
            continue
        day = clock.day(answer.at)
        last = met.get(answer.item)
        met[answer.item] = day
        if last is not None and last != day:
            start = day - timedelta(day.weekday())
            weeks.setdefault(start, []).append(answer.right)
    return [Week(s, sum(right), len(right)) for s, right in sorted(weeks.items())]


def hours(answers: Sequence[Answer], clock: Clock) -> dict[int, tuple[int, int]]:
    """By hour of the learner's day: right answers, answers."""
    counts = defaultdict[int, list[bool]](list)
    for answer in answers:
        counts[answer.at.astimezone(ZoneInfo(clock.zone)).hour].append(answer.right)
    return {hour: (sum(right), len(right)) for hour, right in sorted(counts.items())}


def days_this_week(answers: Sequence[Answer], clock: Clock) -> int:
    """On how many of the last seven days, today included, something was answered."""
    first = clock.today - timedelta(6)
    return len({day for answer in answers if (day := clock.day(answer.at)) >= first})
