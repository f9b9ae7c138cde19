"""Tables and the calendar: read again by the programs' own readers."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from db.store import Answer
from quiz.study.exports import calendar, harmless, write_answers, write_reviews
from quiz.study.plan import Day, Plan

AT = datetime(2026, 5, 4, 22, 30, 0, 123_456, tzinfo=UTC)
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
EVE = date(2026, 12, 31)


def row(response: str, **fields: object) -> dict[str, object]:
    whole = {"id": 1, "item": "a/b", "response": response, "right": True, "score": 0.1,
             "route": None, "at": AT, "read_as": response, "undone": None}  # fmt: skip
    return whole | fields


def table(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write_answers(rows, out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline=""), strict=True))


def test_answers_have_all_columns() -> None:
    (read,) = table([row("0.5", undone=AT + timedelta(1))])

    assert read == {
        "id": "1",
        "item": "a/b",
        "response": "0.5",
        "right": "1",
        "score": "0.1",
        "route": "",
        "at": "2026-05-04T22:30:00.123456+00:00",
        "read_as": "0.5",
        "undone": "2026-05-05T22:30:00.123456+00:00",
    }
    assert table([]) == []


@given(st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_any_response_stays_in_its_cell(responses: list[str]) -> None:
    responses = [r.encode(errors="replace").decode() for r in responses]
    read = table([row(response) for response in responses])

    assert [line["response"] for line in read] == [harmless(r) for r in responses]
    assert {line["item"] for line in read} == {"a/b"}


@given(st.text("=+-@＝\t\r\n\0 '\"a1.(", min_size=1, max_size=8))
def test_only_a_number_begins_as_a_formula_does(response: str) -> None:
    shown = harmless(response)
    begins = shown.strip(" \t\r\n\ufffd\"'")[:1] in {*"=+-@＝"}

    assert not begins or shown.startswith("'") or float(shown) is not None


@pytest.mark.parametrize(
    ("response", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-2+3", "'-2+3"),
        ("-0.25", "-0.25"),
        ("+3", "+3"),
        ("- a list", "'- a list"),
        ("\t=1", "'\t=1"),
        ("x = 1", "x = 1"),
        ("a\0b\x1b[31m\r", "a\ufffdb\ufffd[31m\ufffd"),
        ("line\nline", "line\nline"),
        ("½ · 💡", "½ · 💡"),
    ],
)
def test_what_a_spreadsheet_gets(response: str, shown: str) -> None:
    assert harmless(response) == shown


def test_reviews_are_what_fsrs_reads() -> None:
    """Whole milliseconds since 1970; what is no review is left out."""
    fields = {"item": "a/b", "version": 1, "seed": 1, "response": "", "right": True,
              "score": 1.0, "route": None}  # fmt: skip
    answers = [
        Answer(**fields, at=AT, seconds=1.2345, rating=3),
        Answer(**fields, at=AT, seconds=1.0, rating=None),
        Answer(**fields, at=AT + timedelta(days=1), seconds=None, rating=1),
    ]
    out = io.StringIO(newline="")
    write_reviews(answers, out)

    assert out.getvalue().splitlines() == [
        "card_id,review_rating,review_time,review_duration",
        "a/b,3,1777933800123,1234",
        "a/b,1,1778020200123,",
    ]
    assert datetime.fromtimestamp(1777933800.123, UTC) == AT.replace(microsecond=123000)


def planned(*days: tuple[int, int]) -> Plan:
    first = EVE - timedelta(len(days) - 1)
    return Plan(
        tuple(
            Day(first + timedelta(n), reviews, new, 1.5 * reviews + 4 * new)
            for n, (reviews, new) in enumerate(days)
        ),
        {"a/b": 0.9, "a/c": 0.8},
        (),
    )


def test_the_calendar_has_each_day_and_the_interview() -> None:
    """Read again by a parser; over new year."""
    new_year = date(2027, 1, 1)
    source = calendar(planned((0, 1), (0, 0), (12, 3)), new_year, NOW)
    assert b"\r\n" in source
    assert max(map(len, source.split(b"\r\n"))) <= 75
    read = Calendar.from_ical(source)
    events = read.walk("VEVENT")

    assert not read.errors
    assert (read["version"], len(read["prodid"]) > 0) == ("2.0", True)
    assert [(e.start, e.end, str(e["summary"])) for e in events] == [
        (date(2026, 12, 29), date(2026, 12, 30), "Viva: 1 new question"),
        (EVE, new_year, "Viva: 12 reviews, 3 new questions"),
        (new_year, date(2027, 1, 2), "Interview"),
    ]
    assert "about 30 minutes" in events[1]["description"]
    assert "85%" in events[2]["description"]
    assert all(not event.errors for event in events)


def test_days_keep_their_names() -> None:
    """Another plan replaces a day, and the interview where it moved."""
    names = []
    for plan, day in (
        (planned((1, 0), (2, 0)), EVE),
        (planned((3, 1)), date(2027, 2, 1)),
    ):
        events = Calendar.from_ical(calendar(plan, day, NOW)).walk("VEVENT")
        names.append([str(event["uid"]) for event in events])
        assert len(set(names[-1])) == len(events)

    assert names[0] == [
        "plan-2026-12-30@viva",
        "plan-2026-12-31@viva",
        "interview@viva",
    ]
    assert names[1] == ["plan-2026-12-31@viva", "interview@viva"]


def test_without_a_plan_there_is_the_interview() -> None:
    (event,) = Calendar.from_ical(calendar(Plan((), {}, ()), EVE, NOW)).walk("VEVENT")

    assert event.start == EVE
