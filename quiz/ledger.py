"""The ledger: every row of the syllabus and the places that cover it."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter, defaultdict

import engine
from engine.system import SYSTEMS
from quiz import content
from quiz.curriculum import Topic

KINDS = {
    "S": "systems",
    "C": "claims",
    "Q": "questions",
    "W": "worked numbers",
    "E": "errors",
    "H": "challenge ideas",
    "L": "lab ideas",
}


def gather() -> dict[str, list[str]]:
    """Row -> the places that cover it, each named as one would look it up."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        if not module.name.startswith("engine.parity"):
            importlib.import_module(module.name)
    for row, functions in SYSTEMS.items():
        places[row] += functions
    for topic in content.written():
        for row, place in _of_topic(topic):
            places[row].append(place)
    return dict(sorted(places.items()))


def _of_topic(topic: Topic) -> list[tuple[str, str]]:
    lab = content.lab(topic)
    covered = [
        (f"notes {topic.id}", content.notes(topic).covers),
        (f"lab {topic.id}", lab.covers),
    ]
    covered += [(f"item {item.id}", item.covers) for item in content.items(topic)]
    covered += [(f"claim {claim.id}", claim.covers) for claim in content.claims(topic)]
    covered += [
        (f"challenge {challenge.id}", tuple(challenge.covers))
        for challenge in content.challenges(topic)
    ]
    return [(row, place) for place, rows in covered for row in rows]


def missing(topic: Topic) -> dict[str, str]:
    """The topic's rows that nothing covers: id -> what it is."""
    covered = gather()
    return {
        row: what for row, what in content.rows(topic).items() if row not in covered
    }


def table() -> list[tuple[str, str, int, int]]:
    """(topic id, kind's letter, rows covered, rows in all) for each written topic."""
    covered = gather()
    lines = []
    for topic in content.written():
        rows = content.rows(topic)
        total = Counter(row[0] for row in rows)
        done = Counter(row[0] for row in rows if row in covered)
        lines += [(topic.id, kind, done[kind], total[kind]) for kind in KINDS]
    return lines
