"""From records to numbers on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array, as_matrix
from engine.preprocessing.scalers import StandardScaler
from engine.system import system

Record = Mapping[str, float | str]


@system("S07.14", "S01.04")
def vectorise(
    records: Sequence[Record], names: Sequence[str] | None = None
) -> tuple[Array, list[str]]:
    """Feature vectors: numbers as they are, each text as a column of its own.

    `{"city": "Bern"}` is 1 in the column "city=Bern". What a record does not have
    is 0; a text that `names` does not know is passed over.

    Args:
        records: n of them.
        names: columns, as returned for the training records; found from the
            records where None.

    Returns:
        X, shape (n, d), and the names of its columns, sorted.

    >>> vectorise([{"city": "Bern", "age": 3.0}, {"city": "Rome"}])
    (array([[3., 1., 0.],
           [0., 0., 1.]]), ['age', 'city=Bern', 'city=Rome'])
    """
    cells = [
        {
            f"{k}={v}" if isinstance(v, str) else k: 1.0 if isinstance(v, str) else v
            for k, v in record.items()
        }
        for record in records
    ]
    columns = sorted({k for row in cells for k in row}) if names is None else [*names]
    X = np.array([[row.get(name, 0.0) for name in columns] for row in cells])
    return X, columns


@system("S01.04")
def prepare(train: ArrayLike, new: ArrayLike) -> tuple[Array, Array]:
    """Clean and scale: gaps get the column's mean, then `(x - mean) / sd`.

    Means and deviations are those of the training rows, for new rows as well:
    nothing leaks from what is used to judge.

    Args:
        train: shape (n, d); NaN is a gap.
        new: shape (m, d).

    Returns:
        Both, without gaps; sd is divided by n, a constant column becomes 0.

    Raises:
        ValueError: other columns, or one in which the training rows have nothing.

    >>> prepare([[1.0], [3.0], [np.nan]], [[np.nan], [2.0 + 1.5**0.5]])[1].round(6)
    array([[0. ],
           [1.5]])
    """
    train, new = as_matrix(train, "train", False), as_matrix(new, "new", False)
    known = ~np.isnan(train)
    if train.shape[1] != new.shape[1] or not known.any(axis=0).all():
        raise ValueError("new has other columns than train, or a column is all gaps")
    means = np.where(known, train, 0).sum(axis=0) / known.sum(axis=0)
    filled = np.where(known, train, means)
    scaler = StandardScaler().fit(filled)
    return scaler.transform(filled), scaler.transform(
        np.where(np.isnan(new), means, new)
    )
