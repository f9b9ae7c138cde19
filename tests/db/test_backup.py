"""Copies while others write, and back again; what is no whole copy is refused."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from db import backup as copies
from db.backup import back_up
from db.errors import BadFile, StoreError
from db.restore import restore
from db.store import Store
from db.transfer import take_out
from tests.db.child import record
from tests.db.postgres import SERVER

Child = Callable[..., subprocess.Popen[str]]

pytestmark = pytest.mark.skipif(
    bool(SERVER), reason="SQLite only: a server is copied by pg_dump"
)


@pytest.fixture
def file(store: Store) -> Path:
    """The file of `store`, with a few answers in it."""
    for seed in range(3):
        record(store, "a/b", seed)
    return Path(store.engine.url.database or "")


def seeds(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT seed FROM answers ORDER BY id")
        return [seed for (seed,) in rows]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_backup_is_one_whole_file(store: Store, file: Path, tmp_path: Path) -> None:
    """With what is in the log beside the database and not in it yet."""
    copy = back_up(file, tmp_path / "deep" / "copy.db")

    assert files(copy.parent) == ["copy.db"]
    assert copy.read_bytes()[18:20] == b"\1\1"  # and asks for no log beside it
    with closing(Store.open(f"sqlite:///{copy}")) as again:
        assert take_out(again.engine) == take_out(store.engine)
        assert again.integrity() == "ok"


def test_backups_stand_beside_the_database_in_order(file: Path) -> None:
    first, second = back_up(file), back_up(file)

    assert first.parent == second.parent == file.parent / "backups"
    assert first.name < second.name
    assert seeds(first) == seeds(second) == [0, 1, 2]


def test_a_backup_replaces_nothing(file: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("letters")
    with pytest.raises(FileExistsError, match="mine is there already"):
        back_up(file, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "letters"


def test_of_nothing_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open"):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")
    assert files(tmp_path) == []


def test_a_backup_while_another_process_writes(child: Child, url: str) -> None:
    """It has all that was acknowledged before it began, and is whole."""
    file = Path(url.removeprefix("sqlite:///"))
    writer = child("write", url, "busy")
    assert writer.stdout
    for _ in range(20):
        writer.stdout.readline()
    copy = back_up(file)
    kept = seeds(copy)
    assert kept == list(range(len(kept)))
    assert len(kept) >= 20


def test_restored_as_it_was_and_what_was_there_is_kept(
    store: Store, file: Path
) -> None:
    """Without closing it: whoever has the database open goes on with what came."""
    before, copy = take_out(store.engine), back_up(file)
    record(store, "c/d", 77)
    kept = restore(copy, file)

    assert take_out(store.engine) == before
    assert store.integrity() == "ok"
    assert kept is not None
    assert kept.name.startswith("viva-before-restore-20")
    assert seeds(kept) == [0, 1, 2, 77]
    record(store, "e/f", 5)
    assert seeds(file) == [0, 1, 2, 5]
    assert [name for name in files(file.parent) if "part" in name] == []


def test_restored_where_there_is_nothing(file: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "viva.db"

    assert restore(back_up(file), new) is None
    with closing(Store.open(f"sqlite:///{new}")) as store:
        assert [answer.seed for answer in store.answers()] == [0, 1, 2]


@pytest.mark.parametrize("end", [0, 1, 50, 99, 1000, 4096, 30_000, -4096, -1])
def test_a_backup_cut_short_is_refused(store: Store, file: Path, end: int) -> None:
    copy, before = back_up(file), take_out(store.engine)
    copy.write_bytes(copy.read_bytes()[:end])
    found = files(file.parent)

    with pytest.raises(BadFile, match=r"no sound SQLite|damaged|no database of Viva"):
        restore(copy, file)
    assert take_out(store.engine) == before
    assert files(file.parent) == found


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "'9999'.*newer Viva"),
        ("DROP TABLE alembic_version", "no database of Viva"),
        ("DROP TABLE answers", "no database of Viva"),
        ("UPDATE answers SET sitting = 5", "a row of answers refers to a lost one"),
    ],
)
def test_a_foreign_backup_is_refused(
    store: Store, file: Path, statement: str, message: str
) -> None:
    copy, before = back_up(file), take_out(store.engine)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(statement)

    with pytest.raises(BadFile, match=message):
        restore(copy, file)
    assert take_out(store.engine) == before


def test_what_is_no_backup_is_refused(file: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters.db"
    letters.write_text("not a database\n" * 1000)

    with pytest.raises(BadFile, match="file is not a database"):
        restore(letters, file)
    with pytest.raises(FileNotFoundError, match=r"none\.db"):
        restore(tmp_path / "none.db", file)
    assert seeds(file) == [0, 1, 2]


@pytest.mark.parametrize("damage", [b"", b"no database " * 1000])
def test_a_broken_database_is_replaced_and_kept(
    store: Store, file: Path, damage: bytes
) -> None:
    copy = back_up(file)
    store.close()
    content = damage or file.read_bytes()[:-4096]
    file.write_bytes(content)
    kept = restore(copy, file)

    assert seeds(file) == [0, 1, 2]
    assert kept is not None
    assert kept.read_bytes() == content


def test_a_database_that_is_written_all_the_time_is_left(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "WAIT", 0.2)
    copy = back_up(file)
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM answers")
        with pytest.raises(StoreError, match="another process has been writing"):
            restore(copy, file)
        writer.rollback()
    assert seeds(file) == [0, 1, 2]
