"""What is remembered on the command line: copies, exports, figures, what is refused."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from db.store import Store
from db.transfer import take_out
from quiz.cli import data
from quiz.cli.parser import FORMATS, main
from quiz.study.learner import Learner

Capture = pytest.CaptureFixture[str]
START = datetime(2026, 5, 4, 12, tzinfo=UTC)
ITEMS = "softmax-derivative/diagonal_entry", "clustering-kmeans-knn/distance"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's data folder, with nothing in it yet."""
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.delenv("VIVA_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Ten answers on five days, one taken back; two submissions."""
    times = (START + timedelta(hours=12 * i) for i in range(1000))
    store = Store.open(f"sqlite:///{home / 'viva.db'}", lambda: next(times))
    with closing(store):
        for seed in range(10):
            store.record_answer(
                item=ITEMS[seed % 2],
                version=1,
                seed=seed,
                response="=1",
                right=seed % 3 > 0,
                score=float(seed % 3 > 0),
                seconds=2.0,
                rating=3 if seed % 3 else 1,
            )
        store.undo(store.answers()[-1])
        for verdict in ("wrong answer", "accepted"):
            waiting = store.hand_in(challenge="a/c", code="x", seed=1)
            store.record_verdict(waiting, verdict=verdict, detail="{}", seconds=1.0)
        yield store


def run(words: list[str], status: int, capsys: Capture) -> str:
    """What a command says; on the error stream where it fails."""
    assert main(words) == status
    said = capsys.readouterr()
    assert (said.err == "") == (status == 0)
    return said.err or said.out


def test_a_backup_and_back(store: Store, home: Path, capsys: Capture) -> None:
    before = take_out(store.engine)
    said = run(["backup"], 0, capsys)
    (copy,) = (home / "backups").iterdir()
    assert str(copy) in said
    store.set("minutes", "90")

    assert "Restored 9 answers" in run(["restore", str(copy)], 0, capsys)
    assert take_out(store.engine) == before
    assert len(list((home / "backups").iterdir())) == 2


def test_a_backup_has_a_name_of_its_own(
    store: Store, tmp_path: Path, capsys: Capture
) -> None:
    copy = str(tmp_path / "copy.db")
    run(["backup", copy], 0, capsys)

    assert "is there already" in run(["backup", copy], 2, capsys)


def test_json_out_and_in(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    path = tmp_path / "all.json"
    assert "Wrote 13 rows" in run(["export", str(path)], 0, capsys)
    said = run(["import", str(path)], 0, capsys)
    assert "was here already" in said
    assert "backups" in said
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path / "new"))
    said = run(["import", str(path)], 0, capsys)

    assert said == "Added 10 answers, 1 undos, 2 submissions\n"
    assert not (tmp_path / "new" / "backups").exists()
    with closing(Store.open(f"sqlite:///{tmp_path / 'new' / 'viva.db'}")) as new:
        assert take_out(new.engine) == take_out(store.engine)
        assert new.derived("card").keys() == set(ITEMS)


def test_tables(store: Store, tmp_path: Path, capsys: Capture) -> None:
    answers, reviews = tmp_path / "a.csv", tmp_path / "r.csv"
    assert "Wrote 10 answers" in run(["export", str(answers)], 0, capsys)
    said = run(["export", str(reviews), "--format", "reviews"], 0, capsys)
    assert "Wrote 9 reviews" in said
    lines = answers.read_text().splitlines()
    assert lines[0].startswith("id,item,version,seed,response,")
    assert lines[0].endswith(",undone")
    assert ",'=1," in lines[1]
    assert [bool(line.split(",")[-1]) for line in lines[1:]] == [False] * 9 + [True]
    assert len(reviews.read_text().splitlines()) == 10


