"""What is remembered, taken out for other programs, brought in again, or erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from db.backup import back_up
from db.connect import sqlite_file
from db.document import write
from db.merging import Tables
from db.store import Store
from db.transfer import erase, take_in, take_out
from quiz.settings import database_url
from quiz.study.learner import Learner

ENDINGS = {".json": "json", ".csv": "answers", ".apkg": "apkg", ".ics": "ics"}
"""The format that a file's name stands for."""


class Refused(Exception):  # noqa: N818 - reads as what it says
    """What was asked cannot be done; the message says why, and what can."""


def _write_json(store: Store, path: Path) -> str:
    tables = take_out(store.engine)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        write(tables, out)
    return f"{sum(map(len, tables.values()))} rows"


def _write_answers(store: Store, path: Path) -> str:
    from quiz.study.exports import write_answers

    tables = take_out(store.engine)
    undone = {row["answer"]: row["at"] for row in tables["undos"]}
    rows = [row | {"undone": undone.get(row["id"])} for row in tables["answers"]]
    with path.open("w", encoding="utf-8", newline="") as out:
        write_answers(rows, out)
    return f"{len(rows)} answers"


def _write_reviews(store: Store, path: Path) -> str:
    from quiz.study.exports import write_reviews

    reviews = [a for a in store.answers() if a.rating is not None]
    with path.open("w", encoding="utf-8", newline="") as out:
        write_reviews(reviews, out)
    return f"{len(reviews)} reviews"


def _write_deck(_: Store, path: Path) -> str:
    from quiz import content
    from quiz.study.anki import write as write_deck

    return f"{write_deck(content.written(), path, datetime.now(UTC))} notes"


def _write_calendar(store: Store, path: Path) -> str:
    from quiz.study.exports import calendar

    view = Learner(store).view()
    if view.goal.interview is None:
        raise Refused("there is no date of an interview; choose one in the app")
    plan = view.plan()
    path.write_bytes(calendar(plan, view.goal.interview, datetime.now(UTC)))
    return f"{len(plan.days)} days and the interview"


WRITERS: dict[str, Callable[[Store, Path], str]] = {
    "json": _write_json,
    "answers": _write_answers,
    "reviews": _write_reviews,
    "apkg": _write_deck,
    "ics": _write_calendar,
}
"""Format -> what writes it to a file and says in words how much that was."""


def bring_in(store: Store, tables: Tables) -> tuple[dict[str, int], Path | None]:
    """Add what an export has and the store has not.

    Returns:
        How many rows of each table are new; the backup of what was there before, None
        where there was nothing or the database is on a server.

    Raises:
        StoreError: the database cannot be read or written; it is as it was.
    """
    kept = _kept(store, "before-import")
    added = take_in(store.engine, tables)
    catch_up(store)
    return added, kept


def clear(store: Store) -> Path | None:
    """Erase all that is remembered; where its backup is, None as above.

    Raises:
        StoreError: the database cannot be read or written; it is as it was.
    """
    kept = _kept(store, "before-erasing")
    erase(store.engine)
    return kept


def catch_up(store: Store) -> None:
    """Compute what follows from the facts, as far as it is not there."""
    store.catch_up(Learner(store).folds())
    store.tally()


def _kept(store: Store, label: str) -> Path | None:
    file = sqlite_file(database_url())
    return back_up(file, label=label) if file and any(store.marks()) else None
