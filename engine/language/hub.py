"""What is around a model: a place where it is found, a line of steps, columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.arrays import Array
from engine.system import system

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


@system("S57.14")
def push(hub: Path, name: str, weights: Mapping[str, Array], config: object) -> None:
    """Keep a model's arrays and its configuration (JSON) in a folder of its name.

    Raises:
        ValueError: the name is not one folder's.
    """
    folder = _folder(hub, name)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "weights.npz", allow_pickle=False, **weights)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


@system("S57.14")
def pull(hub: Path, name: str) -> tuple[dict[str, Array], Any]:
    """The arrays and the configuration that `push` kept.

    Raises:
        ValueError: no model of that name.
    """
    folder = _folder(hub, name)
    if not folder.is_dir():
        raise ValueError(f"no model {name!r} in {hub}")
    with np.load(folder / "weights.npz", allow_pickle=False) as kept:
        weights = dict(kept)
    return weights, json.loads((folder / "config.json").read_text(encoding="utf-8"))


@system("S57.14")
def pipeline(
    encode: Callable[[A], B], model: Callable[[B], C], decode: Callable[[C], D]
) -> Callable[[A], D]:
    """Text to ids, ids to logits, logits to an answer, as one function.

    >>> shout = pipeline(str.split, len, lambda n: "!" * n)
    >>> shout("one two three")
    '!!!'
    """
    return lambda text: decode(model(encode(text)))


@system("S57.15")
class Columns:
    """A table whose columns are files, read as they are used.

    Memory is mapped: a row is fetched from the disk when it is asked for, and a
    table larger than memory can be gone through. `map` and `filter` write new
    files and leave the old ones as they are.

    Args:
        folder: where the columns are, `<name>.npy` each.

    Raises:
        ValueError: there are none.
    """

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.glob("*.npy"))
        if not files:
            raise ValueError(f"no columns in {folder}")
        self.columns: dict[str, NDArray[Any]] = {
            file.stem: np.load(file, mmap_mode="r") for file in files
        }

    @classmethod
    def write(cls, folder: Path, columns: Mapping[str, ArrayLike]) -> Columns:
        """Columns, whose first axes are of one length, as files in the folder.

        Raises:
            ValueError: lengths differ, or there are no columns.
        """
        arrays = {name: np.asarray(column) for name, column in columns.items()}
        if len({len(array) for array in arrays.values()}) != 1:
            raise ValueError("columns must be there, and of one length")
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        return cls(folder)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, i: int) -> dict[str, Any]:
        return {name: column[i] for name, column in self.columns.items()}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[i] for i in range(len(self)))

    def map(self, folder: Path, change: Callable[[dict[str, Any]], Any]) -> Columns:
        """Rows changed one by one, written to a new folder."""
        return self._write(folder, [change(row) for row in self])

    def filter(self, folder: Path, keep: Callable[[dict[str, Any]], bool]) -> Columns:
        """The rows that are kept, written to a new folder."""
        return self._write(folder, [row for row in self if keep(row)])

    def _write(self, folder: Path, rows: list[dict[str, Any]]) -> Columns:
        columns: dict[str, ArrayLike] = (
            {name: np.array([row[name] for row in rows]) for name in rows[0]}
            if rows
            else {name: column[:0] for name, column in self.columns.items()}
        )
        return Columns.write(folder, columns)


def _folder(hub: Path, name: str) -> Path:
    if not name or Path(name).name != name or name == "..":
        raise ValueError(f"name must be one folder's, got {name!r}")
    return hub / name
