"""A text cut into sentences, words and n-grams."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.system import system

WORDS = r"\w+"
"""Letters, digits and underscores in a row."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])")
_SHORTENED = re.compile(r"(?:\b[A-Z]|\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|etc|e\.g|i\.e))\.$")


@system("S52.01")
def tokenise(text: str, pattern: str = WORDS, lower: bool = True) -> list[str]:
    r"""Everything in the text that the pattern matches, from left to right.

    What it does not match separates: blanks, commas, the hyphen of "full-time".
    `\w\w+` drops words of one letter, "I" and "a" among them; `\w+|[^\w\s]` keeps
    punctuation as tokens of its own; `.` cuts into characters.

    Args:
        text: any, the empty one too.
        pattern: a regular expression without groups.
        lower: whether "The" and "the" are one word.

    Returns:
        The tokens.

    Raises:
        ValueError: the pattern has groups, of which only one would be returned.

    >>> tokenise("Don't panic: it's 5 pm.")
    ['don', 't', 'panic', 'it', 's', '5', 'pm']
    """
    found = re.compile(pattern)
    if found.groups:
        raise ValueError(f"the pattern must have no groups, got {pattern!r}")
    return found.findall(text.lower() if lower else text)


@system("S52.01")
def sentences(text: str) -> list[str]:
    """Cut after `.`, `!` or `?` where a blank and a capital or a digit follow.

    No cut after an initial ("J. Smith") or one of a few abbreviations ("Dr.").
    That is a rule of thumb: "I live in the U.S. They do too." stays whole.

    >>> sentences("Dr. No left. Who saw him? A 3.5 m wall, they say.")
    ['Dr. No left.', 'Who saw him?', 'A 3.5 m wall, they say.']
    """
    found, start = [], 0
    for gap in _SENTENCE_END.finditer(text):
        if _SHORTENED.search(text[start : gap.start()]):
            continue
        end = gap.start() + len(gap.group().rstrip())  # a closing quote belongs to it
        found.append(text[start:end].strip())
        start = gap.end()
    return [s for s in [*found, text[start:].strip()] if s]


@system("S53.08")
def ngrams(tokens: Sequence[str], n: int) -> list[tuple[str, ...]]:
    """Every n tokens in a row; of t tokens there are `max(0, t - n + 1)`.

    Args:
        tokens: words, or the characters of a word (a string is a sequence of them).
        n: 1 for unigrams, 2 for bigrams, at least 1.

    Returns:
        Tuples of n tokens, overlapping, from left to right.

    Raises:
        ValueError: n is below 1.

    >>> ngrams(["i", "love", "nlp"], 2)
    [('i', 'love'), ('love', 'nlp')]
    >>> ["".join(gram) for gram in ngrams("where", 3)]
    ['whe', 'her', 'ere']
    """
    if not n >= 1:
        raise ValueError(f"n must be at least 1, got {n}")
    return list(zip(*(tokens[i:] for i in range(n)), strict=False))


@system("S53.08")
def ngram_range(tokens: Sequence[str], low: int, high: int) -> list[str]:
    """N-grams of all lengths from low to high, as words joined by a blank.

    >>> ngram_range(["i", "love", "nlp"], 1, 2)
    ['i', 'love', 'nlp', 'i love', 'love nlp']

    Raises:
        ValueError: low is below 1, or high below low.
    """
    if not 1 <= low <= high:
        raise ValueError(f"1 <= low <= high is needed, got {low} and {high}")
    return [" ".join(g) for n in range(low, high + 1) for g in ngrams(tokens, n)]
