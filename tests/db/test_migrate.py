"""From any older schema to the newest, with what was there."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import migrate
from db.connect import connect
from db.models import Base
from db.store import NewerDatabase, Store, StoreError

ROW = (
    "INSERT INTO answers (item, version, seed, response, right, score, at) "
    "VALUES ('a/b', 1, 7, '0.5', 1, 1.0, '2026-01-02 03:04:05.000000')"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database goes; a percent sign is what ConfigParser would trip on."""
    return tmp_path / "100% viva.db"


@pytest.fixture
def first(file: Path) -> Path:
    """A database of the first schema, with one answer."""
    engine = connect(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
        connection.exec_driver_sql(ROW)
    engine.dispose()
    return file


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def tables(file: Path) -> set[object]:
    names = rows(file, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in names}


def test_the_revisions_are_those_of_the_scripts(store: Store) -> None:
    with store.engine.connect() as connection:
        script = ScriptDirectory.from_config(migrate.configuration(connection))
    known = tuple(s.revision for s in script.walk_revisions())[::-1]
    assert known == migrate.REVISIONS
    assert script.get_current_head() == migrate.HEAD


def test_the_models_are_what_the_migrations_make(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
        assert migrate.revision(connection) == migrate.HEAD


@pytest.mark.parametrize("touched", [False, True])
def test_a_new_file_needs_no_backup(file: Path, touched: bool) -> None:
    if touched:
        file.touch()
    with closing(Store.open(f"sqlite:///{file}")) as store:
        assert store.answers() == []
    assert {"answers", "submissions", "drafts", "visits"} < tables(file)
    assert not (file.parent / "backups").exists()


def test_the_first_schema_is_backed_up_and_upgraded(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = first.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    with closing(Store.open(f"sqlite:///{first}")) as store:
        (kept,) = store.answers()
        assert (kept.item, kept.seed, kept.response) == ("a/b", 7, "0.5")
        assert kept.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        store.save_draft("k", "t")
    assert rows(first, "SELECT version_num FROM alembic_version") == [("0004",)]
    (backup,) = (first.parent / "backups").iterdir()
    assert backup.name.startswith("100% viva-0001-20")
    assert rows(backup, "SELECT item, seed FROM answers") == [("a/b", 7)]
    assert rows(backup, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert "drafts" not in tables(backup)


def test_opening_again_changes_nothing(first: Path) -> None:
    Store.open(f"sqlite:///{first}").close()
    before = first.read_bytes()
    Store.open(f"sqlite:///{first}").close()
    assert first.read_bytes() == before
    assert len(list((first.parent / "backups").iterdir())) == 1


def test_a_migration_that_fails_leaves_the_old_schema(first: Path) -> None:
    with closing(sqlite3.connect(first)) as connection:
        connection.execute("CREATE TABLE visits (mine TEXT)")
    with pytest.raises(StoreError, match="visits already exists"):
        Store.open(f"sqlite:///{first}")
    assert "drafts" not in tables(first)
    assert rows(first, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert rows(first, "SELECT item FROM answers") == [("a/b",)]


def test_without_a_backup_there_is_no_migration(first: Path) -> None:
    (first.parent / "backups").touch()
    with pytest.raises(StoreError, match="backups"):
        Store.open(f"sqlite:///{first}")
    assert "drafts" not in tables(first)


def test_a_newer_database_is_refused_and_untouched(first: Path) -> None:
    with closing(sqlite3.connect(first)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = first.read_bytes()
    with pytest.raises(NewerDatabase, match=r"newer Viva.*9999") as told:
        Store.open(f"sqlite:///{first}")
    assert str(first) in str(told.value)
    assert first.read_bytes() == before
    assert [p.name for p in first.parent.iterdir()] == [first.name]
