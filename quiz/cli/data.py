"""Commands on what is remembered: backup, restore, export, import, rebuild, stats."""

from __future__ import annotations

import functools
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from db.backup import back_up, unfinished
from db.connect import sqlite_file
from db.document import parse, write
from db.errors import BadFile, StoreError
from db.restore import restore as put_back
from db.store import Store
from db.transfer import take_in, take_out
from quiz.cli.parser import INVALID, RIGHT, WRONG, print_json
from quiz.settings import database_url
from quiz.study import habits
from quiz.study.learner import Learner

Command = Callable[[Namespace], int]

ENDINGS = {".json": "json", ".csv": "answers", ".apkg": "apkg", ".ics": "ics"}


class Refused(Exception):  # noqa: N818 - reads as what it says
    """What was asked cannot be done; the message says why, and what can."""


def _told(command: Command) -> Command:
    """Trouble as one line, and an exit status."""

    @functools.wraps(command)
    def run(options: Namespace) -> int:
        try:
            return command(options)
        except BadFile as error:
            print(f"quiz: {options.file}: {error}. Nothing changed.", file=sys.stderr)
            return INVALID
        except Refused as error:
            print(f"quiz: {error}", file=sys.stderr)
            return INVALID
        except StoreError as error:
            print(f"quiz: {error}", file=sys.stderr)
            return WRONG

    return run


@_told
def backup(options: Namespace) -> int:
    """Copy the database, while it may be in use."""
    copy = back_up(_file(), Path(options.file) if options.file else None)
    print(f"Backed up to {copy}")
    return RIGHT


@_told
def restore(options: Namespace) -> int:
    """Put a backup in the place of the database."""
    file = _file()
    kept = put_back(Path(options.file), file)
    with _store() as store:
        _catch_up(store)
        print(f"Restored {len(store.answers())} answers into {file}")
    if kept:
        print(f"What was there is kept in {kept}")
    return RIGHT


@_told
def export(options: Namespace) -> int:
    """Write what is remembered, or what follows from it, for other programs."""
    path = Path(options.file)
    format_ = options.format or ENDINGS.get(path.suffix.lower())
    if format_ is None:
        raise Refused(
            f"{path.name} ends in none of {', '.join(ENDINGS)}; give --format"
        )
    with _store() as store, unfinished(path) as part:
        told = WRITERS[format_](store, part)
        os.replace(part, path)
    print(f"Wrote {told} to {path}")
    return RIGHT


@_told
def import_(options: Namespace) -> int:
    """Take in what an export has and the database has not."""
    tables = parse(_text(Path(options.file)))
    file = sqlite_file(database_url())
    kept = file if file and file.exists() else None
    with _store() as store:
        if kept:
            kept = back_up(kept, label="before-import")
        added = take_in(store.engine, tables)
        _catch_up(store)
    counts = ", ".join(f"{n} {name}" for name, n in added.items() if n)
    print(f"Added {counts}" if counts else "Everything in it was here already")
    if kept:
        print(f"What was there before is kept in {kept}")
    return RIGHT


@_told
def rebuild(_: Namespace) -> int:
    """Compute again everything that follows from the facts."""
    with _store() as store:
        store.forget_derived()
        _catch_up(store)
        cards, skills = store.derived("card"), store.derived("skill")
        print(
            f"{len(cards)} cards and the skill in {len(skills)} topics from "
            f"{len(store.answers())} answers"
        )
    return RIGHT


@_told
def stats(options: Namespace) -> int:
    """Print a few figures."""
    with _store() as store:
        found = _figures(store)
    if options.json:
        print_json(found)
        return RIGHT
    share = found["retention"]
    lines = {
        "answers": f"{found['answers']}, {found['right']} right",
        "reviews": f"{found['reviews']} of {found['cards']} cards",
        "retention": "no review on a later day yet"
        if share is None
        else f"{share:.0%} of {found['recalls']} first reviews of a day",
        "submissions": f"{found['submissions']}, {found['accepted']} accepted",
        "solved": f"{found['solved']} challenges",
        "days studied": f"{found['days']}",
    }
    for name, value in lines.items():
        print(f"{name:14}{value}")
    return RIGHT


def _figures(store: Store) -> dict[str, float | None]:
    """The fields of `stats --json`; docs/cli.md says what they are."""
    learner = Learner(store)
    clock, answers, code = learner.clock(), store.answers(), store.submissions()
    store.catch_up(learner.folds())
    moments = [answer.at for answer in answers] + [run.at for run in code]
    weeks = habits.retention(answers, clock)
    recalls = sum(week.reviews for week in weeks)
    recalled = sum(week.recalled for week in weeks)
    return {
        "answers": len(answers),
        "right": sum(answer.right for answer in answers),
        "reviews": sum(answer.rating is not None for answer in answers),
        "cards": len(store.derived("card")),
        "recalls": recalls,
        "retention": recalled / recalls if recalls else None,
        "submissions": len(code),
        "accepted": sum(run.verdict == "accepted" for run in code),
        "solved": len(store.solved()),
        "days": len({clock.day(at) for at in moments}),
    }


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


@contextmanager
def _store() -> Iterator[Store]:
    store = Store.open(database_url())
    try:
        yield store
    finally:
        store.close()


def _file() -> Path:
    file = sqlite_file(database_url())
    if file is None:
        raise Refused(
            "the database is on a server: pg_dump and pg_restore copy it whole, "
            "`export` and `import` what is remembered"
        )
    return file


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadFile(f"it is no UTF-8 text: {error}") from error


def _catch_up(store: Store) -> None:
    store.catch_up(Learner(store).folds())
    store.tally()