def test_a_deck(store: Store, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "viva.apkg"
    run(["export", str(path)], 0, capsys)

    assert "collection.anki2" in zipfile.ZipFile(path).namelist()


def test_a_calendar_needs_a_date(store: Store, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "plan.ics"
    assert "no date of an interview" in run(["export", str(path)], 2, capsys)
    assert not path.exists()
    day = datetime.now(UTC).date() + timedelta(20)
    Learner(store).choose(interview=day)
    run(["export", str(path)], 0, capsys)
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")

    assert events[-1].start == day
    assert len(events) > 3


def test_an_export_that_fails_leaves_what_was_there(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "all.json"
    path.write_text("mine")

    def fail(_store: Store, part: Path) -> str:
        part.write_text("half")
        raise OSError("no space left")

    monkeypatch.setitem(data.WRITERS, "json", fail)
    assert main(["export", str(path)]) == 2
    assert path.read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["all.json"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "no UTF-8 text"),
        (b'{"format": "viva", "version": 1', "no JSON, or not all of it"),
        (b'{"format": "viva", "version": 7, "schema": "0004"}', "newer Viva"),
    ],
)
def test_what_cannot_be_taken_in(
    store: Store, tmp_path: Path, content: bytes, message: str, capsys: Capture
) -> None:
    before = take_out(store.engine)
    path = tmp_path / "x.json"
    path.write_bytes(content)
    said = run(["import", str(path)], 2, capsys)

    assert message in said
    assert str(path) in said
    assert "Nothing changed" in said
    assert take_out(store.engine) == before


def test_what_cannot_be_restored(store: Store, tmp_path: Path, capsys: Capture) -> None:
    before = take_out(store.engine)
    copy = tmp_path / "copy.db"
    run(["backup", str(copy)], 0, capsys)
    copy.write_bytes(copy.read_bytes()[:-5000])

    assert "is damaged" in run(["restore", str(copy)], 2, capsys)
    assert "none.db" in run(["restore", str(tmp_path / "none.db")], 2, capsys)
    assert take_out(store.engine) == before


def test_a_name_that_says_no_format(store: Store, capsys: Capture) -> None:
    assert ".json, .csv, .apkg, .ics" in run(["export", "x.txt"], 2, capsys)


def test_a_database_that_cannot_be_used(home: Path, capsys: Capture) -> None:
    home.mkdir()
    (home / "viva.db").write_text("no database\n" * 1000)
    for words in (["stats"], ["rebuild"], ["backup"], ["export", "x.json"]):
        assert "file is not a database" in run(words, 1, capsys)


def test_a_server_is_copied_by_its_own_means(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("VIVA_DATABASE_URL", "postgresql+psycopg://viva@/viva")
    for words in (["backup"], ["restore", "x.db"]):
        assert "pg_dump" in run(words, 2, capsys)


def test_rebuild_makes_the_same_again(
    store: Store, home: Path, capsys: Capture
) -> None:
    store.catch_up(Learner(store).folds())
    before = store.derived("card"), store.derived("skill")
    with closing(sqlite3.connect(home / "viva.db")) as connection, connection:
        connection.execute("UPDATE derived SET value = 'spoilt' WHERE kind = 'card'")
    said = run(["rebuild"], 0, capsys)

    assert said == "2 cards and the skill in 2 topics from 9 answers\n"
    assert (store.derived("card"), store.derived("skill")) == before


def test_stats(store: Store, home: Path, capsys: Capture) -> None:
    found = json.loads(run(["stats", "--json"], 0, capsys))
    assert found == {
        "answers": 9,
        "right": 6,
        "reviews": 9,
        "cards": 2,
        "recalls": 7,
        "retention": 5 / 7,
        "submissions": 2,
        "accepted": 1,
        "solved": 1,
        "days": 7,
    }
    assert "71% of 7 first reviews of a day" in run(["stats"], 0, capsys)


def test_stats_of_nothing(home: Path, capsys: Capture) -> None:
    assert "no review on a later day yet" in run(["stats"], 0, capsys)


def test_the_formats_are_those_that_are_written() -> None:
    assert set(FORMATS) == set(data.WRITERS) >= set(data.ENDINGS.values())
