"""The questions as a deck for Anki.

A note keeps its identity by the id of its item, so a deck that is taken in again
changes notes and doubles none. Anki asks one variant; new numbers are Viva's.
"""

from __future__ import annotations

import hashlib
import html
import itertools
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from quiz import content
from quiz.curriculum import Topic
from quiz.items.item import Item, Variant

SEED = 0
"""Of the variant that a note asks."""
LISTED = {"choice", "choices", "order", "match"}
"""Kinds whose options belong to the question."""
STYLE = (
    ".card { font-family: sans-serif; font-size: 18px; text-align: left; } "
    "h3 { font-size: 16px; opacity: 0.7; } pre { overflow-x: auto; }"
)
PIECES = re.compile(
    r"```\w*\n(?P<fence>.*?)```"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|(?<!\\)\$(?P<inline>(?:\\\$|[^$])+?)\$"
    r"|\\(?P<escaped>[\\`*_$\[\]<>#~|:])"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|\*(?P<stress>[^*\s](?:[^*]*[^*\s])?)\*"
    r"|(?:\A|\n+)(?P<item>[-*] |\d+\. )"
    r"|\n(?P<paragraph>\n+)",
    re.DOTALL,
)
AROUND = {
    "fence": ("<pre><code>", "</code></pre>"),
    "code": ("<code>", "</code>"),
    "display": (r"\[", r"\]"),
    "inline": (r"\(", r"\)"),
    "escaped": ("", ""),
    "strong": ("<b>", "</b>"),
    "stress": ("<i>", "</i>"),
    "item": ("<br>", ""),
    "paragraph": ("<br><br>", ""),
}
STRESS = "strong", "stress"


def write(topics: Iterable[Topic], out: Path, now: datetime) -> int:
    """Write the package; how many notes it has.

    Raises:
        OSError: the file cannot be written.
    """
    import genanki

    model = genanki.Model(
        _number("model"),
        "Viva",
        fields=[{"name": "Question"}, {"name": "Answer"}],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Question}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}",
            }
        ],
        css=STYLE,
    )
    decks, count = [], 0
    for topic in topics:
        deck = genanki.Deck(_number(topic.id), f"Viva::{topic.title}")
        for item in content.items(topic):
            front, back = sides(item.draw(SEED))
            note = genanki.Note(model, [front, back], guid=_name(item), tags=[topic.id])
            deck.add_note(note)
            count += 1
        decks.append(deck)
    # Its own `write_to_file` leaves a copy behind in the folder for temporary files.
    with tempfile.TemporaryDirectory() as folder:
        collection = Path(folder, "collection.anki2")
        stamp = now.timestamp()
        with closing(sqlite3.connect(collection)) as connection:
            numbers = itertools.count(int(stamp * 1000))
            genanki.Package(decks).write_to_db(connection.cursor(), stamp, numbers)
            connection.commit()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            package.write(collection, collection.name)
            package.writestr("media", "{}")
    return count


def sides(variant: Variant) -> tuple[str, str]:
    """The question and the answer of a note, as HTML."""
    item, ask = variant.item, variant.ask
    kind = item.kind
    front = [f"<h3>{to_html(item.title)}</h3>", to_html(ask.prompt)]
    key = to_html(kind.display(ask, kind.value_of(ask, ask.key)))
    if kind.name in LISTED:
        front.append(_list("ol type=a", ask.options))
    elif kind.name == "recall":
        key = _list("ul", ask.options)
    return "".join(front), f"{key}<br><br>{to_html(ask.why)}"


def to_html(markdown: str) -> str:
    r"""Text with formulas as Anki shows it: paragraphs, lists, code, stress.

    >>> to_html(r"If $a < b$, **not** `x <= y`")
    'If \\(a &lt; b\\), <b>not</b> <code>x &lt;= y</code>'
    """
    parts, end = [], 0
    for piece in PIECES.finditer(markdown):
        parts.append(html.escape(markdown[end : piece.start()], quote=False))
        parts.append(_piece(piece))
        end = piece.end()
    parts.append(html.escape(markdown[end:], quote=False))
    return "".join(parts)


def _piece(piece: re.Match[str]) -> str:
    kind = piece.lastgroup or ""
    text = html.escape(piece[kind], quote=False)
    if kind in STRESS:
        text = to_html(piece[kind])
    elif kind == "item":
        text = text if text[0].isdigit() else "• "
    before, after = AROUND[kind]
    return f"{before}{text.strip() if kind == 'code' else text}{after}"


def _list(tag: str, entries: Iterable[str]) -> str:
    rows = "".join(f"<li>{to_html(entry)}</li>" for entry in entries)
    return f"<{tag}>{rows}</{tag.split(maxsplit=1)[0]}>"


def _number(name: str) -> int:
    """An id that Anki takes and that is always the same: 30 bits of a digest."""
    digest = hashlib.sha256(f"viva {name}".encode()).digest()
    return int.from_bytes(digest[:4]) >> 2 | 1 << 30


def _name(item: Item) -> str:
    return hashlib.sha256(f"viva {item.id}".encode()).hexdigest()[:16]
