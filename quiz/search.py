"""Search over topics, sections, questions, challenges, claims and the engine.

The last word of a query may be begun only, and any may be mistyped: what counts is the
nearest word that there is. Rare words weigh more, and so do words of a short title.
"""

from __future__ import annotations

import ast
import functools
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quiz import content
from quiz.curriculum import Topic
from quiz.functions import functions

KINDS = "topic", "section", "question", "challenge", "claim", "function"
"""What can be found; of equal hits the earlier kind comes first."""
WORD = re.compile(r"[^\W_]+")
HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
NEAR = 76.0
"""Percent of letters in which a mistyped word agrees with the one that is meant."""
BEGUN = 0.9
"""What a word that is begun only counts, beside a whole one."""
TITLE = 2.0
"""What a title adds to the weight of a word, shared among its words."""


@dataclass(frozen=True)
class Entry:
    """Something that can be found.

    Attributes:
        kind: one of `KINDS`.
        id: of the topic, item, challenge, claim or function; of a section its topic's.
        title: what is shown of it.
        text: what more is known of it, searched too.
    """

    kind: str
    id: str
    title: str
    text: str = ""

    @property
    def topic(self) -> str:
        """The topic's id; "" for a function."""
        return "" if self.kind == "function" else self.id.split("/")[0]


def search(query: str, most: int = 40) -> list[Entry]:
    """The entries in which every word of the query is found, the best first."""
    words = _words(query)
    scores = [_hits(word, word is words[-1]) for word in words]
    everywhere = set.intersection(*map(set, scores)) if scores else set()
    total = {entry: sum(score[entry] for score in scores) for entry in everywhere}
    return sorted(
        everywhere, key=lambda e: (-round(total[e], 6), KINDS.index(e.kind), e.title)
    )[:most]


def _hits(word: str, last: bool) -> dict[Entry, float]:
    """How well each entry answers one word of a query; only those that do."""
    from rapidfuzz import fuzz, process

    index = _index()
    near = {word: 1.0} if word in index else {}
    if last and len(word) > 1:
        near |= {w: BEGUN for w in index if w != word and w.startswith(word)}
    if not near:
        found = process.extract(word, list(index), scorer=fuzz.ratio, processor=None,
                                score_cutoff=NEAR, limit=8)  # fmt: skip
        near = {known: (score / 100) ** 2 for known, score, _ in found}
    scores = defaultdict[Entry, float](float)
    for known, likeness in near.items():
        for entry, weight in index[known].items():
            scores[entry] = max(scores[entry], likeness * weight)
    rare = math.log(1 + len(entries()) / max(len(scores), 1))
    return {entry: rare * score for entry, score in scores.items()}


@functools.cache
def _index() -> dict[str, dict[Entry, float]]:
    """Word -> the entries that have it, and what it weighs there."""
    index = defaultdict[str, dict[Entry, float]](dict)
    for entry in entries():
        for word in _words(f"{entry.text} {entry.id}"):
            index[word][entry] = 1.0
        title = _words(entry.title)
        for word in title:
            index[word][entry] = 1.0 + TITLE / len(title)
    return dict(index)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


@functools.cache
def entries() -> tuple[Entry, ...]:
    """All that there is to find. Reads sources, imports no topic and no engine."""
    found = [entry for topic in content.written() for entry in _of(topic)]
    found += [
        Entry("function", name, name.rpartition(".")[2], function.summary)
        for name, function in functions().items()
    ]
    return tuple(found)


def _of(topic: Topic) -> Iterator[Entry]:
    notes = content.notes(topic)
    yield Entry("topic", topic.id, topic.title, notes.summary)
    for heading in HEADING.findall(notes.text):
        yield Entry("section", topic.id, heading, topic.title)
    for item in content.outline(topic):
        kind = "challenge" if item.kind == "challenge" else "question"
        yield Entry(kind, item.id, item.title, topic.title)
    for name, text in _claimed(topic.folder / "claims.py"):
        yield Entry("claim", f"{topic.id}/{name}", text, topic.title)


def _claimed(path: Path) -> Iterator[tuple[str, str]]:
    """The name of each claim, and what it says."""
    if not path.exists():
        return
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(
                name=name,
                decorator_list=[ast.Call(args=[ast.Constant(value=str(text)), *_])],
            ):
                yield name, text
