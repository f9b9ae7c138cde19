"""Several processes at once, and one that dies."""

import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic import command
from sqlalchemy import text

from db import migrate
from db.connect import connect, sqlite_file
from db.merging import TABLES
from db.store import Store
from db.transfer import take_in, take_out
from tests.db.child import FOLDS, record
from tests.db.postgres import only_sqlite
from tests.seed import SEED

Child = Callable[..., subprocess.Popen[str]]


def say(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def live(child: Child, url: str, name: str, until: int) -> int:
    """Writes and is killed after so many answers; how many were acknowledged."""
    writer = child("write", url, name)
    for seed in range(until):
        assert hear(writer) == str(seed)
    writer.kill()
    assert writer.stdout
    # Not `communicate`, which passes over what was read ahead of the lines heard.
    return until + writer.stdout.read().count("\n")


def test_four_writers_killed_again_and_again_lose_nothing(
    child: Child, url: str
) -> None:
    """1,000 answers: each that was acknowledged is there once, and so derived from."""
    Store.open(url).close()
    until = random.Random(SEED)
    lives = [
        (f"{writer}{life}", until.randint(110, 140))
        for writer in "abcd"
        for life in range(2)
    ]
    with ThreadPoolExecutor(4) as four:
        said = list(four.map(lambda life: live(child, url, *life), lives))
    with closing(Store.open(url)) as store:
        kept = Counter((answer.item, answer.seed) for answer in store.answers())
        assert set(kept.values()) == {1}
        for (name, _), count in zip(lives, said, strict=True):
            seeds = sorted(seed for item, seed in kept if item == name)
            assert seeds in (list(range(count)), list(range(count + 1)))
        assert sum(said) > 880
        assert store.integrity() == "ok"
        store.catch_up(FOLDS)
        assert derived(store) == rebuilt(store)


def derived(store: Store) -> list[tuple[object, ...]]:
    """Every derived value, and how far each kind has come, as they are stored."""
    query = "SELECT kind, key, value FROM derived UNION SELECT kind, '', {} FROM folded"
    with store.engine.connect() as connection:
        rows = connection.execute(text(query.format("CAST(answer AS TEXT)")))
        return sorted(tuple(row) for row in rows)


def rebuilt(store: Store) -> list[tuple[object, ...]]:
    store.forget_derived()
    assert derived(store) == []
    store.catch_up(FOLDS)
    return derived(store)


def test_processes_that_catch_up_at_once_agree(child: Child, url: str) -> None:
    with closing(Store.open(url)) as store:
        record(store, "a0", 0)
        (blank,) = take_out(store.engine)["answers"]
        answers = [
            blank | {"id": n, "item": f"{'abc'[n % 3]}{n % 7}", "seed": n}
            for n in range(2, 601)
        ]
        take_in(store.engine, {name: [] for name in TABLES} | {"answers": answers})
        pair = [child("catch", url) for _ in range(2)]
        assert [hear(process) for process in pair] == ["ready"] * 2
        for process in pair:
            say(process)
        for seed in range(20):  # and answers come in meanwhile
            record(store, f"a{seed % 7}", seed)
        for process in pair:
            process.communicate(timeout=60)
            assert process.returncode == 0
        store.catch_up(FOLDS)
        assert len(derived(store)) == 3 + 21 + 2  # chains, tallies, how far each is
        assert derived(store) == rebuilt(store)


@only_sqlite("the disk of a server is its own affair")
@pytest.mark.skipif(sys.platform == "win32", reason="has no limit of a file's size")
def test_a_disk_that_fills_is_told_and_keeps_what_was_acknowledged(
    child: Child, url: str
) -> None:
    """Files may not grow beyond a size, as on a disk without room."""
    writer = child("fill", url, "1_000_000")
    out, _ = writer.communicate(timeout=60)
    *said, trouble = out.splitlines()
    assert said == [str(seed) for seed in range(len(said))]
    assert len(said) > 10
    assert trouble.startswith(f"Cannot use the database {url.partition('///')[2]}: ")
    assert "disk" in trouble
    with closing(Store.open(url)) as store:
        assert [str(answer.seed) for answer in store.answers()] == said
        assert store.integrity() == "ok"
        record(store, "again", 1)


@only_sqlite("the rights of a server's files are its own affair")
@pytest.mark.skipif(sys.platform == "win32", reason="has other rights")
def test_a_read_only_database_is_told(child: Child) -> None:
    """Of somebody else: not in pytest's folder, which nobody else may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder, "data", "viva.db")
        out, _ = child("deny", f"sqlite:///{file}").communicate(timeout=60)
        trouble = out.splitlines()[-1]
        assert trouble.startswith(f"Cannot use the database {file}: ")
        assert "readonly database" in trouble or "unable to open" in trouble
        for path in [file.parent, *file.parent.iterdir()]:
            path.chmod(0o755)
        with closing(Store.open(f"sqlite:///{file}")) as store:
            assert [answer.item for answer in store.answers()] == ["before"]


def test_two_processes_upgrade_a_database_at_once(
    child: Child, new: Callable[[str], str]
) -> None:
    """One without tables and one of the first schema; files and servers alike."""
    fresh, old = new("fresh"), new("old")
    if file := sqlite_file(old):
        file.parent.mkdir()
    engine = connect(old)
    with engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
        connection.exec_driver_sql(
            'INSERT INTO answers (item, version, seed, response, "right", score, at) '
            "VALUES ('a/b', 1, 7, '0.5', TRUE, 1.0, '2026-01-02 03:04:05+00:00')"
        )
    engine.dispose()
    pair = [child("open", fresh, old) for _ in range(2)]
    assert [hear(process) for process in pair] == ["ready"] * 2
    for _ in (fresh, old):
        for process in pair:
            say(process)
        assert [hear(process) for process in pair] == ["open"] * 2
    with closing(Store.open(old)) as store:
        (kept,) = store.answers()
        assert (kept.item, kept.seed, kept.right, kept.hints) == ("a/b", 7, True, 0)
        assert kept.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_two_processes_open_a_database_at_once(child: Child, tmp_path: Path) -> None:
    """New ones and ones of the first schema, by turns."""
    old = tmp_path / "old.db"
    engine = connect(f"sqlite:///{old}")
    with engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
    engine.dispose()
    files = [tmp_path / str(i) / "viva.db" for i in range(10)]
    for file in files[1::2]:
        file.parent.mkdir()
        shutil.copy(old, file)

    pair = [child("open", *(f"sqlite:///{file}" for file in files)) for _ in range(2)]
    assert [hear(process) for process in pair] == ["ready"] * 2
    for file in files:
        for process in pair:
            say(process)
        assert [hear(process) for process in pair] == ["open"] * 2, file
    for i, file in enumerate(files):
        with closing(Store.open(f"sqlite:///{file}")) as store:
            assert store.integrity() == "ok"
        assert len(list(file.parent.glob("backups/*"))) == i % 2
