"""Commands on what is remembered: backup, restore, export, import, rebuild, stats."""

from __future__ import annotations

import functools
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from db.backup import back_up, unfinished
from db.connect import sqlite_file
from db.document import parse
from db.errors import BadFile, StoreError
from db.restore import restore as put_back
from db.store import Store
from quiz.cli.parser import INVALID, RIGHT, WRONG, print_json
from quiz.portable import ENDINGS, WRITERS, Refused, bring_in, catch_up
from quiz.settings import database_url
from quiz.study import habits
from quiz.study.learner import Learner

Command = Callable[[Namespace], int]


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
        catch_up(store)
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
    with _store() as store:
        added, kept = bring_in(store, tables)
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
        catch_up(store)
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
