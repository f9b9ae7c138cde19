"""A topic's content, read from its folder when it is asked for."""

from __future__ import annotations

import fnmatch
import functools
import importlib
import re
import tomllib
from dataclasses import dataclass

from quiz.claims import Claim, claims_of
from quiz.coding.challenge import Challenge, load
from quiz.curriculum import Topic, topics
from quiz.items.item import Item, items_of
from quiz.labs import Lab, lab_of
from quiz.names import find

ITEM = re.compile(
    r'^@(\w+)\(([^@]*?)\)\ndef (\w+)\([^"]*"""(.+?)\.?(?:"""|\n)', re.MULTILINE
)
TITLE = re.compile(r'^r?"""(.+?)\.?(?:"""|\n)')
CHALLENGE = re.compile(r"^challenge = Challenge\((.*?)^\)", re.MULTILINE | re.DOTALL)
MINUTES = {1: 1.0, 2: 2.0, 3: 3.0}
SLOW = {"recall", "steps", "matrix", "expression"}
"""Kinds that take a minute more than their level says."""


@dataclass(frozen=True)
class Notes:
    """The reading: a summary, the rows it covers by prose alone, and the text."""

    summary: str
    covers: tuple[str, ...]
    text: str


@functools.cache
def notes(topic: Topic) -> Notes:
    """The topic's notes: front matter in TOML between two lines of `+++`, then text.

    Raises:
        ValueError: the front matter is missing.
    """
    source = (topic.folder / "notes.md").read_text(encoding="utf-8")
    opening, front, text = [*source.split("+++\n", 2), "", ""][:3]
    if opening or not text:
        raise ValueError(f"{topic.id}: notes.md must begin with +++ front matter +++")
    fields = tomllib.loads(front)
    return Notes(fields["summary"], tuple(fields.get("covers", ())), text.strip())


def items(topic: Topic) -> list[Item]:
    """The topic's items, in order."""
    return items_of(importlib.import_module(f"{topic.package}.items"))


def claims(topic: Topic) -> list[Claim]:
    """The topic's claims, in order; none where it has no file of them."""
    if not (topic.folder / "claims.py").exists():
        return []
    return claims_of(importlib.import_module(f"{topic.package}.claims"))


@dataclass(frozen=True)
class Outline:
    """What the source of an item or challenge says of it, read without importing it.

    Attributes:
        id: as of the item or challenge.
        title: as of the item or challenge.
        kind: of the item; "challenge" for a challenge.
        level: 1 to 3.
        covers: rows of the syllabus.
        minutes: it is meant to take.
    """

    id: str
    title: str
    kind: str
    level: int
    covers: tuple[str, ...]
    minutes: float


@functools.cache
def outline(topic: Topic) -> tuple[Outline, ...]:
    """The topic's items in order, then its challenges. Imports nothing."""
    found = []
    source = (topic.folder / "items.py").read_text(encoding="utf-8")
    for kind, said, name, title in ITEM.findall(source):
        level = int(_said("level", said))
        minutes = MINUTES[level] + (kind in SLOW)
        item = f"{topic.id}/{name}"
        found.append(Outline(item, title, kind, level, _rows(said), minutes))
    for name in challenge_ids(topic):
        file = topic.folder / "challenges" / f"{name.split('/')[1]}.py"
        source = file.read_text(encoding="utf-8")
        (title,), (said,) = TITLE.findall(source), CHALLENGE.findall(source)
        level, minutes = int(_said("level", said)), float(_said("minutes", said))
        found.append(Outline(name, title, "challenge", level, _rows(said), minutes))
    return tuple(found)


def _said(word: str, arguments: str) -> str:
    (value,) = re.findall(rf"\b{word}=(\d+)", arguments)
    return str(value)


def _rows(arguments: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([SCQWEHL]\d\d\.d?\d+)"', arguments))


def lab(topic: Topic) -> Lab:
    """The topic's lab."""
    return lab_of(importlib.import_module(f"{topic.package}.lab"))


@functools.cache
def challenges(topic: Topic) -> tuple[Challenge, ...]:
    """The topic's challenges, by level."""
    loaded = [challenge(name) for name in challenge_ids(topic)]
    return tuple(sorted(loaded, key=lambda c: (c.level, c.id)))


def challenge_ids(topic: Topic) -> list[str]:
    """The ids of the topic's challenges; imports none of them."""
    names = sorted(
        path.stem for path in (topic.folder / "challenges").glob("[a-z]*.py")
    )
    return [f"{topic.id}/{name}" for name in names]


@functools.cache
def rows(topic: Topic) -> dict[str, str]:
    """The topic's rows of the syllabus: id -> what it is."""
    path = topic.folder / "rows.toml"
    table: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table


def written() -> list[Topic]:
    """The topics that have been written, in the order of study."""
    return [topic for topic in topics().values() if topic.written]


def matching(pattern: str) -> list[Topic]:
    """The written topics that ids of this pattern can be of: those whose own id fits
    what stands before the slash."""
    of_topic = pattern.split("/", maxsplit=1)[0]
    return [topic for topic in written() if fnmatch.fnmatch(topic.id, of_topic)]


def item(name: str) -> Item:
    """The item of this id, or of this bare name where only one topic has it.

    Raises:
        Unknown: there is none; the nearest ids are named.
    """
    return find("item", name, {i.id: i for topic in _near(name) for i in items(topic)})


@functools.cache
def challenge(name: str) -> Challenge:
    """The challenge of this id, or of this bare name where only one topic has it.

    Raises:
        Unknown: there is none; the nearest ids are named.
    """
    homes = {i: topic for topic in _near(name) for i in challenge_ids(topic)}
    known = find("challenge", name, {i: i for i in homes})
    module = f"{homes[known].package}.challenges.{known.split('/')[1]}"
    return load(importlib.import_module(module))


def _near(name: str) -> list[Topic]:
    """The one topic that a full id names; every written one for a bare name."""
    topic = topics().get(name.split("/", maxsplit=1)[0]) if "/" in name else None
    return [topic] if topic and topic.written else written()
