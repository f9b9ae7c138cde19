"""The deck: what Anki will read, and that the same item is the same note."""

import json
import re
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import content
from quiz.study.anki import sides, to_html, write

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TAGS = {"b", "br", "code", "h3", "i", "li", "ol", "pre", "ul"}
Notes = dict[str, tuple[str, str, str]]


def deck(path: Path) -> tuple[Notes, dict[str, str], list[int]]:
    """Notes by their names, the names of decks, the ids of note types."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as package:
            package.extractall(folder)
            assert package.read("media") == b"{}"
        with closing(sqlite3.connect(Path(folder, "collection.anki2"))) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = file.execute("SELECT guid, flds, tags FROM notes").fetchall()
            decks, models = file.execute("SELECT decks, models FROM col").fetchone()
            cards = file.execute("SELECT count(*) FROM cards").fetchone()[0]
    assert cards == len(rows)
    notes = {guid: (*fields.split("\x1f"), tags) for guid, fields, tags in rows}
    assert len(notes) == len(rows)
    names = {number: deck["name"] for number, deck in json.loads(decks).items()}
    return notes, names, sorted(map(int, json.loads(models)))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("anki") / "viva.apkg"
    count = write(content.written(), path, NOW)
    assert count == sum(len(content.items(topic)) for topic in content.written())
    return path


def test_every_item_is_a_note_that_renders(package: Path) -> None:
    notes, decks, _ = deck(package)
    items = [item for topic in content.written() for item in content.items(topic)]
    assert len(notes) == len(items)
    assert {f"Viva::{topic.title}" for topic in content.written()} <= set(
        decks.values()
    )
    for front, back, _ in notes.values():
        for side in (front, back):
            prose = re.sub(
                r"<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]", "", side, flags=re.S
            )
            assert not re.search(r"\$|\*\*|`", prose), side
            assert set(re.findall(r"</?(\w+)", side)) <= TAGS
            assert side.count(r"\(") == side.count(r"\)")


def test_a_note_keeps_its_name(package: Path, tmp_path: Path) -> None:
    """Anki then changes the note; it would else be there twice."""
    later = tmp_path / "later.apkg"
    write(content.written()[::-1], later, NOW.replace(year=2027))

    assert deck(later)[0] == deck(package)[0]
    assert deck(later)[1:] == deck(package)[1:]
    # In every release: a learner's deck has these names in it.
    assert {"291d38e2b4a73422", "a828681c3f40a5fe"} <= set(deck(package)[0])
    assert 1_000 < deck(package)[2][0] < 2**31


def test_the_same_deck_is_the_same_file(package: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.apkg"
    write(content.written(), again, NOW)
    with zipfile.ZipFile(again) as new, zipfile.ZipFile(package) as old:
        assert new.read("collection.anki2") == old.read("collection.anki2")


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    write(content.written()[:1], tmp_path / "x.apkg", NOW)

    assert list(scratch.iterdir()) == []


def test_options_belong_to_the_question_and_points_to_the_answer() -> None:
    lists = 0
    for topic in content.written():
        for item in content.items(topic):
            variant = item.draw(0)
            front, back = sides(variant)
            shown = [to_html(option) for option in variant.ask.options]
            if item.kind.name == "recall":
                assert all(point in back and point not in front for point in shown)
            elif item.kind.name in {"choice", "choices", "order", "match"}:
                assert all(f"<li>{option}</li>" in front for option in shown)
                lists += 1
            assert to_html(variant.ask.why) in back
            assert front.startswith(f"<h3>{to_html(item.title)}</h3>")
    assert lists


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        (r"$x_1 < y$ and $\$3$", r"\(x_1 &lt; y\) and \(\$3\)"),
        (r"$$\sum_i a_i & b$$", r"\[\sum_i a_i &amp; b\]"),
        (r"costs \$5 and \*stars\*", "costs $5 and *stars*"),
        ("`a < $b$ **c**`", "<code>a &lt; $b$ **c**</code>"),
        ("``a`b``", "<code>a`b</code>"),
        ("**bold $x$** *soft* 2 * 3 * 4", r"<b>bold \(x\)</b> <i>soft</i> 2 * 3 * 4"),
        ("$a * b * c$", r"\(a * b * c\)"),
        ("x\n\ny\nz", "x<br><br>\ny\nz"),
        ("do:\n\n- one\n- two", "do:<br>• one<br>• two"),
        ("1. one\n2. two", "<br>1. one<br>2. two"),
        (
            "see\n\n```python\nif a < b:\n    print('$')\n```",
            "see<br><br>\n<pre><code>if a &lt; b:\n    print('$')\n</code></pre>",
        ),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("one $ alone", "one $ alone"),
    ],
)
def test_markdown_as_html(markdown: str, shown: str) -> None:
    assert to_html(markdown) == shown


@given(st.text("<>&$*`\\ab \n-1.", max_size=30))
def test_no_text_becomes_a_tag(markdown: str) -> None:
    assert set(re.findall(r"<[^>]*>", to_html(markdown))) <= {
        f"<{slash}{tag}>" for tag in TAGS for slash in ("", "/")
    }
