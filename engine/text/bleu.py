"""BLEU: how much of a translation stands in a reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from engine.system import system
from engine.text.tokens import ngrams

Tokens = Sequence[str]


@system("S52.24")
def clipped_precision(
    candidate: Tokens, references: Sequence[Tokens], n: int
) -> tuple[int, int]:
    """N-grams of the candidate that a reference has, and n-grams it has at all.

    Each is counted at most as often as one reference has it: without that clip,
    "the the the" would be right in every word.

    >>> clipped_precision(["the"] * 7, ["the cat is on the mat".split()], 1)
    (2, 7)

    Raises:
        ValueError: n is below 1.
    """
    counts = Counter(ngrams(candidate, n))
    most: Counter[tuple[str, ...]] = Counter()
    for reference in references:
        most |= Counter(ngrams(reference, n))
    return (counts & most).total(), counts.total()


@system("S52.24")
def bleu(
    candidates: Sequence[Tokens],
    references: Sequence[Sequence[Tokens]],
    n: int = 4,
    epsilon: float = 0.0,
) -> float:
    """`min(1, e^(1 - r / c)) (p_1 p_2 ... p_n)^(1/n)`, over a whole corpus.

    `p_i`: clipped i-grams of all candidates, divided by all their i-grams. c is
    the length of all candidates, r of the references nearest to them in length;
    the factor punishes what is too short, as no recall is measured. One `p_i` of
    0 makes the whole 0, which single sentences often meet: there epsilon helps.

    Args:
        candidates: tokens of each.
        references: for each candidate one or more.
        n: longest n-grams, at least 1.
        epsilon: stands for a clipped count of 0; 0.1 is usual, 0 is the original.

    Returns:
        The score, in [0, 1]; often given times 100.

    Raises:
        ValueError: no candidates, a candidate without reference, or n below 1.

    Source:
        Papineni et al., BLEU: a Method for Automatic Evaluation of Machine
        Translation (2002), section 2.3.

    >>> bleu(["the cat sat".split()], [["the cat sat down".split()]], n=2)  # e^(-1/3)
    0.7165313105737893
    """
    if not candidates or len(candidates) != len(references) or not all(references):
        raise ValueError("each candidate needs a reference, and there must be one")
    log_p = 0.0
    for i in range(1, n + 1):
        pairs = zip(candidates, references, strict=True)
        matches, totals = np.sum([clipped_precision(c, r, i) for c, r in pairs], axis=0)
        p = (matches or epsilon) / max(totals, 1)
        if p == 0:
            return 0.0
        log_p += np.log(p) / n
    c = sum(len(candidate) for candidate in candidates)
    r = sum(
        min((abs(len(t) - len(candidate)), len(t)) for t in options)[1]
        for candidate, options in zip(candidates, references, strict=True)
    )
    return float(np.exp(min(0.0, 1 - r / c) + log_p)) if c else 0.0
