"""What the store remembers, and what it says when it cannot."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.dialects import postgresql

from db.connect import place
from db.merging import Row
from db.models import Answer, Draft, UTCDateTime
from db.store import SAVE_DRAFT, Store, StoreError, Tally
from db.transfer import take_in, take_out
from tests.db.postgres import SERVER, only_sqlite

START = datetime(2026, 1, 31, 23, 59, 30, 250000, UTC)


def answer(
    store: Store, item: str = "a/b", seed: int = 1, right: bool = True
) -> Answer:
    return store.record_answer(
        item=item,
        version=1,
        seed=seed,
        response="0.25",
        right=right,
        score=float(right),
    )


def submit(store: Store, challenge: str, verdict: str) -> None:
    code = "def f():\n    return '½'\n"
    waiting = store.hand_in(challenge=challenge, code=code, seed=-(2**63))
    store.record_verdict(waiting, verdict=verdict, detail='{"cases": []}', seconds=0.5)


def test_answers_come_back_as_they_went_in(store: Store, url: str) -> None:
    full = store.record_answer(
        item="softmax-derivative/diagonal_entry",
        version=3,
        seed=2**63 - 1,
        response=" −0,25 \n🙂",
        right=False,
        score=0.5,
        route="forgot_the_delta",
        seconds=12.75,
    )
    bare = answer(store)
    assert full.at == START
    assert (bare.route, bare.seconds) == (None, None)
    with closing(Store.open(url)) as again:
        assert again.answers() == [full, bare]
        assert again.answers("a/b") == [bare]
        assert again.answers("none") == []
        assert again.answers()[0].at.tzinfo is UTC


def test_answer_to_gives_the_latest_for_the_variant(store: Store) -> None:
    answer(store, seed=1, right=False)
    latest = answer(store, seed=1, right=True)
    answer(store, seed=2, right=False)
    assert store.answer_to("a/b", 1, 1) == latest
    assert store.answer_to("a/b", 2, 1) is None


def test_submissions_and_solved(store: Store) -> None:
    assert store.solved() == set()
    for challenge, verdict in [
        ("one", "accepted"),
        ("one", "accepted"),
        ("one", "wrong"),
        ("two", "wrong"),
    ]:
        submit(store, challenge, verdict)
    assert store.solved() == {"one"}
    assert [s.verdict for s in store.submissions("one")] == ["accepted"] * 2 + ["wrong"]
    last = store.submissions()[-1]
    assert (last.challenge, last.seed) == ("two", -(2**63))
    assert last.code == "def f():\n    return '½'\n"
    assert last.at == START + timedelta(minutes=3)


def test_a_draft_is_the_last_text_of_its_key(store: Store) -> None:
    assert store.draft("k") is None
    store.save_draft("k", "first")
    store.save_draft("k", "second")
    store.save_draft("other", "")
    assert store.draft("k") == "second"
    assert store.draft("other") == ""
    with store.engine.connect() as connection:
        at = connection.scalar(select(Draft.at).where(Draft.key == "k"))
    assert at == START + timedelta(minutes=1)


def test_the_last_visit(store: Store) -> None:
    assert store.last_visit() is None
    store.visit("softmax-derivative", "lab")
    store.visit("softmax-derivative", "notes")
    last = store.last_visit()
    assert last is not None
    assert (last.topic, last.part, last.at) == (
        "softmax-derivative",
        "notes",
        START + timedelta(minutes=1),
    )


def test_tally_is_what_counting_by_hand_gives(store: Store) -> None:
    assert store.tally() == {}
    marks = {"a": [True, False, True], "b": [True, False], "c": [False], "d": [True]}
    for turn in range(3):
        for item, rights in marks.items():
            if turn < len(rights):
                answer(store, item, right=rights[turn])
    assert store.tally() == {
        item: Tally(len(rights), sum(rights), rights[-1])
        for item, rights in marks.items()
    }


@given(st.datetimes(timezones=st.timezones()))
def test_any_zone_is_stored_as_utc(moment: datetime) -> None:
    kind, dialect = UTCDateTime(), postgresql.dialect()
    try:
        stored = kind.process_bind_param(moment, dialect)
    except OverflowError:  # the first and last hours of the calendar
        return
    assert stored is not None
    assert stored.tzinfo is UTC
    # SQLite gives it back bare, PostgreSQL in the zone of the session.
    for given_back in (stored.replace(tzinfo=None), stored):
        out = kind.process_result_value(given_back, dialect)
        assert out == stored
        assert out.tzinfo is UTC


def test_another_zone_comes_back_as_utc(url: str) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 3, 1, 2, 0, tzinfo=kathmandu)
    with closing(Store.open(url, clock=lambda: moment)) as store:
        answer(store)
        at = store.answers()[0].at
        assert at.isoformat() == "2026-02-28T20:15:00+00:00"
        with store.engine.connect() as connection:
            raw = connection.scalar(text("SELECT at FROM answers"))
        # SQLite has no times of its own; PostgreSQL gives one with its zone.
        assert str(raw) == "2026-02-28 20:15:00.000000" or raw == moment


def test_a_naive_time_is_refused(url: str) -> None:
    with closing(Store.open(url, clock=lambda: datetime(2026, 1, 1))) as store:
        for write in (
            lambda: answer(store),
            lambda: store.save_draft("k", "t"),
            lambda: store.visit("t", "lab"),
        ):
            with pytest.raises(ValueError, match="has no time zone"):
                write()
        assert store.answers() == []
        assert store.draft("k") is None


def test_what_it_returns_outlives_it(url: str) -> None:
    store = Store.open(url)
    written, read = answer(store), store.answers()
    store.close()
    assert read == [written]
    assert written.item == "a/b"


@only_sqlite("PostgreSQL has nothing to be made ready")
def test_every_connection_is_made_ready(store: Store) -> None:
    with store.engine.connect() as one, store.engine.connect() as two:
        for connection in (one, two):
            values = [
                connection.scalar(text(f"PRAGMA {name}"))
                for name in (
                    "journal_mode",
                    "foreign_keys",
                    "busy_timeout",
                    "synchronous",
                )
            ]
            assert values == ["wal", 1, 10_000, 2]


def test_threads_share_a_store(store: Store) -> None:
    seen: list[int] = []
    ready = threading.Barrier(4)

    def work(name: str) -> None:
        ready.wait()
        for seed in range(25):
            seen.append(answer(store, name, seed).id)
            store.save_draft("shared", name)
            store.tally()

    threads = [threading.Thread(target=work, args=(f"t{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = store.answers()
    assert sorted(seen) == [row.id for row in rows]
    assert sorted((row.item, row.seed) for row in rows) == [
        (f"t{i}", seed) for i in range(4) for seed in range(25)
    ]
    assert store.draft("shared") in {"t0", "t1", "t2", "t3"}


def test_a_directory_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open") as told:
        Store.open(f"sqlite:///{tmp_path}")
    assert str(tmp_path) in str(told.value)


def test_a_file_in_the_way_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    path = tmp_path / "data" / "deep" / "viva.db"
    with pytest.raises(StoreError) as told:
        Store.open(f"sqlite:///{path}")
    assert str(path) in str(told.value)


def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "viva.db"
    path.write_text("notes of mine, not a database\n" * 100)
    with pytest.raises(StoreError, match="file is not a database") as told:
        Store.open(f"sqlite:///{path}")
    assert str(path) in str(told.value)
    assert path.read_text() == "notes of mine, not a database\n" * 100


STUCK = {
    "PRAGMA query_only=ON": "readonly",
    "PRAGMA max_page_count=1": "disk is full",
    "SET default_transaction_read_only TO on": "read-only",
}


@pytest.fixture(params=[s for s in STUCK if s.startswith("SET") == bool(SERVER)])
def stuck(store: Store, request: pytest.FixtureRequest) -> Iterator[tuple[Store, str]]:
    """A store that cannot be written: read-only, or on a full disk."""
    answer(store)
    store.engine.dispose()

    def stick(connection, _record) -> None:
        connection.execute(request.param)
        connection.commit()

    event.listen(store.engine, "connect", stick)
    yield store, STUCK[request.param]
    event.remove(store.engine, "connect", stick)


def test_a_failed_write_tells_the_place_and_the_cause(
    stuck: tuple[Store, str],
) -> None:
    store, cause = stuck
    with pytest.raises(StoreError, match=cause) as told:
        store.hand_in(challenge="c", code="x" * 100_000, seed=1)
    assert place(store.engine) in str(told.value)
    assert "xxx" not in str(told.value)
    for write in (
        lambda: store.save_draft("k", "x" * 100_000),
        lambda: store.visit("t", "x" * 100_000),
        lambda: take_in(store.engine, large(take_out(store.engine))),
    ):
        with pytest.raises(StoreError, match=cause):
            write()
    assert len(store.answers()) == 1
    assert (store.submissions(), store.pending()) == ([], [])
    assert store.last_visit() is None
    assert store.draft("k") is None


def large(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return tables | {"drafts": [{"key": "k", "text": "x" * 100_000, "at": START}]}


def test_a_submission_waits_until_it_has_its_one_verdict(store: Store) -> None:
    first, second, third = (
        store.hand_in(challenge="c", code=f"x = {i}", seed=i) for i in range(3)
    )
    verdict = {"detail": "{}", "seconds": 0.1}
    store.record_verdict(second, verdict="accepted", **verdict)
    store.record_verdict(second, verdict="judge fault", **verdict)
    store.withdraw(third)

    assert [waiting.id for waiting in store.pending()] == [first.id]
    assert [(s.code, s.verdict) for s in store.submissions()] == [("x = 1", "accepted")]
    assert store.submissions()[0].at == second.at


def test_a_late_verdict_does_not_take_what_waits_now(store: Store) -> None:
    """SQLite gives the number of what left to what comes next."""
    first = store.hand_in(challenge="c", code="x = 1", seed=1)
    store.record_verdict(first, verdict="accepted", detail="{}", seconds=0.1)
    later = store.hand_in(challenge="c", code="x = 2", seed=2)
    store.record_verdict(first, verdict="judge fault", detail="{}", seconds=0.1)
    store.withdraw(first)

    assert store.pending() == [later]
    assert [s.verdict for s in store.submissions()] == ["accepted"]


@pytest.mark.parametrize("nowhere", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(nowhere: str) -> None:
    with pytest.raises(ValueError, match="names no file"):
        Store.open(nowhere)


@only_sqlite("PostgreSQL checks its files by other means")
def test_integrity(store: Store, url: str) -> None:
    for seed in range(50):
        answer(store, seed=seed)
    assert store.integrity() == "ok"
    with store.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        connection.exec_driver_sql(
            "DELETE FROM sqlite_schema WHERE name = 'ix_answers_item'"
        )
    store.engine.dispose()
    with closing(Store.open(url)) as damaged:
        assert "never used" in damaged.integrity()


def test_postgresql_reads_the_upsert() -> None:
    assert "ON CONFLICT (key) DO UPDATE" in str(
        SAVE_DRAFT.compile(dialect=postgresql.dialect())
    )


def test_importing_the_store_and_opening_it_again_leaves_alembic_alone(
    store: Store, url: str
) -> None:
    code = (
        "import sys; from db.store import Store; Store.open(sys.argv[1]).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, url], cwd=root, check=True)
