"""An engine whose SQLite connections wait for each other and lose nothing."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url

WAIT = 10.0
"""Seconds that a connection waits for another one's write."""


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite database; None for a database on a server.

    Raises:
        ValueError: SQLite, but in memory or by a `file:` URI. A database in memory
            would be another one in each thread, and gone at exit.
        sqlalchemy.exc.ArgumentError: not the URL of a database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    name = parsed.database or ":memory:"
    if name.startswith((":memory:", "file:")):
        raise ValueError(f"{url} names no file; give sqlite:/// and a path.")
    return Path(name).absolute()


def place(engine: Engine) -> str:
    """The database as people know it: its file, or its URL without the password."""
    if engine.dialect.name == "sqlite":
        return str(Path(engine.url.database or "").absolute())
    return engine.url.render_as_string()


def connect(url: str) -> Engine:
    """An engine for this URL; with SQLite, made ready on each connection."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _ready)
        event.listen(engine, "begin", _begin)
    return engine


def _ready(connection: sqlite3.Connection, _record: object) -> None:
    try:
        # By itself sqlite3 begins a transaction before INSERT but not before CREATE
        # TABLE: half a migration would stay. None leaves the beginning to `_begin`.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={WAIT * 1000:.0f}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")  # a commit is on disk
        _write_ahead(connection)
    except BaseException:
        connection.close()  # the pool forgets a connection that was never ready
        raise


def _write_ahead(connection: sqlite3.Connection) -> None:
    # SQLite does not wait where two connections change a new file's journal at once.
    deadline = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
