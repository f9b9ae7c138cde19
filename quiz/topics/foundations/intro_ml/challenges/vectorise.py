r"""Records become rows of numbers

A model wants numbers in fixed columns; the world gives records, with texts and with fields
missing. Turn one into the other.

- `records`: a list of mappings from a field to a number or a text, at least one.
- `names`: the columns, as they came out for the training records; not given, or `None`, for
  the training records themselves.
- A number stands in the column of its field. A text gets a column of its own, named
  `field=text`, with a 1. A text stays a text, even if it is written in figures.
- What a record does not have is 0.
- Without `names` the columns are all that occur, sorted. With `names` they are these, in
  this order: what they do not know is passed over, for the model has no weight for it.
- Return `(X, columns)`: an array of shape `(records, columns)`, and the names as a list.

Names are compared exactly, numbers with a relative tolerance of $10^{-6}$.

    >>> X, columns = vectorise([{"city": "Bern", "age": 3.0}, {"city": "Rome"}])
    >>> columns
    ['age', 'city=Bern', 'city=Rome']
    >>> X
    array([[3., 1., 0.],
           [0., 0., 1.]])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.workflow.preparation import vectorise
from quiz.coding.challenge import Challenge, accept, wrong
from quiz.coding.compare import close, exact, parts
from quiz.coding.constraints import no_import

challenge = Challenge(
    reference=vectorise,
    level=1,
    minutes=12,
    compare=parts(X=close(), columns=exact()),
    constraints=[no_import("sklearn")],
    covers=["H01.02", "S01.04", "S01.18"],
)

Rng = np.random.Generator
Records = Sequence[Mapping[str, float | str]]
Table = tuple[Array, list[str]]

EXAMPLES = [
    ([{"city": "Bern", "age": 3.0}, {"city": "Rome"}],),
    ([{"words": 12.0, "sender": "shop"}, {"words": 7.0, "sender": "aunt"}],
     ["sender=friend", "sender=shop", "words"]),
]  # fmt: skip

EDGES = {
    "one record": ([{"sender": "shop"}],),
    "numbers alone": ([{"b": 2.0, "a": 1.5}, {"a": -1.0, "b": 0.0}],),
    "a number that is 0, and one that is missing": ([{"a": 0.0, "b": 1.0}, {"b": 2.0}],),
    "fields in another order": ([{"z": 1.0, "a": 2.0}, {"a": 3.0, "z": 4.0}],),
    "a text in figures": ([{"postcode": "3001"}, {"postcode": "10"}],),
    "the same text in two fields": ([{"from": "Bern", "to": "Rome"},
                                     {"from": "Rome", "to": "Rome"}],),
    "a text that training never saw": ([{"city": "Oslo", "age": 1.0}],
                                       ["age", "city=Bern"]),
    "a field that training never saw": ([{"age": 2.0, "shoe": 41.0}], ["age"]),
    "columns that no record has": ([{"age": 2.0}], ["age", "city=Bern", "size"]),
    "names in an order of their own": ([{"a": 1.0, "b": 2.0, "c": "x"}],
                                       ["c=x", "b", "a"]),
    "nothing is known": ([{"city": "Oslo"}, {"city": "Rome"}], ["age", "city=Bern"]),
}  # fmt: skip

EQUIVALENT: dict[str, str] = {}


def draw(rng: Rng) -> tuple[Any, ...]:
    """Mails as records; half of the time with columns from other mails."""
    records = _mails(rng, int(rng.integers(2, 6)))
    if rng.random() < 0.5:
        return (records,)
    columns = vectorise(_mails(rng, 3))[1]
    return records, [columns[i] for i in rng.permutation(len(columns))]


def _mails(rng: Rng, n: int) -> list[dict[str, float | str]]:
    found = []
    for _ in range(n):
        record: dict[str, float | str] = {
            "words": float(rng.integers(0, 90)),
            "sender": str(rng.choice(["shop", "friend", "unknown", "colleague"])),
            "day": str(rng.integers(1, 4)),
            "links": float(rng.integers(0, 4)),
        }
        order = rng.permutation(list(record))[: rng.integers(2, 5)]
        found.append({str(field): record[str(field)] for field in order})
    return found


def _cells(record: Mapping[str, float | str]) -> dict[str, float]:
    found = {}
    for field, value in record.items():
        if isinstance(value, str):
            found[f"{field}={value}"] = 1.0
        else:
            found[field] = float(value)
    return found


def _table(cells: list[dict[str, float]], columns: list[str]) -> Table:
    return np.array(
        [[row.get(name, 0.0) for name in columns] for row in cells]
    ), columns


@wrong("Without `names` the columns are sorted; yours come in the order of appearance.")
def as_they_come(records: Records, names: list[str] | None = None) -> Table:
    """The order of first appearance."""
    cells = [_cells(record) for record in records]
    columns = list(dict.fromkeys(k for row in cells for k in row))
    return _table(cells, columns if names is None else names)


@wrong(
    "You look for columns in the new records although `names` are given. The model has one "
    "weight for each column that it was trained with, in their order."
)
def ignores_names(records: Records, names: list[str] | None = None) -> Table:
    """Columns learned anew."""
    del names
    cells = [_cells(record) for record in records]
    return _table(cells, sorted({k for row in cells for k in row}))


@wrong(
    "What `names` do not know gets a further column in yours. Pass over it: there is no "
    "weight for it."
)
def adds_columns(records: Records, names: list[str] | None = None) -> Table:
    """Unknown columns appended."""
    cells = [_cells(record) for record in records]
    known = names or []
    more = sorted({k for row in cells for k in row} - set(known))
    return _table(cells, [*known, *more])


@wrong(
    "You give each text a number in one column. A model would then take one for larger than "
    "another: each text has a column of its own."
)
def numbered_texts(records: Records, names: list[str] | None = None) -> Table:
    """Codes for texts."""
    fields = sorted({field for record in records for field in record})
    texts = sorted({v for r in records for v in r.values() if isinstance(v, str)})
    rows = [
        [
            float(texts.index(str(v))) if isinstance(v, str) else float(v)
            for v in (record.get(field, 0.0) for field in fields)
        ]
        for record in records
    ]
    return np.array(rows), fields if names is None else names


@wrong(
    "A text in figures became a number in yours. A postcode is a name: twice a postcode is "
    "nothing."
)
def figures_are_numbers(records: Records, names: list[str] | None = None) -> Table:
    """float() wherever it works."""
    cells = []
    for record in records:
        read = {
            k: float(v) if isinstance(v, str) and v.isdigit() else v
            for k, v in record.items()
        }
        cells.append(_cells(read))
    columns = sorted({k for row in cells for k in row})
    return _table(cells, columns if names is None else names)


@wrong("The column of a text is named after its field as well: `field=text`.")
def text_alone(records: Records, names: list[str] | None = None) -> Table:
    """The text as the name."""
    cells = []
    for record in records:
        row = {}
        for field, value in record.items():
            name = value if isinstance(value, str) else field
            row[name] = 1.0 if isinstance(value, str) else float(value)
        cells.append(row)
    columns = sorted({k for row in cells for k in row})
    return _table(cells, columns if names is None else names)


@wrong("What a record does not have is 0, not NaN.")
def missing_is_nan(records: Records, names: list[str] | None = None) -> Table:
    """NaN for what is missing."""
    cells = [_cells(record) for record in records]
    columns = sorted({k for row in cells for k in row}) if names is None else names
    return np.array([[row.get(k, np.nan) for k in columns] for row in cells]), columns


@accept
def cell_by_cell(records: Records, names: list[str] | None = None) -> Table:
    """Fills a table of zeros."""
    found = [_cells(record) for record in records]
    columns = list(names) if names else sorted(set().union(*found))
    X = np.zeros((len(records), len(columns)))
    for i, row in enumerate(found):
        for name, value in row.items():
            if name in columns:
                X[i, columns.index(name)] = value
    return X, columns


@accept
def with_lists(records: Records, names: list[str] | None = None) -> list[Any]:
    """Lists instead of an array."""
    cells = [_cells(record) for record in records]
    if names is None:
        seen: set[str] = set()
        for row in cells:
            seen |= row.keys()
        names = sorted(seen)
    return [[[row.get(k, 0) for k in names] for row in cells], names]
