"""Histories for Hypothesis: rows of every table, their references whole."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Double, Integer

from db.merging import ONCE, TABLES, Row
from db.models import UTCDateTime

START = datetime(2026, 3, 29, 0, 59, 59, 999_999, UTC)
# PostgreSQL has no NUL in a text, and no database has half of a pair.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
times = st.integers(0, 10**13).map(lambda n: START + timedelta(microseconds=n))
VALUES = {
    Boolean: st.booleans(),
    BigInteger: st.integers(-(2**63), 2**63 - 1),
    Integer: st.integers(-(2**31), 2**31 - 1),
    # SQLite has one zero: the sum makes -0.0 that.
    Double: st.floats(allow_nan=False).map(lambda x: x + 0.0),
    UTCDateTime: times,
}


@st.composite
def histories(draw: st.DrawFn, most: int = 4) -> dict[str, list[Row]]:
    """Few rows, with gaps in their numbers, as an export of them would be read."""
    tables: dict[str, list[Row]] = {}
    for name, table in TABLES.items():
        once = ONCE.get(name)
        link = next((c for c in table.columns if c.foreign_keys), None)
        home = (
            next(iter(link.foreign_keys)).column.table.name if link is not None else ""
        )
        links = [row["id"] for row in tables.get(home, [])]
        count = draw(st.integers(0, most))
        numbers = sorted(
            draw(st.sets(st.integers(1, 99), min_size=count, max_size=count))
        )
        if once and links:
            numbers = numbers[: len(links)]
        elif once and name != "drafts":
            numbers = []
        tables[name] = [
            {
                column.name: number
                if column.name == "id"
                else f"key {number:02}"
                if column.name == "key" and once
                else links[i]
                if column is link and once
                else draw(st.sampled_from([None, *links]))
                if column is link
                # What waits has no verdict yet.
                else f"waiting {number}"
                if (name, column.name) == ("pending", "challenge")
                else draw(values(column))
                for column in table.columns
            }
            for i, number in enumerate(numbers)
        ]
    return tables


def values(column) -> st.SearchStrategy:
    fitting = next((s for t, s in VALUES.items() if isinstance(column.type, t)), texts)
    return st.none() | fitting if column.nullable else fitting
