"""What the learner chose: the interview's date and role, minutes a day, zone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

from quiz.study.clock import Clock
from quiz.study.forgetting import Forgetting

ROLES = {
    "ml-engineer": "ML engineer",
    "data-scientist": "Data scientist",
    "deep-learning": "Deep learning",
    "nlp-llm": "NLP and language models",
}
MINUTES = 5, 600
RETENTION = 0.7, 0.98


@dataclass(frozen=True)
class Goal:
    """The learner's choices, each with a default.

    Attributes:
        interview: the day of the interview; None while there is no date.
        since: the day on which that was chosen.
        minutes: to study a day.
        role: one of `ROLES`.
        retention: the share to be recalled when a review is due, without a date.
        zone: a name of the time zone database.
        begins: the hour at which a day begins.
        parameters: of FSRS, fitted to the learner; empty for the default ones.
    """

    interview: date | None = None
    since: date | None = None
    minutes: int = 45
    role: str = "ml-engineer"
    retention: float = 0.9
    zone: str = "UTC"
    begins: int = 4
    parameters: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        low, high = MINUTES
        if not low <= self.minutes <= high:
            raise ValueError(f"minutes a day are {low} to {high}, got {self.minutes}")
        if self.role not in ROLES:
            raise ValueError(f"a role is one of {', '.join(ROLES)}, got {self.role!r}")
        least, most = RETENTION
        if not least <= self.retention <= most:
            raise ValueError(f"retention is {least} to {most}, got {self.retention}")
        self.clock()

    @property
    def quiet(self) -> int:
        """The last days before the interview, in which nothing new is begun."""
        if not self.interview or not self.since:
            return 1
        return min(max((self.interview - self.since).days // 3, 1), 7)

    @property
    def curve(self) -> Forgetting:
        """How the learner's memory fades."""
        return Forgetting(self.parameters) if self.parameters else Forgetting()

    def left(self, day: date) -> int | None:
        """Days until the interview; None without a date or after it."""
        if self.interview is None or self.interview < day:
            return None
        return (self.interview - day).days

    def clock(self) -> Clock:
        """The learner's days."""
        return Clock(self.zone, self.begins)

    @classmethod
    def read(cls, settings: Mapping[str, str]) -> Goal:
        """From stored settings; what is missing has its default."""
        known = {field.name for field in fields(cls)}
        chosen = {k: json.loads(v) for k, v in settings.items() if k in known}
        for key in ("interview", "since"):
            if chosen.get(key):
                chosen[key] = date.fromisoformat(chosen[key])
        if "parameters" in chosen:
            chosen["parameters"] = tuple(chosen["parameters"])
        return cls(**chosen)

    def changes(self, before: Goal) -> dict[str, str]:
        """What differs from an earlier goal, as it is stored."""
        old, new = asdict(before), asdict(self)
        return {
            key: json.dumps(str(value) if isinstance(value, date) else value)
            for key, value in new.items()
            if value != old[key]
        }
