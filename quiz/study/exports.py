"""What is remembered, for other programs: tables for spreadsheets, a calendar.

Nothing comes back from these; the export that is read again is `db.document`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from db.merging import Row
    from db.store import Answer
    from quiz.study.plan import Plan

FREE = "response", "read_as"
"""Columns of an answer whose text is the learner's own."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
FORMULA = re.compile(r"[\s\ufffd'\"]*[=+\-@＝＋－＠]")
MILLISECOND = timedelta(milliseconds=1)
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def write_answers(rows: Iterable[Row], out: TextIO) -> None:
    """Answers with all their columns, and when they were taken back.

    Args:
        rows: of answers, each with `undone`: a time or None.
        out: opened with `newline=""`.
    """
    table = csv.writer(out)
    columns: list[str] = []
    for row in rows:
        if not columns:
            columns = list(row)
            table.writerow(columns)
        table.writerow(
            harmless(value) if name in FREE and isinstance(value, str) else _cell(value)
            for name, value in row.items()
        )


def write_reviews(answers: Iterable[Answer], out: TextIO) -> None:
    """Reviews as the tools of FSRS read them: times and durations in milliseconds.

    Source: github.com/open-spaced-repetition/fsrs-optimizer, Review Logs Schema.

    Args:
        answers: that count, the oldest first; one without a rating is no review.
        out: opened with `newline=""`.
    """
    table = csv.writer(out)
    table.writerow(["card_id", "review_rating", "review_time", "review_duration"])
    for answer in answers:
        if answer.rating is not None:
            moment = (answer.at - datetime(1970, 1, 1, tzinfo=UTC)) / MILLISECOND
            lasted = "" if answer.seconds is None else round(1000 * answer.seconds)
            table.writerow([answer.item, answer.rating, round(moment), lasted])


def harmless(text: str) -> str:
    """The text as a spreadsheet may open it.

    What would be run as a formula gets an apostrophe in front, which spreadsheets read
    as "this is text"; a plain number stays one. Control characters become U+FFFD.

    >>> harmless("=1+1"), harmless("-0.25"), harmless("-x")
    ("'=1+1", '-0.25', "'-x")
    """
    shown = CONTROL.sub("\ufffd", text)
    formula = FORMULA.match(shown) and not NUMBER.fullmatch(shown.strip())
    return f"'{shown}" if formula else shown


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return int(value) if isinstance(value, bool) else value


def calendar(plan: Plan, interview: date, now: datetime) -> bytes:
    """The plan as a calendar (RFC 5545): a day for each day with something to do.

    A day has the same name in every export, and so has the interview: taken in again,
    they replace what was there.
    """
    from icalendar import Calendar, Event

    found = Calendar()
    found.add("prodid", "-//Viva//Plan//EN")
    found.add("version", "2.0")

    def add(uid: str, day: date, summary: str, description: str) -> None:
        event = Event()
        event.add("uid", f"{uid}@viva")
        event.add("dtstamp", now)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(1))
        event.add("summary", summary)
        event.add("description", description)
        event.add("transp", "TRANSPARENT")  # the day is not taken up
        found.add_component(event)

    for day in plan.days:
        parts = [_counted(day.reviews, "review"), _counted(day.new, "new question")]
        told = ", ".join(filter(None, parts))
        if told:
            minutes = f"about {round(day.minutes)} minutes"
            add(f"plan-{day.day}", day.day, f"Viva: {told}", f"{told}; {minutes}.")
    recall = list(plan.recall.values())
    expected = f"{sum(recall) / len(recall):.0%}" if recall else "nothing yet"
    add("interview", interview, "Interview", f"Recall of what is planned: {expected}.")
    return bytes(found.to_ical())


def _counted(number: int, what: str) -> str:
    if not number:
        return ""
    return f"{number} {what}{'' if number == 1 else 's'}"
