"""Questions answered by a span of a passage, and how the answers are scored."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from engine.system import system
from engine.text.cleaning import STOP_WORDS
from engine.text.stemmer import stem
from engine.text.tokens import sentences, tokenise


@system("S52.26")
def exact_match(answer: str, right: str) -> float:
    """1 where both have the same words in the same order, else 0.

    Capitals, punctuation and the articles a, an, the are passed over.

    >>> exact_match("The Danube.", "danube"), exact_match("Danube river", "Danube")
    (1.0, 0.0)

    Source:
        Rajpurkar et al., SQuAD (2016), section 6.1.
    """
    return float(_answer_words(answer) == _answer_words(right))


@system("S52.26")
def token_f1(answer: str, right: str) -> float:
    """`2 common / (words of the answer + words of the right one)`, in [0, 1].

    That is the harmonic mean of precision and recall of the words, each counted
    as often as both have it. Words as in `exact_match`; 1 where both have none.

    >>> token_f1("Danube river", "the Danube")
    0.6666666666666666

    Source:
        Rajpurkar et al. (2016), section 6.1.
    """
    a, b = Counter(_answer_words(answer)), Counter(_answer_words(right))
    if not (a or b):
        return 1.0
    return 2 * (a & b).total() / (a.total() + b.total())


@system("S52.22")
def extract_answer(question: str, passage: str) -> str:
    """A span of the passage, found by the words it shares with the question.

    First the sentence with most of the question's stems, of equals the earliest.
    Of that, the longest run of words that neither the question has nor the list
    of stop words. A trained reader scores the beginning and the end of every
    span instead; this one cannot tell who did what to whom.

    Args:
        question: in words of the passage.
        passage: one sentence or more.

    Returns:
        The span as it stands in the passage; empty where no run is left.

    >>> passage = "Novi Sad lies on the Danube. The capital of Serbia is Belgrade."
    >>> extract_answer("What is the capital of Serbia?", passage)
    'Belgrade'
    """
    asked = {stem(word) for word in tokenise(question)} - STOP_WORDS

    def shared(words: list[str]) -> int:
        return len(asked.intersection(map(stem, words)))

    options = [tokenise(s, lower=False) for s in sentences(passage)]
    best = max(options, key=shared) if options else []

    def is_known(word: str) -> bool:
        return word.lower() in STOP_WORDS or stem(word) in asked

    runs = [list(run) for known, run in groupby(best, key=is_known) if not known]
    longest = max(runs, key=len) if runs else []
    return " ".join(longest)


def _answer_words(text: str) -> list[str]:
    return [word for word in tokenise(text) if word not in ("a", "an", "the")]
