"""The learner's days: a moment in UTC belongs to a day in their zone.

A day begins at an hour of the learner's choice, for who studies past midnight has not
begun another day. It is counted on the clock on the wall, so a day of 23 or 25 hours
is one day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True)
class Clock:
    """A zone, the hour at which a day begins there, and what tells the moment."""

    zone: str = "UTC"
    begins: int = 4
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"{self.zone!r} is no time zone; expected a name such as Europe/Paris"
            ) from None
        if not 0 <= self.begins <= 12:
            raise ValueError(f"a day begins at 0 to 12 o'clock, got {self.begins}")

    def day(self, moment: datetime) -> date:
        """The day that an aware moment belongs to."""
        wall = moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return (wall - timedelta(hours=self.begins)).date()

    def start(self, day: date) -> datetime:
        """The moment, in UTC, at which a day begins."""
        wall = datetime.combine(day, time(self.begins), ZoneInfo(self.zone))
        return wall.astimezone(UTC)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.day(self.now())
