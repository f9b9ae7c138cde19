"""An export as text: one JSON object with every fact, written and read.

    {"format": "viva", "version": 1, "schema": "0004", "tables": {
    "sittings": [
    {"id": 1, "kind": "exam", ...}],
    "answers": [ ...

One row a line. Times are ISO 8601 in UTC to the microsecond; numbers that JSON lacks
are the texts nan, inf and -inf.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, Table, Text

from db.errors import BadFile
from db.merging import ONCE, TABLES, Row, Tables
from db.migrate import HEAD, REVISIONS
from db.models import UTCDateTime

FORMAT, VERSION = "viva", 1
WIDEST = 2**63
"""Whole numbers are smaller: what both kinds of database hold."""


def write(tables: Tables, out: TextIO) -> None:
    """Write the rows of every table."""
    head = json.dumps({"format": FORMAT, "version": VERSION, "schema": HEAD})
    out.write(f'{head[:-1]}, "tables": {{')
    between = "\n"
    for name, rows in tables.items():
        out.write(f"{between}{json.dumps(name)}: [")
        lines = (json.dumps(_plain(row), ensure_ascii=False) for row in rows)
        out.writelines(
            f"{',' if number else ''}\n{line}" for number, line in enumerate(lines)
        )
        out.write("]")
        between = ",\n"
    out.write("\n}}\n")


def parse(source: str) -> dict[str, list[Row]]:
    """The rows of every table, checked, in the order of their numbers.

    What a column or table lacks in an export from before there was one has its default.

    Raises:
        BadFile: it is no export, of a newer Viva, or damaged.
    """
    try:
        document = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"it is no JSON, or not all of it: {error}") from error
    complete = _schema(document) == HEAD
    found = document.get("tables")
    if not isinstance(found, dict):
        raise BadFile(f"`tables` is {_shown(found)}, not an object")
    if strange := sorted(found.keys() - TABLES.keys()):
        raise BadFile(f"it has a table {strange[0]!r}, which is unknown")
    if complete and (missing := sorted(TABLES.keys() - found.keys())):
        raise BadFile(f"it lacks the table {missing[0]!r}")
    tables = {
        name: _rows(table, found.get(name, []), complete)
        for name, table in TABLES.items()
    }
    for name, table in TABLES.items():
        _check_numbers(table, tables[name], tables)
    return tables


def _plain(row: Row) -> Row:
    return {key: _text_of(value) for key, value in row.items()}


def _text_of(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _schema(document: object) -> str:
    """The schema that a document says it was written with."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        named = document.get("format") if isinstance(document, dict) else None
        said = f"its format is {_shown(named)}" if named else "it names no format"
        raise BadFile(f"it is no export of Viva: {said}, where {FORMAT!r} is expected")
    version, schema = document.get("version"), document.get("schema")
    if version != VERSION or schema not in REVISIONS:
        raise BadFile(
            f"it has version {_shown(version)} and schema {_shown(schema)}; the newest "
            f"known here are {VERSION} and {HEAD!r}, so a newer Viva made it"
        )
    return str(schema)


def _rows(table: Table, found: object, complete: bool) -> list[Row]:
    if not isinstance(found, list):
        raise BadFile(f"{table.name} is {_shown(found)}, not a list")
    rows = [_row(table, row, complete, n) for n, row in enumerate(found, 1)]
    return sorted(rows, key=lambda row: row["id"]) if "id" in table.columns else rows


def _row(table: Table, found: object, complete: bool, number: int) -> Row:
    where = f"{table.name}, row {number}"
    if not isinstance(found, dict):
        raise BadFile(f"{where} is {_shown(found)}, not an object")
    if strange := sorted(found.keys() - table.columns.keys()):
        raise BadFile(f"{where} has {strange[0]!r}, which is unknown")
    row = {}
    for column in table.columns:
        if column.name in found:
            row[column.name] = _value(column, found[column.name], where)
        elif complete or not (column.nullable or column.default):
            raise BadFile(f"{where} lacks {column.name!r}")
        else:
            row[column.name] = getattr(column.default, "arg", None)
    return row


def _value(column: Column[Any], found: object, where: str) -> object:
    if found is None and column.nullable:
        return None
    read, meant = READERS[type(column.type)]
    try:
        return read(found)
    except (TypeError, ValueError, OverflowError):
        name = column.name
        raise BadFile(f"{where}: {name!r} is {_shown(found)}, not {meant}") from None


def _whole(found: object) -> int:
    if type(found) is not int or not -WIDEST <= found < WIDEST:
        raise TypeError
    return found


def _truth(found: object) -> bool:
    if type(found) is not bool:
        raise TypeError
    return found


def _number(found: object) -> float:
    known = type(found) in {int, float} or found in {"nan", "inf", "-inf"}
    if not known:
        raise TypeError
    return float(found)  # type: ignore[arg-type]


def _text(found: object) -> str:
    if type(found) is not str:
        raise TypeError
    found.encode()  # half a surrogate pair is in JSON, and in no database
    return found


def _moment(found: object) -> datetime:
    moment = datetime.fromisoformat(_text(found))
    if moment.utcoffset() is None:
        raise ValueError
    return moment.astimezone(UTC)


READERS: dict[type, tuple[Callable[[object], object], str]] = {
    Boolean: (_truth, "true or false"),
    Integer: (_whole, "a whole number"),
    BigInteger: (_whole, "a whole number"),
    Double: (_number, "a number"),
    UTCDateTime: (_moment, "a time with its zone"),
    Text: (_text, "text"),
}


def _check_numbers(table: Table, rows: list[Row], tables: Tables) -> None:
    """What has to be there once is, and what is referred to is there.

    Raises:
        BadFile: a number occurs twice, or names no row.
    """
    name = table.name
    for column in ("id", *ONCE.get(name, ())):
        values = [row[column] for row in rows if column in row]
        if len(values) > len(set(values)):
            twice = next(v for v in values if values.count(v) > 1)
            raise BadFile(f"{name} has two rows with {column} {_shown(twice)}")
    for column in table.columns:
        for key in column.foreign_keys:
            home = key.column.table.name
            there = {None, *(row["id"] for row in tables[home])}
            for row in rows:
                if row[column.name] not in there:
                    lost = f"{home} has no row {row[column.name]}"
                    raise BadFile(f"{name}, id {row['id']}, is of a lost row: {lost}")


def _shown(found: object) -> str:
    shown = repr(found)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
