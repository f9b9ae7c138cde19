"""Out of one database and into another, with nothing lost and nothing doubled."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete

from db.document import parse, write
from db.errors import BadFile
from db.merging import ONCE, TABLES, Row, merge
from db.store import Store
from db.transfer import erase, take_in, take_out
from tests.db.child import FOLDS, record
from tests.db.conftest import SERVER
from tests.db.histories import histories

START = datetime(2026, 1, 31, 23, 59, 30, 250000, UTC)
NOTHING: dict[str, list[Row]] = {name: [] for name in TABLES}
# One database serves every example; it is emptied before each.
shared = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def text_of(tables: dict[str, list[Row]]) -> str:
    out = io.StringIO()
    write(tables, out)
    return out.getvalue()


def empty(store: Store) -> None:
    with store.engine.begin() as connection:
        for table in reversed(TABLES.values()):
            connection.execute(delete(table))


def contents(tables: dict[str, list[Row]]) -> list[str]:
    """The facts without the numbers of rows: what they refer to is spelt out."""
    answers = {row["id"]: row for row in tables["answers"]}
    sittings = {row["id"]: row for row in tables["sittings"]}
    spelt = []
    for name, rows in tables.items():
        for row in rows:
            fact = {key: value for key, value in row.items() if key != "id"}
            if fact.get("answer"):
                fact["answer"] = answers[fact["answer"]] | {"id": 0, "sitting": 0}
            if fact.get("sitting"):
                fact["sitting"] = sittings[fact["sitting"]] | {"id": 0}
            spelt.append(f"{name} {fact}")
    return sorted(spelt)


def fill(store: Store) -> None:
    """A few facts of every kind."""
    sitting = store.begin("exam", '{"items": ["a/b"]}')
    for seed in range(4):
        store.record_answer(
            item="a/b",
            version=2,
            seed=2**63 - 1 - seed,
            response="=½\n",
            right=seed != 2,
            score=seed / 3,
            route=None if seed else "slip",
            seconds=0.1 + 0.2,
            read_as="`½`",
            confidence=0.7,
            predicted=1 / 3,
            hints=seed,
            rating=3,
            sitting=sitting.id if seed % 2 else None,
        )
    store.undo(store.answers()[1])
    store.end(sitting.id, 61.5)
    store.set("zone", '"Europe/Paris"')
    store.set("zone", '"UTC"')
    judged, _ = (store.hand_in(challenge="c", code=c, seed=1) for c in "xy")
    store.record_verdict(judged, verdict="accepted", detail="{}", seconds=0.5)
    store.save_draft("k", "d")
    store.visit("a", "lab")


@shared
@given(histories())
def test_a_round_trip_loses_nothing(
    store: Store, history: dict[str, list[Row]]
) -> None:
    """Through a database, a file and another database, to the microsecond and bit."""
    empty(store)
    take_in(store.engine, history)
    taken = take_out(store.engine)
    read = parse(text_of(taken))
    empty(store)
    added = take_in(store.engine, read)

    assert text_of(taken) == text_of(history)
    assert take_out(store.engine) == taken == history
    assert added == {name: len(rows) for name, rows in history.items()}


def test_what_the_store_says_is_the_same_afterwards(store: Store, other: Store) -> None:
    fill(store)
    take_in(other.engine, parse(text_of(take_out(store.engine))))

    for ask in ("answers", "sittings", "settings", "submissions", "pending", "tally"):
        assert getattr(other, ask)() == getattr(store, ask)()
        assert getattr(store, ask)()
    assert other.draft("k") == "d"
    assert other.last_visit() == store.last_visit()
    # What comes next has a number of its own.
    fill(other)
    assert len(other.answers()) == 6
    assert len({answer.id for answer in other.answers()}) == 6


def test_importing_again_changes_nothing(store: Store) -> None:
    fill(store)
    before = take_out(store.engine)
    added = take_in(store.engine, parse(text_of(before)))

    assert set(added.values()) == {0}
    assert take_out(store.engine) == before


@settings(max_examples=40)
@given(histories(3), histories(3))
def test_a_merge_has_the_facts_of_both_once(
    mine: dict[str, list[Row]], theirs: dict[str, list[Row]]
) -> None:
    whole = merge(mine, theirs)
    parse(text_of(whole))  # its numbers are unique, its references whole
    for part in (mine, theirs):
        lost = set(contents(part)) - set(contents(whole))
        assert {fact.split()[0] for fact in lost} <= set(ONCE)
    added = set(contents(whole)) - set(contents(mine)) - set(contents(theirs))
    assert not added
    assert merge(whole, theirs) == whole
    assert merge(whole, mine) == whole
    assert merge(NOTHING, mine) == mine == merge(mine, NOTHING)


def fact(number: int, minute: int, **fields: object) -> Row:
    at = START + timedelta(minutes=minute)
    return {"id": number, "key": "k", "value": str(minute), "at": at} | fields


def test_what_comes_in_stands_by_its_time(store: Store) -> None:
    """The latest choice counts, wherever it was made."""
    here = NOTHING | {"settings": [fact(1, 10), fact(5, 50)]}
    there = NOTHING | {"settings": [fact(1, 10), fact(2, 20), fact(3, 60)]}
    found = [(row["id"], row["value"]) for row in merge(here, there)["settings"]]
    assert found == [(1, "10"), (5, "20"), (6, "50"), (7, "60")]
    later = NOTHING | {"settings": [fact(9, 60)]}
    found = [(row["id"], row["value"]) for row in merge(here, later)["settings"]]
    assert found == [(1, "10"), (5, "50"), (9, "60")]
    take_in(store.engine, here)
    take_in(store.engine, there)
    assert store.settings() == {"k": "60"}


def test_an_undo_from_before_an_import_takes_nothing_else(
    store: Store, other: Store
) -> None:
    """What came in is older, so the answer at hand has another number now."""
    fill(other)
    for seed in range(2):
        record(store, "c", seed)
    later = store.answers("c")
    take_in(store.engine, take_out(other.engine))
    assert [answer.id for answer in store.answers("c")] != [row.id for row in later]
    count = len(store.answers())
    store.undo(later[1])

    assert len(store.answers()) == count
    store.undo(store.answers("c")[0])
    assert [answer.seed for answer in store.answers("c")] == [1]


def test_what_was_derived_is_derived_anew(store: Store, other: Store) -> None:
    """From the answers of both, in the order of their times."""
    for here in (store, other):
        for seed in range(3):
            record(here, "a/b", seed + (here is other))
        here.catch_up(FOLDS)
    alone = store.derived("chain")
    take_in(store.engine, take_out(other.engine))
    assert store.derived("chain") == {}
    store.catch_up(FOLDS)

    assert store.tally()["a/b"].answered == 6
    assert store.derived("chain") != alone
    before = store.derived("chain")
    take_in(store.engine, take_out(other.engine))
    assert store.derived("chain") == before  # nothing was new


def test_equal_facts_are_counted(store: Store) -> None:
    here = NOTHING | {"settings": [fact(1, 1), fact(2, 1)]}
    there = NOTHING | {"settings": [fact(n, 1) for n in (1, 2, 3)]}

    assert len(merge(here, there)["settings"]) == 3


def test_references_are_carried_over(store: Store, other: Store) -> None:
    """Numbers that mean something else in the other database."""
    for name, here in (("mine", store), ("theirs", other)):
        for turn in range(2):
            sitting = here.begin("drill", name)
            answer = here.record_answer(
                item=name,
                version=1,
                seed=turn,
                response="",
                right=True,
                score=1.0,
                sitting=sitting.id,
            )
            if (name, turn) == ("theirs", 1):
                here.end(sitting.id, 7.0)
                here.undo(answer)
    take_in(store.engine, take_out(other.engine))

    plans = {sitting.id: sitting.plan for sitting, _ in store.sittings()}
    assert sorted(plans.values()) == ["mine", "mine", "theirs", "theirs"]
    assert all(plans[a.sitting or 0] == a.item for a in store.answers())
    assert [(a.item, a.seed) for a in store.answers() if a.item == "theirs"] == [
        ("theirs", 0)
    ]
    ended = [sitting.plan for sitting, ending in store.sittings() if ending]
    assert ended == ["theirs"]


def test_what_was_judged_meanwhile_does_not_wait_again(
    store: Store, other: Store
) -> None:
    waiting = store.hand_in(challenge="c", code="x", seed=1)
    before = take_out(store.engine)
    store.record_verdict(waiting, verdict="accepted", detail="{}", seconds=0.1)
    take_in(other.engine, before)
    assert len(other.pending()) == 1

    take_in(store.engine, before)
    assert store.pending() == []
    take_in(other.engine, take_out(store.engine))
    assert other.pending() == []
    assert other.solved() == {"c"}


def test_the_newer_draft_stays(store: Store, other: Store) -> None:
    for here, words in ((store, ("old", "new")), (other, ("first",))):
        for word in words:
            here.save_draft("k", word)
    drafts = take_out(other.engine)

    take_in(store.engine, drafts)
    assert store.draft("k") == "new"
    take_in(other.engine, take_out(store.engine))
    assert other.draft("k") == "new"


def change(path: str, value: object) -> Callable[[dict], None]:
    """Puts a value at a place of an export; `...` takes out what is there."""

    def damage(document: dict) -> None:
        *way, last = [int(p) if p.isdecimal() else p for p in path.split(".")]
        for step in way:
            document = document[step]
        if value is ...:
            del document[last]
        else:
            document[last] = value

    return damage


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("format", "anki", "its format is 'anki', where 'viva' is expected"),
        ("format", ..., "names no format"),
        ("version", 2, "version 2 and schema '0004'.*a newer Viva made it"),
        ("schema", "0099", "version 1 and schema '0099'.*newest known here"),
        ("schema", None, "schema None"),
        ("tables", [], r"`tables` is \[\], not an object"),
        ("tables.undos", ..., "lacks the table 'undos'"),
        ("tables.cards", [], "a table 'cards', which is unknown"),
        ("tables.visits", {}, "visits is {}, not a list"),
        ("tables.answers.1", 7, "answers, row 2 is 7, not an object"),
        ("tables.answers.1.right", ..., "answers, row 2 lacks 'right'"),
        ("tables.answers.1.route", ..., "answers, row 2 lacks 'route'"),
        ("tables.answers.1.mood", 1, "answers, row 2 has 'mood', which is unknown"),
        ("tables.answers.1.right", 1, "'right' is 1, not true or false"),
        ("tables.answers.1.right", None, "'right' is None, not true or false"),
        ("tables.answers.1.seed", 2**63, f"'seed' is {2**63}, not a whole number"),
        ("tables.answers.1.seed", True, "'seed' is True, not a whole number"),
        ("tables.answers.1.score", "1.0", "'score' is '1.0', not a number"),
        ("tables.answers.1.score", True, "'score' is True, not a number"),
        ("tables.answers.1.item", "\ud800", "'item' is .*, not text"),
        ("tables.answers.1.at", "2026-01-01", "not a time with its zone"),
        ("tables.answers.1.at", "0001-01-01T00:00+05:00", "not a time with its zone"),
        ("tables.answers.1.id", 1, "answers has two rows with id 1"),
        ("tables.undos.0.answer", 9, "undos, id 1, is of a lost row: answers .* 9"),
        ("tables.answers.1.sitting", 9, "sittings has no row 9"),
    ],
)
def test_a_damaged_file_is_refused(
    store: Store, path: str, value: object, message: str
) -> None:
    fill(store)
    document = json.loads(text_of(take_out(store.engine)))
    change(path, value)(document)

    with pytest.raises(BadFile, match=message):
        parse(json.dumps(document))


@pytest.mark.parametrize("source", ["", "PK\3\4", "[" * 100_000, "{}", "[1]", "null"])
def test_what_is_no_export_is_refused(source: str) -> None:
    with pytest.raises(BadFile, match=r"it is no JSON|it is no export of Viva"):
        parse(source)


def test_a_file_cut_short_is_refused_wherever(store: Store) -> None:
    fill(store)
    source = text_of(take_out(store.engine)).rstrip()
    for end in range(0, len(source), 97):
        with pytest.raises(BadFile, match="not all of it"):
            parse(source[:end])


def test_an_export_of_an_older_schema_is_read(store: Store) -> None:
    """What was not there yet has its default."""
    fill(store)
    document = json.loads(text_of(take_out(store.engine)))
    document["schema"] = "0003"
    for name in ("sittings", "endings", "undos", "settings"):
        del document["tables"][name]
    for row in document["tables"]["answers"]:
        for name in (
            "read_as",
            "confidence",
            "predicted",
            "hints",
            "rating",
            "sitting",
        ):
            del row[name]
    tables = parse(json.dumps(document))

    assert tables["undos"] == []
    assert [row["hints"] for row in tables["answers"]] == [0] * 4
    assert [row["rating"] for row in tables["answers"]] == [None] * 4
    del document["tables"]["answers"][0]["seed"]
    with pytest.raises(BadFile, match="lacks 'seed'"):
        parse(json.dumps(document))


def test_an_import_is_whole_or_not_at_all(store: Store, other: Store) -> None:
    fill(other)
    incoming = take_out(other.engine)
    incoming["visits"][0]["part"] = None
    fill(store)
    before = take_out(store.engine)

    with pytest.raises(Exception, match="visits"):
        take_in(store.engine, incoming)
    assert take_out(store.engine) == before


def test_the_tables_are_all_there_are(store: Store) -> None:
    """What is added to the models is exported, or said to be derived."""
    from db.models import Base

    assert set(TABLES) == set(Base.metadata.tables) - {"derived", "folded"}
    assert set(ONCE) == {
        table.name
        for table in TABLES.values()
        if "id" not in table.columns or any(c.unique for c in table.columns)
    }


def test_nothing_is_left_after_erasing(store: Store) -> None:
    record(store, "mine", 1, "a-secret-of-mine")
    store.save_draft("k", "another-secret-of-mine")
    store.set("role", "ml-engineer")
    erase(store.engine)

    assert not any(take_out(store.engine).values())
    if not SERVER:
        file = Path(str(store.engine.url.database))
        for path in file.parent.glob(f"{file.name}*"):
            assert b"secret-of-mine" not in path.read_bytes()
    # It goes on from there.
    record(store, "mine", 2, "new")
    assert [answer.response for answer in store.answers()] == ["new"]
