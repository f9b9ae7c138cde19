"""Units and topics in the order of study. Listing them imports no topic."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

TOPICS = Path(__file__).parent / "topics"


@dataclass(frozen=True)
class Topic:
    """A chapter of the course.

    `short` is its title where there is little room; `written` says whether its folder
    exists.
    """

    id: str
    unit: str
    chapter: int
    title: str
    short: str
    prerequisites: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where the topic's content is."""
        return TOPICS / self.unit / self.id.replace("-", "_")

    @property
    def package(self) -> str:
        """The dotted name of the topic's folder."""
        return f"quiz.topics.{self.unit}.{self.id.replace('-', '_')}"

    @functools.cached_property
    def written(self) -> bool:
        """Whether there is something to read."""
        return (self.folder / "notes.md").exists()


@dataclass(frozen=True)
class Unit:
    """A group of topics."""

    id: str
    title: str
    topics: tuple[Topic, ...]

    @property
    def written(self) -> bool:
        """Whether one of its topics is."""
        return any(topic.written for topic in self.topics)


@functools.cache
def units() -> tuple[Unit, ...]:
    """All units, in the order of study."""
    table = tomllib.loads((TOPICS / "curriculum.toml").read_text(encoding="utf-8"))
    return tuple(
        Unit(
            unit["id"],
            unit["title"],
            tuple(
                Topic(
                    topic["id"],
                    unit["id"],
                    topic["chapter"],
                    topic["title"],
                    topic.get("short", topic["title"]),
                    tuple(topic["prerequisites"]),
                )
                for topic in unit["topic"]
            ),
        )
        for unit in table["unit"]
    )


@functools.cache
def topics() -> dict[str, Topic]:
    """All topics by id, in the order of study."""
    return {topic.id: topic for unit in units() for topic in unit.topics}
