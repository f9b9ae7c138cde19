"""From next-token probabilities to a sequence: greedily, or by a beam."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.arrays import Array
from engine.system import system

Prefix = tuple[int, ...]
Step = Callable[[Prefix], Array]
"""From the tokens so far to log-probabilities of the next, shape (m,)."""


class Hypothesis(NamedTuple):
    """A sequence, its log-probability, and the score that it is ranked by."""

    tokens: Prefix
    log_p: float
    score: float


@system("S55.08")
def greedy(step: Step, end: int, length: int) -> Hypothesis:
    """The likeliest next token at each step, up to the end token or the length.

    One path, never revised: a likely first token may lead to unlikely sequences.

    Args:
        step: log-probabilities of the next token, given those so far.
        end: token that ends a sequence, and is part of it.
        length: of the longest sequence.

    Returns:
        The sequence; of equal tokens the smallest. Its score is log_p.

    Raises:
        ValueError: length is below 1.

    >>> P = {(): [0.6, 0.4], (0,): [0.35, 0.65], (1,): [0.1, 0.9]}
    >>> found = greedy(lambda t: np.log(P[t]), end=9, length=2)
    >>> found.tokens, round(float(np.exp(found.log_p)), 2)
    ((0, 1), 0.39)
    """
    return beam_search(step, end, length, 1)[0]


@system("S55.09")
def beam_search(  # noqa: PLR0913, PLR0917
    step: Step,
    end: int,
    length: int,
    width: int,
    alpha: float = 0.0,
    kind: str = "gnmt",
) -> list[Hypothesis]:
    """The best sequences that keeping `width` prefixes at each step finds.

    Each prefix is continued by every token; the `width` continuations with the
    largest log-probabilities stay, and those that end are set aside with their
    score `log_p / penalty`. With a width of 1 it is greedy; with one as large as
    the number of sequences it is exact. In between it can miss the best. As every
    token lowers log_p, unpenalised scores favour short sequences, the more so the
    wider the beam.

    Args:
        step: log-probabilities of the next token, given those so far.
        end: token that ends a sequence, and is part of it.
        length: of the longest sequence; those that reach it count as ended.
        width: prefixes that are kept, at least 1. An ended one takes a place in
            the step in which it ends, and none later.
        alpha: of `length_penalty`; 0 for none.
        kind: of `length_penalty`.

    Returns:
        At most `width` sequences, best score first; of equal ones that with the
        smaller tokens.

    Raises:
        ValueError: width or length is below 1.

    Source:
        Wu et al., Google's Neural Machine Translation System (2016), section 7.

    >>> P = {(): [0.6, 0.4, 0.0], (0,): [0.35, 0.3, 0.35], (1,): [0.9, 0.05, 0.05]}
    >>> with np.errstate(divide="ignore"):
    ...     found = [beam_search(lambda t: np.log(P[t]), 9, 2, w)[0] for w in (1, 2)]
    >>> [(h.tokens, round(float(np.exp(h.log_p)), 2)) for h in found]
    [((0, 0), 0.21), ((1, 0), 0.36)]
    """
    if min(width, length) < 1:
        raise ValueError(f"width and length are at least 1, got {width} and {length}")
    alive: list[tuple[Prefix, float]] = [((), 0.0)]
    ended: list[Hypothesis] = []
    for t in range(1, length + 1):
        longer = [
            ((*tokens, v), log_p + float(more))
            for tokens, log_p in alive
            for v, more in enumerate(step(tokens))
            if more > -np.inf
        ]
        longer.sort(key=lambda pair: (-pair[1], pair[0]))
        alive = []
        for tokens, log_p in longer[:width]:
            if tokens[-1] == end or t == length:
                score = log_p / length_penalty(t, alpha, kind)
                ended.append(Hypothesis(tokens, log_p, score))
            else:
                alive.append((tokens, log_p))
    ended.sort(key=lambda h: (-h.score, h.tokens))
    return ended[:width]


@system("S55.09")
def length_penalty(length: int, alpha: float, kind: str = "gnmt") -> float:
    """What a log-probability is divided by: `((5 + length) / 6)^alpha`.

    0 divides by 1; the larger alpha, the better long sequences look. The other
    kind, `length^alpha`, is the mean log-probability of a token for alpha 1.

    Args:
        length: tokens, at least 1, the end token included.
        alpha: 0.6 to 1 in practice.
        kind: "gnmt" or "power".

    Returns:
        The divisor.

    Raises:
        ValueError: length is below 1, or another kind.

    Source:
        Wu et al., Google's Neural Machine Translation System (2016), equation 14.

    >>> length_penalty(7, 1.0), length_penalty(7, 1.0, "power")
    (2.0, 7.0)
    """
    if length < 1:
        raise ValueError(f"length is at least 1, got {length}")
    if kind not in ("gnmt", "power"):
        raise ValueError(f"one of gnmt, power, got {kind!r}")
    return float(((5 + length) / 6 if kind == "gnmt" else length) ** alpha)
