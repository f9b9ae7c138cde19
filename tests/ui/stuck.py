"""A store that cannot be written, for as long as a block lasts."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from db.store import Store


def stick(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


@contextmanager
def read_only(store: Store) -> Iterator[None]:
    store.engine.dispose()
    event.listen(store.engine, "connect", stick)
    yield
    event.remove(store.engine, "connect", stick)
    store.engine.dispose()
