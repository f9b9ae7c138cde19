"""The curriculum, the content that stands in it, and the ledger."""

import subprocess
import sys
from pathlib import Path

import pytest

from quiz import content, curriculum, ledger
from quiz.names import Unknown, find, nearest

ROOT = Path(__file__).parent.parent


def test_66_topics_in_11_units() -> None:
    assert len(curriculum.topics()) == 66
    assert len(curriculum.units()) == 11
    assert {topic.chapter for topic in curriculum.topics().values()} == set(
        range(1, 67)
    )


def test_prerequisites_exist_and_have_no_cycle() -> None:
    topics = curriculum.topics()
    done: set[str] = set()
    while len(done) < len(topics):
        ready = {i for i, t in topics.items() if set(t.prerequisites) <= done} - done

        assert ready, sorted(set(topics) - done)
        done |= ready


def test_listing_topics_imports_none() -> None:
    code = (
        "import sys; from quiz import curriculum; curriculum.topics();"
        "print([m for m in sys.modules if m.startswith('quiz.topics') or m == 'numpy'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("topic", content.written(), ids=lambda topic: topic.id)
def test_a_written_topic_is_whole(topic: curriculum.Topic) -> None:
    notes = content.notes(topic)

    assert notes.summary.endswith(".")
    assert notes.text.count("$$") % 2 == 0
    assert content.items(topic)
    assert content.challenges(topic)
    assert set(notes.covers) <= set(content.rows(topic))
    corrections = f"(evidence?topic={topic.id}&corrected=true)"
    assert (corrections in notes.text) == any(c.often for c in content.claims(topic))


@pytest.mark.parametrize("topic", content.written(), ids=lambda t: t.id)
def test_an_outline_says_what_the_modules_do(topic: curriculum.Topic) -> None:
    said = {outline.id: outline for outline in content.outline(topic)}
    items, challenges = content.items(topic), content.challenges(topic)
    assert [*said][: len(items)] == [item.id for item in items]
    assert said.keys() == {item.id for item in (*items, *challenges)}
    for item in items:
        mine = said[item.id]
        assert (mine.title, mine.kind, mine.level, mine.covers) == (
            item.title, item.kind.name, item.level, item.covers,
        )  # fmt: skip
    for challenge in challenges:
        mine = said[challenge.id]
        assert (mine.title, mine.kind, mine.level, mine.covers) == (
            challenge.title, "challenge", challenge.level, tuple(challenge.covers),
        )  # fmt: skip


def test_the_ledger_names_no_unknown_row() -> None:
    covered = ledger.gather()
    chapters = {topic.chapter: topic for topic in curriculum.topics().values()}
    for row in covered:
        topic = chapters[int(row[1:3])]
        # Of a topic that is not written yet only the engine knows rows.
        assert row in content.rows(topic) if topic.written else row[0] == "S"
    assert "item softmax-derivative/diagonal_entry" in covered["S42.02"]
    assert "engine.nn.softmax.softmax_jacobian" in covered["S42.02"]
    for topic in content.written():
        assert not set(ledger.missing(topic)) & set(covered)


def test_names_are_found_by_id_or_by_a_unique_last_part() -> None:
    known = {"a/one": 1, "a/two_three": 2, "b/one": 3}

    assert find("thing", "a/one", known) == 1
    assert find("thing", "two-three", known) == 2
    with pytest.raises(Unknown, match="“one” could be a/one or b/one"):
        find("thing", "one", known)
    with pytest.raises(Unknown, match="nearest: a/two_three"):
        find("thing", "two_tree", known)
    assert nearest("zzzz", known) == []


def test_notes_without_front_matter_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curriculum, "TOPICS", tmp_path)
    topic = curriculum.Topic("x", "u", 1, "X", "X", ())
    topic.folder.mkdir(parents=True)
    (topic.folder / "notes.md").write_text("# no front matter")

    with pytest.raises(ValueError, match="front matter"):
        content.notes(topic)
