"""All facts of a database out and in. What is derived stays: it is computed again."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import Connection, Engine, delete, func, insert, select

from db.connect import place
from db.errors import told
from db.merging import TABLES, Row, Tables, merge
from db.migrate import wait_for_others
from db.models import Derived, Folded


def take_out(engine: Engine) -> dict[str, list[Row]]:
    """The rows of every table as of one moment, in the order of their numbers.

    Raises:
        StoreError: the database cannot be read.
    """
    if engine.dialect.name == "postgresql":
        # There each statement of a transaction would see what others just wrote.
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with told(place(engine)), engine.connect() as connection:
        return _read(connection)


def take_in(engine: Engine, incoming: Tables) -> dict[str, int]:
    """Add the facts that are not there yet, all or none; how many of each table.

    An empty database then has the same rows, numbers and times included; one with facts
    has those of both, see `db.merging`. Where there is anything new, what is derived is
    thrown away.

    Raises:
        StoreError: the database cannot be read or written; it is as it was.
    """
    writing = engine.execution_options(begin="IMMEDIATE")
    with told(place(engine)), writing.begin() as connection:
        wait_for_others(connection)
        present = _read(connection)
        whole = merge(present, incoming)
        if whole != present:
            _replace(connection, whole)
    return {name: max(len(whole[name]) - len(present[name]), 0) for name in TABLES}


def erase(engine: Engine) -> None:
    """Leave nothing of what was remembered, in the file neither.

    Raises:
        StoreError: the database cannot be written; it is as it was.
    """
    writing = engine.execution_options(begin="IMMEDIATE")
    with told(place(engine)):
        with writing.begin() as connection:
            wait_for_others(connection)
            _replace(connection, {name: [] for name in TABLES})
        if engine.dialect.name == "sqlite":
            # What is deleted stays readable in the file until it is written anew.
            with closing(engine.raw_connection()) as connection:
                for command in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    connection.cursor().execute(command)


def _read(connection: Connection) -> dict[str, list[Row]]:
    found = {}
    for name, table in TABLES.items():
        rows = connection.execute(select(table).order_by(*table.primary_key.columns))
        columns = table.columns.keys()
        found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


def _replace(connection: Connection, tables: Tables) -> None:
    for model in (Derived, Folded):
        connection.execute(delete(model))
    for table in reversed(TABLES.values()):
        connection.execute(delete(table))
    for name, table in TABLES.items():
        if tables[name]:
            connection.execute(insert(table), tables[name])
        if connection.dialect.name == "postgresql" and "id" in table.columns:
            # There what counts the numbers does not see those that were given.
            counter = func.pg_get_serial_sequence(name, "id")
            last = max((row["id"] for row in tables[name]), default=0)
            connection.execute(select(func.setval(counter, last + 1, False)))
