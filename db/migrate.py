"""Bringing a database to the newest schema, after a backup, one process at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from db.backup import back_up
from db.connect import place, sqlite_file
from db.errors import NewerDatabase

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision, the oldest first: known here so that Alembic, slow to import, is
imported only when there is something to do. A test compares them with its scripts."""

HEAD = REVISIONS[-1]
"""The revision that the models describe."""

LOCK = 0x76697661
"""The key of PostgreSQL's advisory lock: "viva"."""


def upgrade(engine: Engine) -> None:
    """Bring the database to `HEAD`, wholly or not at all.

    An SQLite file with content is first copied to the folder `backups` beside it.

    Raises:
        NewerDatabase: its revision is none of ours; it is left untouched.
    """
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    from alembic import command  # before the lock, which should be short

    # IMMEDIATE is SQLite's lock for one writer; PostgreSQL passes the option over.
    waiting = engine.execution_options(begin="IMMEDIATE")
    with waiting.begin() as connection:
        wait_for_others(connection)
        current = revision(connection)
        if current == HEAD:
            return  # another process did it while this one waited
        _back_up(engine, connection, current)
        command.upgrade(configuration(connection), "head")


def wait_for_others(connection: Connection) -> None:
    """Be the only one that writes until the transaction ends.

    In SQLite a transaction that began as IMMEDIATE is that already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))


def revision(connection: Connection) -> str | None:
    """The revision a database is at; None before the first.

    Raises:
        NewerDatabase: the revision is none of ours.
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    query = text("SELECT version_num FROM alembic_version")
    found: str | None = connection.scalar(query)
    if found is None or found in REVISIONS:
        return found
    raise NewerDatabase(
        f"The database {place(connection.engine)} was made by a newer Viva "
        f"(its revision is {found}, the newest known here is {HEAD}). Update Viva; "
        "the database has been left as it was."
    )


def configuration(connection: Connection) -> Config:
    """What Alembic is told: our scripts, wherever we are started, this connection."""
    from alembic.config import Config

    scripts = str(Path(__file__).parent / "migrations")
    config = Config()
    # ConfigParser would read a percent sign in a path as its own.
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _back_up(engine: Engine, connection: Connection, current: str | None) -> None:
    file = sqlite_file(engine.url.render_as_string(hide_password=False))
    if file is not None and inspect(connection).get_table_names():
        # By a connection of its own: SQLite copies through none that is writing.
        back_up(file, label=current or "none")
