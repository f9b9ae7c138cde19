"""Two histories of one learner made into one, on plain rows; no database is touched.

A fact that both have is taken once. Numbers of rows mean nothing outside their own
database, so references are carried over by what they refer to. The higher number is the
later fact: rows that come in are put between those that are there by their time, and
only where something older comes in do later rows get another number.
"""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import Table

from db.models import (
    Answer,
    Base,
    Draft,
    Ending,
    Pending,
    Setting,
    Sitting,
    Submission,
    Undo,
    Visit,
)

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]

MODELS: tuple[type[Base], ...] = (
    Sitting,
    Answer,
    Undo,
    Ending,
    Setting,
    Submission,
    Pending,
    Draft,
    Visit,
)
TABLES: dict[str, Table] = {
    model.__tablename__: Base.metadata.tables[model.__tablename__] for model in MODELS
}
"""What is remembered and not derived; a table stands after those that it refers to."""

ONCE = {"undos": ("answer",), "endings": ("sitting",), "drafts": ("key",)}
"""Tables with one row for each of something: what that is."""

Numbers = dict[str, dict[int, int]]
"""For each table, the number of a row before, and after."""


def merge(present: Tables, incoming: Tables) -> dict[str, list[Row]]:
    """All facts of both; what is in neither changed, added or left out.

    Where there can be one only, what is there stays, except for an older draft.

    Args:
        present: the rows of each table, in the order of their numbers; references are
            whole. So is `incoming`.
    """
    whole: dict[str, list[Row]] = {}
    ours, theirs = Numbers(), Numbers()
    for name, table in TABLES.items():
        if name == "drafts":
            whole[name] = _latest(present[name], incoming[name])
            continue
        mine = _relinked(present[name], table, ours)
        coming = _relinked(incoming[name], table, theirs)
        known = _known(mine, coming, ONCE.get(name) or _content(table))
        fresh = [row for row in coming if row["id"] not in known]
        whole[name], ours[name], new = _in_order(mine, fresh)
        theirs[name] = new | {i: ours[name][same] for i, same in known.items()}
    whole["pending"] = _unjudged(whole["pending"], whole["submissions"])
    return whole


def _content(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name != "id")


def _relinked(rows: list[Row], table: Table, numbers: Numbers) -> list[Row]:
    """The rows, their references by the new numbers."""
    links = {
        column.name: numbers[key.column.table.name]
        for column in table.columns
        for key in column.foreign_keys
    }
    if not links:
        return rows
    return [
        row | {n: new[row[n]] for n, new in links.items() if row[n] is not None}
        for row in rows
    ]


def _known(
    mine: list[Row], coming: list[Row], content: tuple[str, ...]
) -> dict[int, int]:
    """For each coming row that is there already: its number, and the number there.

    Of two equal rows each stands for one: three against two leave one to come in.
    """
    facts = itemgetter(*content)
    there: dict[object, list[int]] = defaultdict(list)
    for row in reversed(mine):
        there[facts(row)].append(row["id"])
    found = {}
    for row in coming:
        if same := there.get(facts(row)):
            found[row["id"]] = same.pop()
    return found


def _in_order(
    mine: list[Row], fresh: list[Row]
) -> tuple[list[Row], dict[int, int], dict[int, int]]:
    """All rows with their numbers; then old and new numbers of both kinds."""
    by_time = heapq.merge(
        ((row["at"], 0, row) for row in mine),
        ((row["at"], 1, row) for row in fresh),
        key=itemgetter(0, 1),
    )
    free = _free([row["id"] for row in mine], [row["id"] for row in fresh])
    rows, old, new = list[Row](), dict[int, int](), dict[int, int]()
    for number, (_, is_fresh, row) in zip(free, by_time, strict=True):
        (new if is_fresh else old)[row["id"]] = number
        rows.append(row if row["id"] == number else row | {"id": number})
    return rows, old, new


def _free(taken: list[int], wanted: list[int]) -> list[int]:
    """Numbers for all, ascending: those taken, and later ones, wanted ones first."""
    top = taken[-1] if taken else 0
    later = [number for number in wanted if not taken or number > top]
    further = itertools.count(max([top, *later]) + 1)
    lacking = len(wanted) - len(later)
    return [*taken, *later, *itertools.islice(further, lacking)]


def _latest(present: Iterable[Row], incoming: Iterable[Row]) -> list[Row]:
    drafts = {row["key"]: row for row in present}
    for row in incoming:
        there = drafts.get(row["key"])
        if there is None or row["at"] > there["at"]:
            drafts[row["key"]] = row
    return list(drafts.values())


def _unjudged(pending: list[Row], submissions: list[Row]) -> list[Row]:
    """What waits, without what has got its verdict in the other history."""
    content = ("challenge", "code", "seed", "at")
    judged = {tuple(row[name] for name in content) for row in submissions}
    return [row for row in pending if tuple(row[n] for n in content) not in judged]
