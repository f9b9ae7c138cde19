"""What the store says when it cannot do its work, in words fit for a learner."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError


class StoreError(Exception):
    """The database cannot be used. The message names it and the cause."""


class NewerDatabase(StoreError):  # noqa: N818 - reads as what it says
    """A newer Viva made this database; it has been left as it was."""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Tell any trouble with the database at `place` as a `StoreError`.

    Raises:
        StoreError: the block met a full disk, a read-only or broken file, a lost
            connection; the original error is its cause.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        # Without SQLAlchemy's wrapping, which repeats the statement and its values.
        cause = getattr(error, "orig", None) or error
        raise StoreError(f"Cannot use the database {place}: {cause}") from error


class BadFile(Exception):  # noqa: N818 - reads as what it says
    """A file that cannot be taken in; nothing was changed. The message says why."""
