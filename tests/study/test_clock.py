"""Days of a learner: zones, late nights, daylight saving, new year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.study.clock import Clock

moments = st.datetimes(
    datetime(2020, 1, 1),
    datetime(2030, 1, 1),
    timezones=st.just(UTC),
)
zones = st.sampled_from(
    ["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]
)


def test_after_midnight_it_is_still_the_evening_before() -> None:
    paris = Clock("Europe/Paris", 4)

    assert paris.day(datetime(2026, 1, 1, 2, 59, tzinfo=UTC)) == date(2025, 12, 31)
    assert paris.day(datetime(2026, 1, 1, 3, 0, tzinfo=UTC)) == date(2026, 1, 1)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_of_23_or_25_hours_is_one_day(day: date) -> None:
    paris = Clock("Europe/Paris", 0)
    hours = paris.start(day + timedelta(1)) - paris.start(day)

    assert hours in {timedelta(hours=23), timedelta(hours=25)}
    assert paris.day(paris.start(day)) == day
    assert paris.day(paris.start(day + timedelta(1)) - timedelta(seconds=1)) == day


@given(moments, zones, st.integers(0, 12))
def test_a_moment_lies_in_its_day(moment: datetime, zone: str, begins: int) -> None:
    clock = Clock(zone, begins)
    day = clock.day(moment)

    assert clock.start(day) <= moment < clock.start(day + timedelta(1))


def test_today_comes_from_the_clock_that_is_given() -> None:
    clock = Clock("Asia/Kolkata", 4, lambda: datetime(2026, 12, 31, 22, 0, tzinfo=UTC))

    assert clock.today == date(2026, 12, 31)


def test_what_is_no_zone_and_no_hour_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Mars/Base.*such as Europe/Paris"):
        Clock("Mars/Base")
    with pytest.raises(ValueError, match="0 to 12 o'clock, got 13"):
        Clock("UTC", 13)
