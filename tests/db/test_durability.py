"""Several processes at once, and one that dies."""

import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from alembic import command

from db import migrate
from db.connect import connect
from db.store import Store

Child = Callable[..., subprocess.Popen[str]]


def say(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_processes_write_at_once(child: Child, url: str) -> None:
    writers = [child("write", url, f"p{i}", "25") for i in range(4)]
    for writer in writers:
        out, _ = writer.communicate(timeout=60)
        assert writer.returncode == 0
        assert out.split() == [str(seed) for seed in range(25)]
    with closing(Store.open(url)) as store:
        assert sorted((a.item, a.seed) for a in store.answers()) == [
            (f"p{i}", seed) for i in range(4) for seed in range(25)
        ]
        assert store.integrity() == "ok"


def test_what_was_acknowledged_survives_a_kill(child: Child, url: str) -> None:
    writer = child("write", url, "killed", "1000000")
    for seed in range(50):
        assert hear(writer) == str(seed)
    writer.kill()  # SIGKILL: nothing of the writer's own runs any more
    rest, _ = writer.communicate(timeout=60)
    said = 50 + rest.count("\n")
    with closing(Store.open(url)) as store:
        kept = [a.seed for a in store.answers("killed")]
        # One more may have been written in the moment before it would be said.
        assert kept in (list(range(said)), list(range(said + 1)))
        assert store.integrity() == "ok"


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
