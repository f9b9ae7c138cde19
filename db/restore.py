"""A backup put in the place of the database, after a look at both."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from db.backup import back_up, existing, pour, replicate, unfinished
from db.errors import BadFile, told
from db.migrate import HEAD, REVISIONS

BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def restore(backup: Path, file: Path) -> Path | None:
    """Put a backup in the place of the database, in one transaction.

    Others may have the database open: they go on with what was restored.

    Returns:
        Where what was there before is kept; None where there was nothing.

    Raises:
        FileNotFoundError: there is no such backup.
        BadFile: it is damaged, foreign or newer; nothing was changed.
        StoreError: what is there cannot be kept or replaced; it is as it was.
    """
    _check_length(backup)
    with told(str(file)), unfinished(file) as checked:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            replicate(backup, checked)
            check(checked)
        except sqlite3.DatabaseError as error:
            if _broken(error):
                raise BadFile(f"it is no sound SQLite database: {error}") from error
            raise
        kept = _keep(file) if file.exists() else None
        with (
            closing(existing(checked)) as source,
            # `pour` waits, and no step of it by itself.
            closing(sqlite3.connect(file, timeout=0)) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            pour(source, target)
    return kept


def check(file: Path) -> None:
    """See that a file is a whole database of ours, and one that we can read.

    Raises:
        BadFile: it is not; the message says what was found.
        sqlite3.DatabaseError: it cannot even be asked.
    """
    with closing(existing(file)) as connection:
        found = [row for (row,) in connection.execute("PRAGMA integrity_check")]
        if found != ["ok"]:
            raise BadFile(f"it is damaged: {found[0]}")
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise BadFile(f"it is damaged: a row of {lost[0][0]} refers to a lost one")
        named = "SELECT name FROM sqlite_schema WHERE name IN (?, ?)"
        ours = connection.execute(named, ("alembic_version", "answers")).fetchall()
        if len(ours) < 2:
            raise BadFile("it is no database of Viva: it has no answers of a version")
        query = "SELECT version_num FROM alembic_version"
        revisions = [row for (row,) in connection.execute(query)]
    if strange := [revision for revision in revisions if revision not in REVISIONS]:
        raise BadFile(
            f"its schema is {strange[0]!r}; the newest known here is {HEAD!r}, so a "
            "newer Viva made it"
        )


def _check_length(file: Path) -> None:
    """See that no page was cut; SQLite would take zeros for what is missing of it."""
    size = file.stat().st_size
    with file.open("rb") as content:
        head = content.read(18)
    page = int.from_bytes(head[16:18])
    if head.startswith(b"SQLite format 3") and page > 1 and size % page:
        raise BadFile(f"it is damaged: {size} bytes are no whole pages of {page}")


def _keep(file: Path) -> Path:
    """A backup of what is there; of what is broken, the files themselves."""
    try:
        with closing(existing(file)) as connection:
            whole = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        if not _broken(error):
            raise
        whole = False
    if whole:
        return back_up(file, label="before-restore")
    folder = file.parent / "backups"
    folder.mkdir(exist_ok=True)
    number = sum(1 for _ in folder.iterdir())
    kept = folder / f"{file.stem}-broken-{number}.db"
    for ending in ("-wal", "-shm", ""):
        part = file.with_name(file.name + ending)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + ending))
    return kept


def _broken(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in BROKEN
