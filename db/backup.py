"""Copies of an SQLite database, by its online interface: others may go on writing."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from db.connect import WAIT
from db.errors import told


def back_up(file: Path, copy: Path | None = None, *, label: str = "") -> Path:
    """Copy the database as of one moment; by default into `backups` beside it.

    Returns:
        Where the copy is: one file, whole on disk or not there.

    Raises:
        FileExistsError: there is something at `copy`; it stays.
        StoreError: the database cannot be read or the copy not written.
    """
    if copy is None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        name = "-".join(filter(None, [file.stem, label, stamp]))
        copy = file.parent / "backups" / f"{name}.db"
    if copy.exists():
        raise FileExistsError(f"{copy} is there already; a backup replaces nothing.")
    with told(str(file)):
        copy.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(copy) as part:
            replicate(file, part)
            os.replace(part, copy)
    return copy


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Where to write what will be moved to `path`; removed if it still is there."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def replicate(file: Path, copy: Path) -> None:
    """Make a copy that is one file.

    Raises:
        TimeoutError: as `pour`.
        sqlite3.Error: `file` cannot be read, or `copy` not written.
    """
    with closing(existing(file)) as source, closing(sqlite3.connect(copy)) as target:
        pour(source, target)
        # What was copied asks for a log beside the file.
        target.execute("PRAGMA journal_mode=DELETE")


def pour(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Put the content of one database in the place of the other's, in one transaction.

    Raises:
        TimeoutError: another process was writing for longer than `WAIT` seconds.
        sqlite3.Error: either cannot be used.
    """
    deadline = time.monotonic() + WAIT

    def look(status: int, _remaining: int, _total: int) -> None:
        # By itself `backup` waits for a lock for ever.
        waits = status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if waits and time.monotonic() > deadline:
            raise TimeoutError(f"another process has been writing for {WAIT:.0f} s")

    source.backup(target, progress=look)


def existing(file: Path) -> sqlite3.Connection:
    """A connection that makes no file where there is none."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)
