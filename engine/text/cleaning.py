"""Cleaning: what is taken out of a text before its words are counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from engine.system import system
from engine.text.lemmatiser import lemma

_STOP = """
    a about after all also am an and any are as at be because been before being but
    by can could did do does doing during each few for from had has have having he her
    here hers him his how i if in into is it its just me more most my no nor not of off
    on once only or other our out over own she should so some such than that the their
    them then there these they this those through to too under until up very was we
    were what when where which while who whom why will with would you your"""
STOP_WORDS = frozenset(_STOP.split())
"""Words that say little about a subject. "not" is one: sentiment needs it back."""

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_PATTERNS = {
    "websites": r"(?:https?://|www\.)\S*[\w/]|\b[\w-]+\.(?:com|org|net|edu)\b(?:/\S*)?",
    "dates": (
        r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
        rf"|\b\d{{1,2}} {_MONTH} \d{{4}}\b|\b{_MONTH} \d{{1,2}},? \d{{4}}\b"
    ),
    "numbers": r"\b\d+(?:[.,]\d+)*\b",
    "punctuation": r"[^\w\s]|_",
}
ORDER = (
    "lower", "websites", "dates", "numbers", "punctuation", "stop words", "lemmas"
)  # fmt: skip
"""A sensible order: what is recognised by its punctuation goes before punctuation."""


@system("S52.05", "S52.04")
def remove(text: str, kinds: Sequence[str]) -> str:
    """Take out websites, dates, numbers or punctuation, kind after kind.

    Each find leaves a blank; blanks in a row become one. The order matters: once
    punctuation is gone, nothing marks a website or a date any more.

    Args:
        text: any.
        kinds: of "websites", "dates", "numbers" and "punctuation".

    Raises:
        ValueError: no such kind.

    >>> text = "See https://example.com/a on 3/4/2024, page 12!"
    >>> remove(text, ["websites", "dates", "numbers", "punctuation"])
    'See on page'
    >>> remove(text, ["punctuation", "numbers", "dates", "websites"])
    'See https example com a on page'
    """
    for kind in kinds:
        if kind not in _PATTERNS:
            raise ValueError(f"kind is one of {', '.join(_PATTERNS)}, got {kind!r}")
        text = re.sub(_PATTERNS[kind], " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())


@system("S52.06")
def drop_stop_words(
    tokens: Iterable[str], stop: Iterable[str] = STOP_WORDS
) -> list[str]:
    """The tokens that are no stop words, whatever their capitals.

    >>> drop_stop_words(["The", "film", "was", "not", "good"])
    ['film', 'good']
    """
    unwanted = {word.lower() for word in stop}
    return [token for token in tokens if token.lower() not in unwanted]


@system("S52.31", "S52.04")
def clean(text: str, steps: Sequence[str] = ORDER) -> str:
    """A text made ready for a topic model, step by step in the order given.

    Good for counting subjects, bad for other tasks: names need capitals,
    sentiment needs "not", and a transformer's tokeniser wants the text as it was.

    Args:
        text: any.
        steps: of "lower", the kinds of `remove`, "stop words" and "lemmas".

    Returns:
        What is left, words separated by one blank.

    Raises:
        ValueError: no such step.

    >>> clean("The Cats were seen at www.cats.org on 2024-05-01: 12 of them!")
    'cat see'
    """
    for step in steps:
        if step == "lower":
            text = text.lower()
        elif step == "stop words":
            text = " ".join(drop_stop_words(text.split()))
        elif step == "lemmas":
            text = " ".join(lemma(word) for word in text.split())
        elif step in _PATTERNS:
            text = remove(text, [step])
        else:
            raise ValueError(f"step is one of {', '.join(ORDER)}, got {step!r}")
    return " ".join(text.split())
