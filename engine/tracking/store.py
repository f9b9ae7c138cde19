"""A run tracker on SQLite: what was tried, and what came of it."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from engine.system import system

_TABLES = """
create table if not exists run (id integer primary key, name text, status text);
create table if not exists param (run integer references run, key text, value text,
    primary key (run, key));
create table if not exists metric (run integer references run, key text,
    step integer, value real, primary key (run, key, step));
"""
_SIGNS = {"max": -1, "min": 1}


class RunRecord(NamedTuple):
    """One run, read back.

    Attributes:
        id: its number.
        name: as it was given.
        status: "running", "finished" or "failed".
        params: as text, the way they were compared.
        metrics: last value of each, by step.
    """

    id: int
    name: str
    status: str
    params: dict[str, str]
    metrics: dict[str, float]


@system("S65.01", "S65.02", "S65.03")
class Tracker:
    """Runs with parameters, which never change, and metrics, which have steps.

    A parameter is an input, kept as text and written once; a metric is a
    measurement, a number for each step. Both are rows of one SQLite file, each
    written in its own transaction, so that writers in several processes wait for
    one another and a crash loses nothing that was logged.

    Args:
        path: of the file; made where there is none.

    >>> import tempfile
    >>> tracker = Tracker(Path(tempfile.mkdtemp()) / "runs.db")
    >>> with tracker.run("first") as run:
    ...     tracker.log_param(run, "lr", 0.01)
    ...     tracker.log_metric(run, "accuracy", 0.92, step=1)
    ...     tracker.log_metric(run, "accuracy", 0.95, step=2)
    >>> tracker.read(run)
    RunRecord(id=1, name='first', status='finished', params={'lr': '0.01'}, \
metrics={'accuracy': 0.95})
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as db:
            db.executescript(_TABLES)

    @contextmanager
    def run(self, name: str) -> Iterator[int]:
        """A new run, as its number: finished at the end, failed at an error."""
        with self._open() as db:
            number = db.execute("insert into run values (null, ?, 'running')", [name])
            run = int(number.lastrowid or 0)
        status = "failed"
        try:
            yield run
            status = "finished"
        finally:
            with self._open() as db:
                db.execute("update run set status = ? where id = ?", [status, run])

    def log_param(self, run: int, key: str, value: object) -> None:
        """Write a parameter; the same again is no error.

        Raises:
            ValueError: it has another value already, or there is no such run.
        """
        self._check(run)
        with self._open() as db:
            db.execute(
                "insert or ignore into param values (?, ?, ?)", [run, key, str(value)]
            )
            (kept,) = db.execute(
                "select value from param where run = ? and key = ?", [run, key]
            ).fetchone()
        if kept != str(value):
            raise ValueError(f"{key} is {kept} in run {run}, and cannot be {value}")

    def log_metric(self, run: int, key: str, value: float, step: int = 0) -> None:
        """Write the value of a step; the last written one counts.

        Raises:
            ValueError: there is no such run.
        """
        self._check(run)
        with self._open() as db:
            db.execute(
                "insert or replace into metric values (?, ?, ?, ?)",
                [run, key, step, float(value)],
            )

    def history(self, run: int, key: str) -> list[tuple[int, float]]:
        """Step and value of a metric, by step."""
        with self._open() as db:
            rows = db.execute(
                "select step, value from metric where run = ? and key = ? "
                "order by step",
                [run, key],
            ).fetchall()
        return [(step, _number(value)) for step, value in rows]

    def read(self, run: int) -> RunRecord:
        """All of a run.

        Raises:
            ValueError: there is no such run.
        """
        self._check(run)
        with self._open() as db:
            number, name, status = db.execute(
                "select * from run where id = ?", [run]
            ).fetchone()
            params = db.execute("select key, value from param where run = ?", [run])
            metrics = db.execute(
                "select key, value from metric where run = ? order by step", [run]
            )
            last = {key: _number(value) for key, value in metrics}
            return RunRecord(number, name, status, dict(params.fetchall()), last)

    def search(self, params: Mapping[str, object] | None = None) -> list[RunRecord]:
        """Runs that have all these parameters, oldest first."""
        wanted = {key: str(value) for key, value in (params or {}).items()}
        with self._open() as db:
            runs = db.execute("select id from run order by id").fetchall()
        records = [self.read(run) for (run,) in runs]
        return [r for r in records if wanted.items() <= r.params.items()]

    def best_run(self, metric: str, mode: str = "max") -> RunRecord:
        """The finished run whose last value of a metric is best; first of equals.

        Args:
            metric: to compare by; runs without it, or where it is NaN, are left out.
            mode: "max" or "min".

        Raises:
            ValueError: another mode, or no finished run has the metric.
        """
        if mode not in _SIGNS:
            raise ValueError(f"mode must be max or min, got {mode}")
        with self._open() as db:
            row = db.execute(
                "select run.id from run join metric m on m.run = run.id "
                "where m.key = ? and status = 'finished' and value is not null "
                "and step = (select max(step) from metric where run = m.run "
                "and key = m.key) order by value * ?, run.id limit 1",
                [metric, _SIGNS[mode]],
            ).fetchone()
        if row is None:
            raise ValueError(f"no finished run has {metric}")
        return self.read(row[0])

    def _check(self, run: int) -> None:
        with self._open() as db:
            if db.execute("select 1 from run where id = ?", [run]).fetchone() is None:
                raise ValueError(f"there is no run {run}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # A connection commits at the end of its block, but does not close.
        with closing(sqlite3.connect(self.path, timeout=30)) as db, db:
            yield db


def _number(value: float | None) -> float:
    return math.nan if value is None else value  # SQLite keeps NaN as null
